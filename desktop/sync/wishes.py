"""What the engine is woken by: what it hears, and what is wished for here."""

from __future__ import annotations

from enum import StrEnum

from desktop.sync.live import Heard
from sync_server.contract.wire import LooksAt


class Wish(StrEnum):
    PUSH = "push"
    """A command waits."""
    RETRY = "retry"
    """The person (or a network that came back) does not want to wait any longer."""
    STOP = "stop"


Item = Heard | Wish | LooksAt
