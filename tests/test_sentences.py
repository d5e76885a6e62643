"""What the check of sentences accepts, and what it refuses."""

import pytest

from tests.sentences import faults, sentences

SENTENCES = [
    "The browser brings it back.",
    "`login_user` writes the note.",
    "login_user writes the note.",
    "session.clear() empties it.",
    "max-age=0 ends it. It is gone.",
    "401 is the answer.",
    "“basic” lets the user stay.",
    "(Nobody asks.)",
    "Is that so? Yes! It is.",
    "**Step 4: App calls login_user(user).** What comes in is “User object with id 1”.",
    "**Box 2: “Is somebody logged in?”** From here it goes on to “Who is there?” This run takes it.",
    "A user who asks “Who is there?” is answered.",
    "The result is “Page content shown: ‘Protected page’”.",  # noqa: RUF001 # quotation marks inside of others
    'It is asked for "1", as a text.',
    "Look at these:\n\n- It is slower.\n- It is new.",
    "Each of these is new:\n- `one`.\n- Two of them.",
    "Write it like this:\n\n```python\nlogin_user(user)\n```",
    "A: The home page.",
    "B: `next`, the wanted page.",
    "Hint 2: Look at step 4.",
    "Versions 3.11.7, 3.1.3 and 0.6.3 were used.",
    "The header `Set-Cookie: session=…; HttpOnly` carries it.",
    "Location /login?next=%2Fprotected is where it leads.",
]

NO_SENTENCES = {
    "From here: if three years later, on to “Is the signature good?”.": "a half sentence",
    "From here: on to “The page”.": "a half sentence",
    "Login_user writes the note.": "a name from a program with a capital",
    "the browser brings it back.": "it begins in the middle",
    "It is so. and it stays so.": "it begins in the middle",
    "A: the home page.": "it begins in the middle",
    "The browser brings it back": "it has no end",
    "It is so. The rest is": "it has no end",
    "It is made of:": "it has no end",
    "- One\n- Two.": "it has no end",
    "It is so..": "two ends",
    "Is it so?.": "two ends",
    "It says “Please log in.”.": "two ends",
    "It is “so?”, and stays so.": "two ends",
    "It is so:.": "two ends",
    "It is so,, or not.": "two ends",
    "It is so .": "a blank before an end",
    "The answer is “”.": "nothing between two marks",
    "The note is “here.": "“ and ” do not belong together",
    "The note is here”.": "“ and ” do not belong together",
    "The run “Log in with “Remember me”, and out” is long.": "“ and ” do not belong together",
    "The note is (here.": "( and ) do not belong together",
    "The note is here]. Yes.": "[ and ] do not belong together",
    'The text "1 is here.': "an open quotation",
    "The name `login_user is here.": "a raw backtick",
    "It is **so.": "a mark of Markdown",
    "It is *so*.": "a mark of Markdown",
    "## It is so.": "a mark of Markdown",
    "See [the page](https://example.org).": "a mark of Markdown",
    "Look at {step:logged_in}.": "a name of a step that was not filled in",
    "  ": "nothing is said",
}


@pytest.mark.parametrize("text", SENTENCES)
def test_sentences_are_accepted(text: str) -> None:
    assert [*faults(text)] == []


@pytest.mark.parametrize(("text", "fault"), NO_SENTENCES.items())
def test_what_is_no_sentence_is_refused_and_named(text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(text)), [*faults(text)]


def test_a_quoted_question_ends_a_sentence_only_where_another_one_begins() -> None:
    assert sentences("It asks “Who?” and waits. It asks “Who?” Nobody answers.") == [
        "It asks “Who?” and waits.",
        "It asks “Who?”",
        "Nobody answers.",
    ]
