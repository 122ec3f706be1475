"""Where a call can be sent: colleagues with what they do, a number as typed, the mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop.qt.formatting import age, phone
from desktop.qt.statuses import AGENT_STATES, Badge
from desktop.replica.colleagues import Colleague
from softphone.address import dial_uri, normalise
from sync_server.contract.values import AgentState

VOICEMAIL_TARGET = "voicemail"
"""What the phone system is told; it takes the mailbox of the business number that was called."""
_ORDER = (
    AgentState.AVAILABLE,
    AgentState.WRAP_UP,
    AgentState.RINGING,
    AgentState.ON_A_CALL,
    AgentState.BREAK,
    AgentState.AWAY,
)


class TargetKind(StrEnum):
    COLLEAGUE = "colleague"
    NUMBER = "number"
    VOICEMAIL = "voicemail"


@dataclass(frozen=True, slots=True)
class Target:
    """One place a call can go. `address` is what the phone dials."""

    kind: TargetKind
    address: str
    name: str
    detail: str = ""
    badge: Badge | None = None


class Way(StrEnum):
    """How a call goes there."""

    NOW = "now"
    """Blind: it rings there like any call."""
    ASK_FIRST = "ask_first"
    CALL = "call"
    """No transfer: a second call."""


@dataclass(frozen=True, slots=True)
class TransferWish:
    """What the agent chose."""

    target: Target
    way: Way


def targets(
    colleagues: Sequence[Colleague], typed: str, now: datetime, *, has_mailbox: bool
) -> tuple[Target, ...]:
    """What fits the typed words: free colleagues first, then a number, then the mailbox."""
    words = typed.strip().casefold().split()
    fitting = [one for one in colleagues if all(word in _spoken(one) for word in words)]
    found = [_colleague(one, now) for one in sorted(fitting, key=_place)]
    number = number_target(typed)
    if number is not None:
        found.insert(0 if not fitting else len(found), number)
    if has_mailbox and (not words or "voicemail".startswith(words[0])):
        found.append(Target(TargetKind.VOICEMAIL, VOICEMAIL_TARGET, "To voicemail", _MAILBOX))
    return tuple(found)


_MAILBOX = "The caller leaves a message for the number they called"


def number_target(typed: str) -> Target | None:
    """What was typed as something to dial; None where it cannot be dialled."""
    text = typed.strip()
    looks_dialled = any(char.isdigit() for char in text) or text.lower().startswith("sip")
    if not looks_dialled:
        return None
    try:
        dial_uri(text, "host.invalid")
    except ValueError:
        return None
    # A national number stays as it is: the phone knows its country.
    address = normalise(text) if text.startswith("+") else text
    return Target(TargetKind.NUMBER, address, phone(address), "Number as typed")


def _spoken(one: Colleague) -> str:
    return f"{one.name} {one.sip_user}".casefold()


def _place(one: Colleague) -> tuple[int, str]:
    return (_ORDER.index(one.state), one.name.casefold())


def _colleague(one: Colleague, now: datetime) -> Target:
    badge = AGENT_STATES[one.state]
    since = _for_how_long(one, now)
    detail = " · ".join(part for part in (one.sip_user, one.reason, since) if part)
    return Target(TargetKind.COLLEAGUE, one.sip_user, one.name, detail, badge)


def _for_how_long(one: Colleague, now: datetime) -> str:
    if one.since_at is None:
        return ""
    is_new = now - one.since_at < timedelta(minutes=1)
    return "just now" if is_new else f"for {age(one.since_at, now)}"
