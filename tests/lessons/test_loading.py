"""Loading a lesson file: everything that is wrong with it is named at once, in words for its author."""

import re
from pathlib import Path

import pytest

from tests.authoring.true_lesson import EVERY_KIND
from tracer.errors import LessonError
from tracer.lessons.hunt import guess_of
from tracer.lessons.loading import NotTomlError, SchemaError, load_lesson
from tracer.lessons.partial_loading import load_in_part

TEXT = EVERY_KIND.read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    path = folder / "broken.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, *changes: tuple[str, str]) -> dict[str, str]:
    """Return what is said of the lesson with a question of every kind after these changes, by its place."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(SchemaError) as caught:
        load_lesson(written(folder, text))
    return {flaw.place: flaw.message for flaw in caught.value.flaws}


def test_every_place_that_does_not_fit_is_named_in_the_words_of_the_file(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        ("minutes = 1", "minutes = 1.5"),
        ('do = "click"', 'do = "klick"'),
        ('kind = "several"', 'kind = "many"'),
        ('{ value = "Anonymous",', '{ valeu = "Anonymous",'),
        ('items = [{ stage = "logged_out" }', 'items = ["logged_out"'),
        ('{ stage = "credentials_checked" }, { kind', '{ stage = "checked" }, { kin'),
        ('text = "Ask the class', "txt = 1 # "),
        ('text = "No", stages', "stages"),
    )
    verbs = found.pop("scenarios, right-at-once, action 3, do")
    assert verbs.startswith("one of visit, submit, click")
    assert verbs.endswith('is expected here, not "klick": did you mean "click"?')
    kinds = found.pop('question "several", kind')
    assert kinds == 'one of one, several, step, value, order, what_if is expected here, not "many"'
    assert found == {
        "minutes": "a whole number is expected here, not 1.5",
        'question "value", choice 2, valeu': 'there is no such key; did you mean "value"?',
        'question "order", item 1': (
            'a step is expected here, not "logged_out": write its number, or { stage = "logged_in" }'
        ),
        "behaviour 1, claim 1, order 1": found["behaviour 1, claim 1, order 1"],
        "behaviour 1, claim 1, order 2, kin": 'there is no such key; did you mean "kind"?',
        'flow, node "stranger", text': "the key is missing",
        "note 1, txt": 'there is no such key; did you mean "text"?',
    }
    assert found["behaviour 1, claim 1, order 1"].startswith('there is no stage "checked". Did you mean')


def test_a_refused_value_is_told_together_with_names_that_the_tracer_gives(tmp_path: Path) -> None:
    found = problems(tmp_path, ("minutes = 1", 'minutes = "ten"\nname = "x"'))
    assert list(found) == ["name", "minutes"]


def test_each_place_is_told_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.replace("minutes = 1", "minutes = 1.5").replace('kind = "order"', 'kind = "ordr"'))
    with pytest.raises(SchemaError) as caught:
        load_lesson(path)
    number = next(at for at, line in enumerate(TEXT.splitlines(), start=1) if line == 'kind = "order"')
    assert "\n  line 4, minutes: a whole number" in str(caught.value)
    assert f'\n  line {number}, question "order", kind: one of' in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("minutes = 1", 'minutes = "1"'),
        ("minutes = 1", "minutes = 1.0"),
        ("right = true", 'right = "yes"'),
        ("right = true", "right = 1"),
        ("step = 4\n", 'step = "4"\n'),
    ],
)
def test_a_number_may_be_written_in_another_form_that_means_the_same(old: str, new: str, tmp_path: Path) -> None:
    assert old in TEXT
    plain, other = load_lesson(EVERY_KIND), load_lesson(written(tmp_path, TEXT.replace(old, new, 1)))
    assert (plain.minutes, plain.questions, plain.notes) == (other.minutes, other.questions, other.notes)


HOSTILE = {
    "a list without end": (f"{'[' * 20_000}{']' * 20_000}", "nested too deeply"),
    "a table without end": (f"{'{a=' * 20_000}1{'}' * 20_000}", "nested too deeply"),
    "a number without end": ("9" * 5_000, "too many digits"),
}


@pytest.mark.parametrize(("value", "message"), HOSTILE.values(), ids=HOSTILE)
def test_what_no_parser_should_read_is_refused(value: str, message: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"format_version = 1\ntitle = {value}\n")
    with pytest.raises(NotTomlError, match=f"this is no TOML: .*{message}"):
        load_lesson(path)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (f"title.{'.'.join('a' * 15)} = 1", "title"),
        (f"minutes = {'9' * 300}.5", "minutes"),
        ("minutes = nan", "minutes"),
        ("minutes = inf", "minutes"),
        ("minutes = 2026-01-05", "minutes"),
        ("track = [[[[[[]]]]]]", "track 1"),
        ('"\\u001b[2J" = 1', "\x1b[2J"),
    ],
)
def test_a_strange_value_is_refused_at_its_place_in_few_words(line: str, place: str, tmp_path: Path) -> None:
    key = line.partition(" =")[0].partition(".")[0]
    rest = re.sub(rf"^{re.escape(key)} = .*$", "", TEXT, count=1, flags=re.MULTILINE)
    with pytest.raises(SchemaError) as caught:
        load_lesson(written(tmp_path, f"{line}\n{rest}"))
    assert [flaw.place for flaw in caught.value.flaws] == [place]
    assert len(str(caught.value)) < 400
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("key", ["equals", "contains"])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_no_run_holds_what_is_no_finite_number(key: str, value: str, tmp_path: Path) -> None:
    found = problems(tmp_path, ('fact = "deleted", equals = true', f'fact = "deleted", {key} = {value}'))
    assert list(found) == [f'question "one", choice 2, claim, {key}']
    assert "a number that is finite" in found[f'question "one", choice 2, claim, {key}']


def test_the_guess_is_a_question_of_the_lesson_and_comes_first(tmp_path: Path) -> None:
    *_, last = load_lesson(written(tmp_path, TEXT)).questions
    guessing = load_lesson(written(tmp_path, f'guess = "{last.id}"\n{TEXT}'))
    assert guess_of(guessing) == guessing.questions[0] == last
    with pytest.raises(LessonError, match=r'guess: There is no question "nobody"'):
        load_lesson(written(tmp_path, f'guess = "nobody"\n{TEXT}'))
    file = load_in_part(written(tmp_path, f'guess = "nobody"\n{TEXT}'))
    assert ([flaw.place for flaw in file.flaws], file.lesson.guess) == (["guess"], "")


def test_the_flow_of_another_lesson_is_read_as_strictly(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(TEXT.replace('id = "stranger"', "id = 1").replace('target = "page"', "target = 1"), "utf-8")
    found = load_in_part(written(tmp_path, f'flow_of = "other"\n{TEXT}'))
    assert found.lesson.title
    (flaw,) = found.flaws
    assert flaw.place == "flow_of"
    assert "at nodes[" in flaw.message
    assert "at edges[" in flaw.message
    with pytest.raises(LessonError, match=r"The flow of other\.toml is not valid"):
        load_lesson(tmp_path / "broken.toml")
