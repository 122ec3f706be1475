"""Deleting an issue forever, in words: what goes, what stays, why, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.qt.formatting import counted
from desktop.replica.erasures import Hanging
from sync_server.contract.issues import ErasureReason

R = ErasureReason
REASONS: Mapping[ErasureReason, str] = {
    R.TEST: "Only a test",
    R.DUPLICATE: "Reported twice",
    R.ASKED_BY_CUSTOMER: "The customer asked for it",
    R.WRONG_CUSTOMER: "Reported for the wrong customer",
    R.LEGAL: "Required by law",
}


@dataclass(frozen=True, slots=True)
class EraseOffer:
    """What the dialog says. With a refusal nothing can be typed."""

    code: str
    goes: str
    stays: str
    refusal: str = ""


def is_typed(code: str, typed: str) -> bool:
    """Whether this is the issue's number, however it is spelled (ISS-65)."""
    return typed.strip().casefold() == code.casefold()


def what_goes(found: Hanging) -> str:
    """`the report and its history, 3 posts, 1 file and 2 messages`."""
    parts = [
        counted(value, word)
        for value, word in (
            (found.posts, "post"),
            (found.files, "file"),
            (found.messages, "message"),
            (found.steps, "checklist step"),
            (found.costs, "cost line"),
        )
        if value
    ]
    return _joined(["the report and its history", *parts])


def what_stays(found: Hanging) -> str:
    """What keeps no word of it, and is kept because it is money, time or a call."""
    parts = [
        counted(value, word)
        for value, word in (
            (found.holds, "payment hold"),
            (found.appointments, "appointment"),
            (found.calls, "call"),
        )
        if value
    ]
    return _joined([*parts, "a note that it was deleted, by whom and why"])


def _joined(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
