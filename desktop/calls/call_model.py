"""Calls as the card and the bar show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone


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
    transferred_by: str = ""
    """The colleague who sends this call here."""
    is_second: bool = False
    """Somebody talks here already: answering puts that call on hold."""
    also: tuple[str, ...] = ()
    """Who else rings at the same time."""
    alert: str = ""
    """The line everyone must see when this customer rings."""


class Trouble(StrEnum):
    """What is wrong with a live call."""

    NONE = ""
    PHONE_RESTARTED = "phone_restarted"
    NO_MICROPHONE = "no_microphone"
    NO_SOUND = "no_sound"


class RecordingShown(StrEnum):
    """What the bar says of recording."""

    NONE = "none"
    """This business number is never recorded: there is no button."""
    OFFERED = "offered"
    ON = "on"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """One more call beside the one in the bar: it waits to be answered unless it says more."""

    ref: str
    who: str
    is_on_hold: bool = False
    is_calling: bool = False
    """We called them and they have not answered yet."""
    is_joined: bool = False
    """In the conference with the call in the bar."""


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
    recording: RecordingShown = RecordingShown.NONE
    is_joined: bool = False
    """In a conference."""
    asking_about: str = ""
    """Whose call waits while this one asks whether to take it over."""
    is_being_transferred: bool = False
    transferred_by: str = ""
    candidates: tuple[Candidate, ...] = ()
    """Customers who share the number, while nobody has said which of them it is."""


@dataclass(frozen=True, slots=True)
class LineQuality:
    """How a call sounds: loss in thousandths, times in ms, MOS (ITU-T G.107) in hundredths."""

    loss_permille: int
    jitter_ms: int
    rtt_ms: int
    mos_hundredths: int


GOOD_MOS, FAIR_MOS = 380, 310
"""G.107 calls 4.03 and above satisfied and below 3.10 nearly all dissatisfied."""


def quality_badge(quality: LineQuality) -> Badge:
    """The line in one word."""
    if quality.mos_hundredths >= GOOD_MOS:
        return Badge("Good line", Tone.GREEN, "signal")
    if quality.mos_hundredths >= FAIR_MOS:
        return Badge("Fair line", Tone.ORANGE, "signal")
    return Badge("Poor line", Tone.RED, "signal")


def quality_words(quality: LineQuality) -> str:
    """The same in figures, for whoever looks after the network."""
    return (
        f"{quality.loss_permille / 10:.1f} % of the sound lost, jitter {quality.jitter_ms} ms, "
        f"round trip {quality.rtt_ms} ms, listening quality {quality.mos_hundredths / 100:.1f} "
        "of 4.5"
    )


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


class LineAct(StrEnum):
    """What can be done with one of the other calls."""

    TAKE = "take"
    """Answer or resume it; the present call is put on hold."""
    JOIN = "join"
    CONNECT = "connect"
    """Let the two others go on without the agent."""
    TAKE_OUT = "take_out"
    HANG_UP = "hang_up"


@dataclass(frozen=True, slots=True)
class LineWish:
    """Something the agent wants of one of the other calls."""

    act: LineAct
    ref: str
