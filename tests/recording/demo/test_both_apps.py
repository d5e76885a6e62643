"""One scenario, two apps: every scenario that makes sense on both is run on both, and every difference is named.

Where the Quart app is told to redirect strangers as the Flask app does, all that is left of the difference is the
address of the login form. Whatever else differs fails here, until somebody explains it in EXPLAINED.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.course import CHEAP, lessons, lessons_here, performed, scenario, scenario_names
from tests.golden import GOLDENS, assert_golden
from tests.recording.demo.quart.all_on_quart import together
from tracer.errors import ScenarioError
from tracer.recording.demo.quart.run import run_on_quart
from tracer.recording.demo.run import run
from tracer.trace.compare import compare
from tracer.trace.events import Trace
from tracer.trace.facts import RequestFacts, ResponseFacts
from tracer.trace.plain_values import Plain
from tracer.trace.scenario import Scenario, Value
from tracer.trace.table import table

pytestmark = pytest.mark.quart

LIKE_FLASK: Mapping[str, Value] = {
    "LOGIN_VIEW": "authentication.login_form",
    "UNAUTHORIZED_HANDLER": False,
    # The home page, which is the login form.
    "AFTER_LOGIN": "authentication.login_form",
}
"""Settings with which the Quart app sends people where the Flask app does, unless the scenario says otherwise."""

ON_FLASK = scenario_names("flask")

EXPLAINED: Mapping[str, tuple[str, ...]] = {
    # The person is at home already, where the login form is; in the Flask app they have to ask for it.
    "session-cookie": (
        (
            "before: requests: GET / with no cookie, answered 200, GET /login with no cookie, answered 200"
            " / GET / with no cookie, answered 200"
        ),
        "before: signals: user_accessed, user_accessed / user_accessed",
    ),
    # The other site has a page at the address that is the login form's in the Flask app, and nobody's here.
    "external-login": ("step 2: Action: Redirect to the login page / Redirect to /login",),
    # There is no staff entrance here.
    "login-view-as-path": (
        "step 2: Action: Redirect to the staff entrance page / Redirect to /staff/entrance",
        "step 2: Result/Output: User sees the login form / User sees “Not Found”",
        (
            "step 2: requests: answered 302 to /staff/entrance?next=%2Fprotected, "
            "GET /staff/entrance?next=/protected with no cookie, answered 200 / "
            "answered 302 to /staff/entrance?next=%2Fprotected, "
            "GET /staff/entrance?next=/protected with no cookie, answered 404"
        ),
        "step 2: signals: user_accessed / none",
    ),
}
"""What else differs in a scenario, with the app told to redirect: ``step N: what: on Flask / on Quart``."""


@pytest.fixture(scope="module")
def on_quart() -> Mapping[str, Trace | str]:
    """Every scenario of the Flask lessons on the Quart app, or why it makes no sense there."""
    scenarios = [announced(name) for name in ON_FLASK]
    redirecting = [replace(what, settings={**LIKE_FLASK, **what.settings}) for what in scenarios]
    traces = together(redirecting, {"PASSWORD_HASH_METHOD": CHEAP})
    return dict(zip(ON_FLASK, traces, strict=True))


def announced(name: str) -> Scenario:
    """Return a scenario whose app tells of the stages itself: nobody observes a Quart app."""
    return replace(scenario(name), observed=False)


def on_flask(name: str) -> Trace:
    return performed(announced(name), "flask")


def differences(here: Trace, there: Trace) -> list[str]:
    """Return what differs, apart from the address of the login form."""
    comparison = compare(here, there)
    told = [f"before: {found}" for found in comparison.before if at_home(found.left) != at_home(found.right)]
    for pair in comparison.pairs:
        if pair.left is None or pair.right is None:
            told += [f"{pair}: {step.stage}" for step in (pair.left, pair.right) if step is not None]
        told += [f"{pair}: {found}" for found in pair.differences if at_home(found.left) != at_home(found.right)]
    return told


def at_home(text: str) -> str:
    """Return a text as it would be if the login form were the home page in both apps."""
    return text.replace("/login", "/").replace("the login page", "the home page")


@pytest.mark.parametrize("name", ON_FLASK)
def test_with_a_login_view_only_the_address_of_the_login_form_differs(
    name: str, on_quart: Mapping[str, Trace | str]
) -> None:
    """Or the scenario makes no sense there, and the refusal names the page or the setting that Quart's app lacks."""
    there = on_quart[name]
    if isinstance(there, str):
        assert "has no page" in there or "has no setting" in there
        assert name not in EXPLAINED
    else:
        assert differences(on_flask(name), there) == list(EXPLAINED.get(name, ()))


def test_as_they_are_the_two_apps_differ_in_this_and_in_nothing_else() -> None:
    """Every scenario of every lesson on both apps with their own settings, or why it makes no sense on one of them.

    The differences are named one by one in goldens/both-apps.txt; that a stranger is turned away with 401 instead of
    a redirect is six differences and one line.
    """
    names = scenario_names("flask", "quart")
    on_quart = together([announced(name) for name in names], {"PASSWORD_HASH_METHOD": CHEAP})
    told = [f"{name}: {line}" for name, there in zip(names, on_quart, strict=True) for line in told_of(name, there)]

    if lessons_here() == lessons():
        assert_golden("both-apps.txt", "\n".join(told))
    else:
        golden = (GOLDENS / "both-apps.txt").read_text(encoding="utf-8").splitlines()
        assert told == [line for line in golden if line.partition(": ")[0] in names]


def told_of(name: str, there: Trace | str) -> list[str]:
    """Return what is told of a scenario: its differences, that there are none, or where it makes no sense."""
    if isinstance(there, str):
        return [f"not on Quart: {refusal(there)}"]
    try:
        here = on_flask(name)
    except ScenarioError as error:
        return [f"not on Flask: {refusal(str(error))}"]
    return summed_up(differences(here, there)) or ["the same"]


def refusal(message: str) -> str:
    """Return why a scenario makes no sense on an app, without the list of all that the app has."""
    return message.partition(": ")[2].partition(" It has: ")[0]


TURNED_AWAY = (
    "stage: redirected / refused",
    "Action: Redirect to ",
    "Check/Process: Send a redirect: 302, ",
    "Result/Output: User sees ",
    "status: 302 / 401",
    "location: ",
)
"""How the differences begin by which a stranger is turned away with 401 instead of a redirect."""


def summed_up(told: Sequence[str]) -> list[str]:
    """Return differences with one line in the place of those six."""
    lines: list[str] = []
    rest = list(told)
    while rest:
        step, _, difference = rest[0].partition(": ")
        beginnings = [f"{step}: {beginning}" for beginning in TURNED_AWAY]
        if difference == TURNED_AWAY[0] and all(map(str.startswith, rest, beginnings)):
            lines.append(f"{step}: the stranger is turned away with 302 / with 401")
            del rest[: len(beginnings)]
        else:
            lines.append(rest.pop(0))
    return lines


def test_the_login_flow_has_the_same_nine_steps(on_quart: Mapping[str, Trace | str]) -> None:
    there = on_quart["login-flow"]
    assert isinstance(there, Trace)

    rows, flask_rows = table(there).steps, table(on_flask("login-flow")).steps
    assert len(rows) == 9
    assert [step.stage for step in rows] == [step.stage for step in flask_rows]
    assert [step.variables for step in rows] == [step.variables for step in flask_rows]


def test_by_default_the_quart_app_differs_in_how_it_turns_strangers_away() -> None:
    there = run_on_quart(scenario("login-flow"), settings={"PASSWORD_HASH_METHOD": CHEAP})

    login_form = "/login?next=%2Fprotected"
    turned_away = [
        "stage: redirected / refused",
        "Action: Redirect to the login page / Refuse the request",
        f"Check/Process: Send a redirect: 302, Location {login_form} / Answer with an error instead of a redirect",
        "Result/Output: User sees the login form / User sees the error 401",
        "status: 302 / 401",
        f"location: {login_form} / None",
    ]
    answered = f"requests: answered 302 to {login_form}, GET /login?next=/protected with no cookie, answered 200 / "
    assert differences(on_flask("login-flow"), there) == [
        *(f"step 2: {difference}" for difference in turned_away),
        # The person has to find the login form by themselves.
        f"step 2: {answered}answered 401, GET / with no cookie, answered 200",
        # Who was not sent to the form has no wish to hand on, so the address stays bare.
        "step 3: requests: POST /login?next=/protected with no cookie / POST / with no cookie",
        *(f"step 9: {difference}" for difference in turned_away),
        f"step 9: {answered}answered 401",
        # No login form is shown at the end, whose template would load the user once more (B2).
        "step 9: signals: user_accessed / none",
    ]


def answers(trace: Trace) -> list[tuple[str, ResponseFacts]]:
    """Return the responses of a trace with the paths that they answer, that of the login form being the home page."""
    paths: dict[int | None, str] = {}
    found = []
    for event in trace.events:
        if isinstance(event.facts, RequestFacts):
            paths[event.request] = at_home(event.facts.path)
        elif isinstance(event.facts, ResponseFacts):
            found.append((paths[event.request], event.facts))
    return found


def headers(response: ResponseFacts) -> dict[str, Plain]:
    return {name: value for name, value in response.headers.items() if name != "Location"}


def test_every_header_and_every_cookie_attribute_is_the_same(on_quart: Mapping[str, Trace | str]) -> None:
    there = on_quart["login-flow"]
    assert isinstance(there, Trace)

    pairs = list(zip(answers(on_flask("login-flow")), answers(there), strict=True))
    for (path, here), (other_path, other) in pairs:
        assert path == other_path
        assert headers(here) == headers(other)
        assert here.set_cookie == other.set_cookie
    assert all(headers(other)["Vary"] == "Cookie" for _, (_, other) in pairs)


def test_the_stages_are_announced_in_functions_of_the_same_names(on_quart: Mapping[str, Trace | str]) -> None:
    there = on_quart["login-flow"]
    assert isinstance(there, Trace)

    def functions(trace: Trace) -> list[str]:
        return [event.place.function for event in trace.of_kind("stage") if event.place]

    def files(trace: Trace) -> set[str]:
        return {event.place.file for event in trace.of_kind("stage") if event.place}

    assert functions(on_flask("login-flow")) == functions(there)
    assert files(there) == {
        "demo_app/announcing_login_manager.py",
        "demo_app/quart_app/authentication.py",
        "demo_app/quart_app/pages.py",
    }


def test_a_setting_of_the_quart_app_makes_no_sense_on_flask() -> None:
    quart_only = Scenario(title="a setting of the Quart app", actions=(), settings={"CURES": []})
    with pytest.raises(ScenarioError, match='the app has no setting "CURES"'):
        run(quart_only, "flask")
