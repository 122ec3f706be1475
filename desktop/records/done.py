"""What a page tells the shell when something was done, and how that is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from sync_server.contract.commands import AnyCommand


@dataclass(frozen=True, slots=True)
class Done:
    """A sentence for the notice; with commands to undo it, in their order."""

    sentence: str
    undo: tuple[AnyCommand, ...] = ()
