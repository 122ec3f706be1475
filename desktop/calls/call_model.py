"""Calls as the card and the bar show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.qt.statuses import Badge


class CallerKind(StrEnum):
    KNOWN = "known"
    UNKNOWN = "unknown"
    """A number that matches no customer."""
    NO_NUMBER = "no_number"
    """The caller does not show their number."""
    SEVERAL = "several"
    """A number that several customers share."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer the caller may be."""

    id: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CardFact:
    """One line of what to know before answering: `1 open issue`, `CMP-00012 Scratched glass`."""

    icon: str
    title: str
    detail: str = ""
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class RingingCall:
    """A call that rings here. `ref` is the phone's own name for it."""

    ref: str
    kind: CallerKind
    name: str = ""
    number: str = ""
    customer_id: str = ""
    labels: tuple[str, ...] = ()
    dialled: str = ""
    """The business number that was called, as the office names it."""
    facts: tuple[CardFact, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Trouble(StrEnum):
    """What is wrong with a live call."""

    NONE = ""
    PHONE_RESTARTED = "phone_restarted"
    NO_MICROPHONE = "no_microphone"
    NO_SOUND = "no_sound"


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A second call, while one is talking."""

    ref: str
    who: str
    is_on_hold: bool = False


@dataclass(frozen=True, slots=True)
class LiveCall:
    """The call the agent is in."""

    ref: str
    who: str
    number: str
    answered_at: datetime | None = None
    """None while the other side still rings."""
    customer_id: str = ""
    is_muted: bool = False
    is_on_hold: bool = False
    trouble: Trouble = Trouble.NONE
    waiting: tuple[WaitingCall, ...] = ()


@dataclass(frozen=True, slots=True)
class CallNote:
    """A note written during a call, to be kept in the customer's thread."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class KeyPress:
    """A key pressed on the keypad."""

    ref: str
    digit: str


@dataclass(frozen=True, slots=True)
class CallerChoice:
    """The customer a person chose for a call."""

    ref: str
    customer_id: str
