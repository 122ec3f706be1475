"""One house for each journey module; desks and calls come and go in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.house import House, house
from tests.support.sip import speech

CALLER_SAYS = (
    "Hello, this is Olivia Smith. The window in my hallway is scratched again, "
    "and I would like to talk about the invoice, please. Can somebody come this week?"
)
AGENT_SAYS = "Harbour Home Services, you are speaking with Sarah. How can I help you today?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    speech(folder / "sarah-mic.wav", AGENT_SAYS)
    with house(folder) as whole:
        yield whole


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the caller says."""
    return speech(tmp_path_factory.mktemp("voice") / "caller.wav", CALLER_SAYS)
