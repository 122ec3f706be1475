"""How many parts a text message is sent and paid in (3GPP TS 23.038 and 23.040)."""

from __future__ import annotations

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€\f")
_ONE, _EACH = 160, 153
_ONE_WIDE, _EACH_WIDE = 70, 67


@dataclass(frozen=True, slots=True)
class Segments:
    """`left` characters fit before another part begins."""

    parts: int
    used: int
    left: int
    is_wide: bool
    """Some character is not in the phone's basic alphabet: fewer fit in a part."""

    @property
    def words(self) -> str:
        parts = "1 text message" if self.parts == 1 else f"{self.parts} text messages"
        why = ", special characters" if self.is_wide else ""
        return f"{self.used} characters · {parts}{why}"


def segments(text: str) -> Segments:
    is_wide = not set(text) <= _BASIC | _TWICE
    if is_wide:
        sizes = [len(each.encode("utf-16-le")) // 2 for each in text]
        one, each_part = _ONE_WIDE, _EACH_WIDE
    else:
        sizes = [2 if each in _TWICE else 1 for each in text]
        one, each_part = _ONE, _EACH
    used = sum(sizes)
    if used <= one:
        return Segments(1, used, one - used, is_wide)
    parts, room = 1, each_part
    for size in sizes:
        if size > room:  # a character is never cut in two
            parts, room = parts + 1, each_part
        room -= size
    return Segments(parts, used, room, is_wide)
