"""The voicemail list's columns."""

from __future__ import annotations

from datetime import timedelta

from desktop.calls.log_model import NONE, length
from desktop.qt.formatting import Clock, exact, phone, relative
from desktop.qt.statuses import Badge
from desktop.qt.table_model import Align, CellLook, Column, Sign
from desktop.qt.tones import Tone
from desktop.replica.voicemails import VoicemailLine


def columns(clock: Clock) -> tuple[Column[VoicemailLine], ...]:
    def left(line: VoicemailLine) -> str:
        return relative(line.left_at, clock())

    return (
        Column(
            "From", _who, 220, sign=_sign, strong=_is_unheard, stretches=True, tip=_sign_in_words
        ),
        Column("Number", _number, 170, CellLook.MUTED, strong=_is_unheard),
        Column("Length", _length, 80, align=Align.RIGHT, strong=_is_unheard),
        Column("Left", left, 130, CellLook.MUTED, strong=_is_unheard, tip=_exactly),
        Column("Ring group", _group, 130, CellLook.MUTED, gives_way=True),
        Column("State", _nothing, 210, badges=_state),
    )


def who(line: VoicemailLine) -> str:
    """The customer's name, else the number."""
    return line.customer or phone(line.number) or "a withheld number"


def _who(line: VoicemailLine) -> str:
    return line.customer or ("Unknown caller" if line.number else "Number withheld")


def _number(line: VoicemailLine) -> str:
    return phone(line.number) or NONE


def _length(line: VoicemailLine) -> str:
    return length(timedelta(seconds=line.seconds))


def _group(line: VoicemailLine) -> str:
    return line.group or "Direct"


def _exactly(line: VoicemailLine) -> str:
    return exact(line.left_at)


def _is_unheard(line: VoicemailLine) -> bool:
    return not line.is_heard and line.done_at is None


def _sign(line: VoicemailLine) -> Sign:
    return Sign("voicemail", Tone.PURPLE if _is_unheard(line) else Tone.GREY)


def _sign_in_words(line: VoicemailLine) -> str:
    return f"{who(line)}: not heard yet" if _is_unheard(line) else who(line)


def _state(line: VoicemailLine) -> tuple[Badge, ...]:
    if line.done_at is not None:
        return (Badge(f"Done by {line.done_by}", Tone.GREEN, "circle-check"),)
    if line.is_heard:
        return (Badge(f"Heard by {line.heard_by}", Tone.GREY, "check"),)
    return (Badge("New", Tone.PURPLE, "circle-dot"),)


def _nothing(_line: VoicemailLine) -> str:
    return ""
