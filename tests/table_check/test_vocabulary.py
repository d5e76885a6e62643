"""Words of a table are taken for statements about a run."""

import os
from pathlib import Path

import pytest

from tracer.stages import BY_NAME
from tracer.table_check.vocabulary import VOCABULARY, Phrase, answer_to, statement_of
from tracer.trace.wording.rows import COLUMNS, HEADINGS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "checking-tables.md"

PHRASES = [
    pytest.param(column, phrase, id=f"{column}: {phrase.example}")
    for column in COLUMNS
    for phrase in VOCABULARY[column]
]


@pytest.mark.parametrize(("column", "phrase"), PHRASES)
def test_each_phrase_is_found_by_its_own_example(column: str, phrase: Phrase) -> None:
    statement = statement_of(column, phrase.example)
    assert statement is not None
    assert statement.meaning.startswith(phrase.meaning.partition("{")[0])
    assert statement.stage == phrase.stage


@pytest.mark.parametrize(("column", "phrase"), PHRASES)
def test_each_phrase_tells_of_a_stage_that_there_is(column: str, phrase: Phrase) -> None:
    assert column in HEADINGS
    assert phrase.stage is None or phrase.stage in BY_NAME


@pytest.mark.parametrize(
    ("column", "text", "meaning"),
    [
        ("input", "Request WITHOUT session.", "the request carries no session cookie"),
        ("input", "A request with its session-cookie", "the request carries a session cookie"),
        ("input", "no user session", "the session that the request brings names nobody"),
        ("action", "The browser visits the home page", "a request asks for the home page"),
        ("action", "Redirected to the home page", "the browser is sent to the home page"),
        ("result", "User is NOT logged in", "the user is not authenticated"),
        ("result", "Invalid password", "the credentials are not valid"),
        ("result", "Session cookie removed", "the session cookie is deleted"),
        ("result", "401 Unauthorized", "the answer has the status 401"),
        ("check", "`login_user()`", "the app calls `login_user`"),
        ("check", "302", "the answer has the status 302"),
        ("check", "HTTP 302 Found", "the answer has the status 302"),
        ("check", "Compare hash", "the app compares name and password with what it knows"),
        ("check", "check_password_hash()", "the app compares name and password with what it knows"),
        ("result", "302", "the answer has the status 302"),
    ],
)
def test_other_words_for_the_same(column: str, text: str, meaning: str) -> None:
    statement = statement_of(column, text)
    assert statement is not None
    assert statement.meaning == meaning


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("text", ["", "Something else entirely", "42"])
def test_nothing_is_guessed(column: str, text: str) -> None:
    assert statement_of(column, text) is None


@pytest.mark.parametrize(
    ("question", "answer", "meaning"),
    [
        ("Is she logged in?", "No", "the guard finds that somebody is logged in: no"),
        ("Is the user authenticated?", "yes.", "the guard finds that somebody is logged in: yes"),
        ("Do name and password match?", "No", "name and password belong together: no"),
        ("Compare hash", "True", "name and password belong together: yes"),
    ],
)
def test_yes_and_no_answer_the_question_of_their_row(question: str, answer: str, meaning: str) -> None:
    statement = answer_to(question, answer)
    assert statement is not None
    assert statement.meaning == meaning


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("", "No"),
        ("Is she not logged in?", "No"),
        ("Is nobody logged in?", "Yes"),
        ("Is the user unauthenticated?", "No"),
        ("Is the password invalid?", "No"),
        ("Send a redirect", "Yes"),
        ("Something else entirely?", "No"),
        ("Is she logged in?", "No user"),
        ("Is she logged in?", "Perhaps"),
    ],
)
def test_a_no_whose_question_is_not_sure_is_not_guessed(question: str, answer: str) -> None:
    assert answer_to(question, answer) is None


def vocabulary_in_markdown() -> str:
    lines = ["| Column | Written like this | It states | It tells of the stage |", "|---|---|---|---|"]
    for column in COLUMNS:
        for phrase in VOCABULARY[column]:
            meaning = phrase.meaning.format(page="a page", status="of that number")
            stage = BY_NAME[phrase.stage].title if phrase.stage else ""
            lines.append(f"| {HEADINGS[column]} | {phrase.example} | {meaning} | {stage} |")
    return "\n".join(lines) + "\n"


def test_the_document_lists_the_vocabulary() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    begin, end = "<!-- vocabulary -->\n", "<!-- end of the vocabulary -->\n"
    before, _, rest = text.partition(begin)
    listed, _, after = rest.partition(end)
    expected = vocabulary_in_markdown()
    if os.environ.get("UPDATE_GOLDENS"):
        DOCUMENT.write_text(f"{before}{begin}{expected}{end}{after}", encoding="utf-8")
        return
    assert listed == expected
