"""What many of the attacks need: processes that have imported what a command needs."""

from collections.abc import Iterator

import pytest

from tests.attacks.forked_tracer import ForkedTracer


@pytest.fixture(scope="session")
def forked_tracer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkedTracer]:
    with ForkedTracer(tmp_path_factory.mktemp("forked")) as forked:
        yield forked
