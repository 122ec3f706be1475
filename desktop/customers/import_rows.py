"""One row of a file as a customer to be: names joined, numbers as E.164, or why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from desktop.customers.import_mapping import Target
from desktop.lists.import_reader import Record
from desktop.lists.import_text import UNREADABLE
from softphone.address import normalise

MAX_NAME, MAX_LOCATION, MAX_NOTE, MAX_ALERT = 500, 500, 10_000, 500
MAX_LABELS, MAX_LABEL, MAX_POINTS = 20, 40, 8
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:]{1,64}@[^\s@<>()\[\],;:]{1,190}\.[^\s@<>()\[\],;:]{2,63}")
_NONE = frozenset({"-", "--", "n/a", "na", "none", "null", "nil", "unknown", "?", "."})
_PHONE_ENDS = re.compile(r"[;,|\n]| / | or ")
_EMAIL_ENDS = re.compile(r"[;,|\s]+")
_LABEL_ENDS = re.compile(r"[;,|\n]")
_EXCEL_TEXT = re.compile(r'^="(.*)"$')


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer to be."""

    name: str
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    location: str = ""
    labels: tuple[str, ...] = ()
    note: str = ""
    pinned_alert: str = ""

    @property
    def contacts(self) -> tuple[str, ...]:
        """What makes two rows the same customer; e-mails count in any case."""
        return (*self.phones, *(email.lower() for email in self.emails))


class Broken(Exception):
    """A row that cannot become a customer; the sentence names the column."""


class Reader:
    """Turns records into candidates, under one choice of columns."""

    def __init__(self, headers: Sequence[str], targets: Sequence[Target], country: str) -> None:
        self._columns = [
            (at, headers[at], target)
            for at, target in enumerate(targets)
            if target is not Target.NOTHING
        ]
        self._phone = lru_cache(maxsize=4096)(lambda typed: normalise(typed, country))

    def candidate(self, record: Record) -> Candidate:
        """Raises Broken."""
        if record.problem:
            raise Broken(record.problem)
        cells = self._cells(record)
        return Candidate(
            name=self._name(cells),
            phones=self._many(cells, Target.PHONE, self._phones),
            emails=self._many(cells, Target.EMAIL, _emails),
            location=_short(_location(cells), "The address", MAX_LOCATION),
            labels=_labels(cells),
            note=_short("\n".join(_texts(cells, Target.NOTE)), "The note", MAX_NOTE),
            pinned_alert=_short(
                " ".join(_texts(cells, Target.PINNED_ALERT)), "The pinned alert", MAX_ALERT
            ),
        )

    def _cells(self, record: Record) -> _Cells:
        found: _Cells = []
        for at, header, target in self._columns:
            text = record.cells[at].strip()
            if UNREADABLE in text:
                raise Broken(f"“{header}”: some letters cannot be read. Try another encoding.")
            if text and text.lower() not in _NONE:
                found.append((target, header, text))
        return found

    def _name(self, cells: _Cells) -> str:
        whole = _texts(cells, Target.NAME)
        parts = whole or _texts(cells, Target.FIRST_NAME) + _texts(cells, Target.LAST_NAME)
        name = " ".join(" ".join(parts).split())
        if not name:
            raise Broken("The row has no name.")
        return _short(name, "The name", MAX_NAME)

    def _many(
        self, cells: _Cells, target: Target, read: Callable[[str, str], list[str]]
    ) -> tuple[str, ...]:
        found = [
            value for kind, header, text in cells if kind is target for value in read(header, text)
        ]
        unique = tuple(dict.fromkeys(found))
        if len(unique) > MAX_POINTS:
            raise Broken(f"The row has more than {MAX_POINTS} numbers or addresses.")
        return unique

    def _phones(self, header: str, text: str) -> list[str]:
        found = []
        for part in filter(None, map(_bare, _PHONE_ENDS.split(_unwrapped(text)))):
            number = self._phone(part)
            if not _E164.fullmatch(number):
                raise Broken(f"“{header}”: “{part[:40]}” is not a whole phone number.")
            found.append(number)
        return found


_Cells = list[tuple[Target, str, str]]


def _bare(part: str) -> str:
    return part.strip().lstrip("'").replace("\u00a0", " ").strip()


def _unwrapped(text: str) -> str:
    """Spreadsheets keep a leading zero by writing a number as ="0412 555 018"."""
    found = _EXCEL_TEXT.match(text)
    return found[1] if found else text


def _emails(header: str, text: str) -> list[str]:
    found = []
    for part in filter(None, _EMAIL_ENDS.split(text)):
        address = part.removeprefix("mailto:").strip("<>'\"")
        if not _EMAIL.fullmatch(address):
            raise Broken(f"“{header}”: “{part[:60]}” is not an e-mail address.")
        found.append(address.lower())
    return found


def _texts(cells: _Cells, target: Target) -> list[str]:
    return [text for kind, _, text in cells if kind is target]


def _location(cells: _Cells) -> str:
    """As it is written here: 14 Ferry Rd, Glebe NSW 2037."""
    whole = _texts(cells, Target.LOCATION) or _texts(cells, Target.STREET)
    town = [
        text
        for target in (Target.SUBURB, Target.STATE, Target.POSTCODE)
        for text in _texts(cells, target)
    ]
    parts = (*whole, " ".join(town))
    return ", ".join(" ".join(part.split()) for part in parts if part)


def _labels(cells: _Cells) -> tuple[str, ...]:
    parts = (p.strip() for t in _texts(cells, Target.LABELS) for p in _LABEL_ENDS.split(t))
    labels = tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part))
    if len(labels) > MAX_LABELS:
        raise Broken(f"The row has more than {MAX_LABELS} labels.")
    for label in labels:
        _short(label, f"The label “{label[:20]}…”", MAX_LABEL)
    return labels


def _short(text: str, what: str, most: int) -> str:
    if len(text) > most:
        raise Broken(f"{what} is longer than {most} characters.")
    return text
