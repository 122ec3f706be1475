"""The notices' columns, and what people call the modules."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.qt.formatting import Clock, exact, phone, relative
from desktop.qt.table_model import CellLook, Column, Sign
from desktop.qt.tones import Tone
from desktop.replica.notices import NoticeLine
from sync_server.contract.values import NoticeModule

MODULES: Mapping[NoticeModule, tuple[str, str, Tone]] = {
    NoticeModule.CALLS: ("Calls", "phone-missed", Tone.RED),
    NoticeModule.VOICEMAIL: ("Voicemail", "voicemail", Tone.PURPLE),
    NoticeModule.POSTS: ("Messages", "message-square", Tone.BLUE),
    NoticeModule.ISSUES: ("Issues", "triangle-alert", Tone.ORANGE),
}


def columns(clock: Clock) -> tuple[Column[NoticeLine], ...]:
    def told(line: NoticeLine) -> str:
        return relative(line.told_at, clock())

    return (
        Column("What happened", title, 320, sign=_sign, strong=_is_unread, stretches=True),
        Column("", _text, 320, CellLook.MUTED, stretches=True, gives_way=True),
        Column("When", told, 130, CellLook.MUTED, strong=_is_unread, tip=_exactly),
    )


def title(line: NoticeLine) -> str:
    """What happened, with a number written as people read it."""
    words, _, last = line.title.rpartition(" ")
    return f"{words} {phone(last)}" if last.startswith("+") else line.title


def _text(line: NoticeLine) -> str:
    return line.text


def _sign(line: NoticeLine) -> Sign:
    _title, icon, tone = MODULES[line.module]
    return Sign(icon, Tone.GREY if line.is_read else tone)


def _is_unread(line: NoticeLine) -> bool:
    return not line.is_read


def _exactly(line: NoticeLine) -> str:
    return exact(line.told_at)
