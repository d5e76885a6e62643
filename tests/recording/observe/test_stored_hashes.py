"""What is told of a stored hash is its state, and never what stands in it."""

from itertools import count

import bcrypt
import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.security import generate_password_hash

from tracer.libraries import unmet
from tracer.recording.observe.stored_hashes import StoredHash, state_of_hash

BCRYPT = bcrypt.hashpw(b"a password", bcrypt.gensalt(4))
ARGON2 = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("a password")
WERKZEUG = generate_password_hash("a password", "pbkdf2:sha256:1000")
OLD_METHODS = ("plain", "md5", "sha1", "sha256", "sha512", "sha224", "sha384")
OLD_METHODS_ARE_GONE = unmet({"werkzeug": "3.0"}) is None


@pytest.mark.parametrize(
    ("library", "stored", "state", "method"),
    [
        ("bcrypt", BCRYPT, "whole", None),
        ("flask_bcrypt", BCRYPT.decode(), "whole", None),
        ("flask_bcrypt", BCRYPT.replace(b"$2b$", b"$2y$"), "whole", None),
        ("bcrypt", BCRYPT[:59], "cut off", None),
        ("bcrypt", BCRYPT + b" ", "too long", None),
        ("bcrypt", WERKZEUG.encode(), "another method", "Werkzeug's pbkdf2"),
        ("bcrypt", ARGON2.encode(), "another method", "argon2"),
        ("bcrypt", b"a password", "no hash", None),
        ("bcrypt", str(BCRYPT).encode(), "bytes as text", "bcrypt"),
        ("bcrypt", ("\\x" + BCRYPT.hex()).encode(), "bytes as text", "bcrypt"),
        ("argon2", ARGON2, "whole", None),
        ("argon2", ARGON2.replace("v=19$", ""), "whole", None),
        ("argon2", ARGON2[:-2], "cut off", None),
        ("argon2", ARGON2[:30], "cut off", None),
        ("argon2", BCRYPT.decode(), "another method", "bcrypt"),
        ("werkzeug", WERKZEUG, "whole", None),
        ("werkzeug", WERKZEUG + " ", "too long", None),
        ("werkzeug", BCRYPT.decode(), "another method", "bcrypt"),
        ("werkzeug", "pbkdf2_sha256$1000$ab$cd", "another method", "Django"),
        ("werkzeug", 32 * "0a", "another method", "a digest without salt"),
        ("werkzeug", str(WERKZEUG.encode()), "bytes as text", "Werkzeug's pbkdf2"),
        ("passlib", BCRYPT.decode(), None, None),
        ("werkzeug", "", None, None),
        ("werkzeug", None, None, None),
        ("werkzeug", WERKZEUG.encode(), None, None),
    ],
    ids=count(1),  # the hashes are salted anew in every process
)
def test_the_state_of_a_hash_by_the_library_that_reads_it(
    library: str, stored: object, state: str | None, method: str | None
) -> None:
    assert state_of_hash(stored, library, raised=False) == StoredHash(state, method)


@pytest.mark.parametrize(
    ("library", "stored", "state", "method"),
    [
        ("werkzeug", None, "nothing", None),
        ("werkzeug", "", "nothing", None),
        ("werkzeug", WERKZEUG.encode(), "wrong type", "bytes"),
        ("bcrypt", BCRYPT.decode(), "wrong type", "str"),
        ("bcrypt", memoryview(BCRYPT), "wrong type", "memoryview"),
        ("werkzeug", "scrypt:1:2$ab$" + 128 * "0", "malformed", "scrypt"),
        ("passlib", "a password", "no hash", None),
        ("passlib", WERKZEUG, "another method", "Werkzeug's pbkdf2"),
        ("pwdlib", str(ARGON2.encode()), "bytes as text", "argon2"),
    ],
    ids=count(1),  # the hashes are salted anew in every process
)
def test_what_a_library_raised_on(library: str, stored: object, state: str, method: str | None) -> None:
    assert state_of_hash(stored, library, raised=True) == StoredHash(state, method)


@pytest.mark.parametrize("method", OLD_METHODS)
def test_a_method_is_gone_where_this_werkzeug_no_longer_knows_it(method: str) -> None:
    gone = OLD_METHODS_ARE_GONE
    expected = StoredHash("method gone", method) if gone else StoredHash(None)
    assert state_of_hash(f"{method}$ab$cd", "werkzeug", raised=gone) == expected


WORDS = {*OLD_METHODS, "Django", "Werkzeug's pbkdf2", "Werkzeug's scrypt", "a digest without salt", "argon2"}
WORDS |= {"bcrypt", "bytes", "crypt", "pbkdf2", "passlib's pbkdf2", "passlib's scrypt", "scrypt", "str"}


@given(st.one_of(st.text(), st.binary()), st.sampled_from(["werkzeug", "bcrypt", "argon2", "passlib"]))
def test_nothing_of_the_value_is_told(stored: str | bytes, library: str) -> None:
    for raised in (True, False):
        assert state_of_hash(stored, library, raised=raised).method in {None, *WORDS}
