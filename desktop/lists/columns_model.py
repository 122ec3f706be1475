"""How each kind of column is written, in the table and in files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from desktop.qt import statuses
from desktop.qt.formatting import Clock, counted, day, exact, hour, money, number, phone, relative
from desktop.qt.statuses import Badge, label
from desktop.qt.table_model import Align, CellLook, Column
from desktop.qt.tones import Tone
from desktop.replica.listing_query import Field, Kind
from desktop.replica.listing_rows import GroupHead, ListRow
from sync_server.contract.columns import from_ms
from sync_server.contract.values import RecordKind, code

BADGES: Mapping[str, Mapping[str, Badge]] = {
    str(kind): {str(status): badge for status, badge in badges.items()}
    for kind, badges in (
        (RecordKind.INQUIRY, statuses.INQUIRIES),
        (RecordKind.QUOTE, statuses.QUOTES),
        (RecordKind.BOOKING, statuses.BOOKINGS),
        (RecordKind.INVOICE, statuses.INVOICES),
        (RecordKind.ISSUE, statuses.ISSUES),
        ("hold", statuses.HOLDS),
        ("issue_priority", statuses.PRIORITIES),
    )
}
"""By the vocabulary a column names; a page may have more."""
WRITE = (Badge("", Tone.BLUE, "mail"), Badge("", Tone.BLUE, "message-square"))
"""E-mail, then text; how wide each is, with the gap after it, is WRITE_STEP."""
WRITE_STEP = 38
NOT_SENT = Badge("Not sent yet", Tone.GREY, "clock")
NOTHING = "Nothing"
_MOST_TEXT = 400
_FIGURES = frozenset({Kind.NUMBER, Kind.MONEY})
_BADGED = frozenset({Kind.LABELS, Kind.STATUS, Kind.CONTACT})
_LABELS = msgspec.json.Decoder(tuple[str, ...])
_CONTROL = dict.fromkeys((*range(32), 127, *range(128, 160), 8232, 8233), " ")
_DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


@dataclass(frozen=True, slots=True)
class Writing:
    """One column's value as text, for people."""

    field: Field
    clock: Clock

    def text(self, value: object) -> str:
        """Short, for a cell."""
        if self.field.kind is Kind.INSTANT:
            when = instant(value)
            return near(when, self.clock()) if when is not None else ""
        return written(self.field, value)


def columns(
    fields: Sequence[Field], clock: Clock, label_of: Callable[[str], Badge] = label
) -> tuple[Column[ListRow], ...]:
    """The table's columns: one for each column of the list that can be shown."""
    sums = tuple(each for each in fields if each.is_summed)
    return tuple(
        _column(field, at, clock, _heads(field_words(fields), sums) if at == 0 else None, label_of)
        for at, field in enumerate(fields)
    )


def field_words(fields: Sequence[Field]) -> Callable[[object], str]:
    """Names for the value a group is made of: statuses by their label, the rest as it is."""
    words = {
        value: badge.text
        for field in fields
        for value, badge in BADGES.get(field.vocabulary, {}).items()
    }
    return lambda value: words.get(str(value), harmless_line(str(value or ""))) or NOTHING


def instant(value: object) -> datetime | None:
    """Stored milliseconds as an instant; None where there is none, or none a calendar has."""
    if not isinstance(value, int):
        return None
    try:
        when = from_ms(value)
        when.astimezone()
    except (OverflowError, ValueError):
        return None
    return when


def near(when: datetime, now: datetime) -> str:
    """Past instants by how long ago; coming ones by their day, or by their hour when today."""
    if when <= now:
        return relative(when, now)
    if when.astimezone().date() == now.astimezone().date():
        return f"today, {hour(when)}"
    return day(when, now)


def labels_of(value: object) -> tuple[str, ...]:
    """The labels of a row as stored."""
    try:
        return _LABELS.decode(str(value or "[]"))
    except msgspec.DecodeError:
        return ()


def harmless_line(text: str) -> str:
    """One line that nothing in the text can break out of or turn round."""
    return text[:_MOST_TEXT].translate(_CONTROL).translate(_DIRECTIONS)


def written(field: Field, value: object) -> str:
    """A value in full as people read it, without regard to the day."""
    if value is None or value == "":
        return ""
    if field.kind in _FIGURES:
        return _figure(field, value)
    if field.kind is Kind.STATUS:
        badge = BADGES.get(field.vocabulary, {}).get(str(value))
        return badge.text if badge is not None else str(value).replace("_", " ").capitalize()
    if field.kind is Kind.LABELS:
        return ", ".join(harmless_line(each) for each in labels_of(value))
    if field.kind is Kind.INSTANT:
        when = instant(value)
        return exact(when) if when is not None else ""
    text = harmless_line(str(value))
    return ", ".join(map(phone, text.split(", "))) if field.key == "phones" else text


def _figure(field: Field, value: object) -> str:
    if not isinstance(value, int):
        return ""
    if field.kind is Kind.MONEY:
        return money(value)
    return number(value) if value else ""


def head_words(head: GroupHead, name: str, sums: Sequence[Field]) -> str:
    """`▾ Overdue   12   Total $1,240.00`: one line for a group."""
    arrow = "▸" if head.is_folded else "▾"
    parts = [f"{arrow}  {name}", number(head.count)]
    parts += [
        f"{field.title} {written(field, total) or '0'}"
        for field, total in zip(sums, head.sums, strict=False)
    ]
    return "    ".join(parts)


def totals_words(count: int, one: str, sums: Sequence[tuple[Field, int]]) -> str:
    """`312 customers    Balance due $12,340.00`."""
    parts = [counted(count, *one.split("|"))]
    parts += [f"{field.title} {written(field, total) or '0'}" for field, total in sums]
    return "    ".join(parts)


def _heads(name: Callable[[object], str], sums: Sequence[Field]) -> Callable[[ListRow], str]:
    def head(row: ListRow) -> str:
        return "" if row.head is None else head_words(row.head, name(row.head.value), sums)

    return head


def _column(
    field: Field,
    at: int,
    clock: Clock,
    head: Callable[[ListRow], str] | None,
    label_of: Callable[[str], Badge],
) -> Column[ListRow]:
    writing = Writing(field, clock)

    def value(row: ListRow) -> object:
        return row.values[at] if at < len(row.values) else None

    def text(row: ListRow) -> str:
        is_own = field.kind is Kind.CODE and field.names_row
        if at >= len(row.values) or (row.values[at] is None and not is_own):
            return ""
        if field.kind is Kind.CODE:
            return "" if row.head else _code(field, value(row), row.id)
        return "" if field.kind in _BADGED else writing.text(value(row))

    def badges(row: ListRow) -> tuple[Badge, ...]:
        return _badges(field, value(row), row, label_of)

    def tip(row: ListRow) -> str:
        return text(row) if field.kind is Kind.CODE else written(field, value(row))

    has_badges = field.kind in _BADGED
    return Column(
        field.title,
        text,
        field.width,
        _LOOKS.get(field.kind, CellLook.PLAIN),
        Align.RIGHT if field.kind in _FIGURES else Align.LEFT,
        field.key if field.is_sortable else "",
        badges if has_badges else None,
        tip,
        field.stretches,
        gives_way=field.gives_way,
        head=head,
    )


_LOOKS = {
    Kind.PERSON: CellLook.PERSON,
    Kind.CODE: CellLook.LINK,
    Kind.INSTANT: CellLook.MUTED,
}


def _code(field: Field, value: object, row_id: str) -> str:
    digits = value if isinstance(value, int) else None
    return code(RecordKind(field.vocabulary), digits, row_id)


def _badges(
    field: Field, value: object, row: ListRow, label_of: Callable[[str], Badge]
) -> tuple[Badge, ...]:
    if value is None:
        return ()
    if field.kind is Kind.CONTACT:
        return WRITE if value else ()
    if field.kind is Kind.LABELS:
        return tuple(label_of(harmless_line(each)) for each in labels_of(value))
    if row.is_pending and field.key == "status":
        return (NOT_SENT,)
    known = BADGES.get(field.vocabulary, {}).get(str(value))
    return (known or Badge(written(field, value)),)
