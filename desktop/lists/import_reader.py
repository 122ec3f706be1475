"""Records of a CSV file, one after the other: every line becomes a record or a reason."""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

from desktop.lists.import_text import SAMPLE, Encoding, TextStream, Unreadable, guess_encoding

MAX_RECORD = 100_000
"""Characters of one record; the csv module itself ends at 131,072 in one field."""
MAX_RECORD_LINES = 500
MAX_COLUMNS = 60
MAX_UNCLOSED = 1000
SAMPLE_RECORDS = 50
_ENDS = re.compile(r"\r\n|\n|\r(?!\Z)")
_LONG = f"is longer than {MAX_RECORD:,} characters"
_UNCLOSED = "has a quotation mark that is never closed"


class Separator(StrEnum):
    COMMA = ","
    SEMICOLON = ";"
    TAB = "\t"
    PIPE = "|"


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is to be read: guessed, and the person may say otherwise."""

    encoding: Encoding
    separator: Separator
    has_header: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `line` is where it begins, `problem` says why it has no cells."""

    line: int
    cells: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """A first look: the format, the columns and some records."""

    path: Path
    size: int
    format: Format
    headers: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class _Line:
    number: int
    text: str
    is_cut: bool = False
    """Longer than a record may be: the rest was dropped as it came."""


class _Unclosed(Exception):
    """A record goes on past every measure, or past the end of the file."""


def lines(pieces: Iterable[str]) -> Iterator[_Line]:
    """Lines with their ends, however they end; one that is too long keeps its beginning only."""
    rest, number, cut = "", 1, False
    for piece in pieces:
        rest += piece
        begin = 0
        for end in _ENDS.finditer(rest):
            yield _bounded(number, rest[begin : end.end()], cut)
            begin, number, cut = end.end(), number + 1, False
        rest = rest[begin:]
        if len(rest) > MAX_RECORD:
            # A carriage return at the very end may be half of a line's end.
            rest, cut = rest[:MAX_RECORD] + rest[-1:], True
    if rest or cut:
        yield _bounded(number, rest, cut)


def _bounded(number: int, text: str, cut: bool) -> _Line:  # noqa: FBT001 - a field handed on
    return _Line(number, text[:MAX_RECORD], cut or len(text) > MAX_RECORD)


class _Feeder:
    """Gives the csv module its lines and remembers those of the record it is in."""

    def __init__(self, source: Iterator[_Line]) -> None:
        self._source = source
        self._again: deque[_Line] = deque()
        self.taken: list[_Line] = []
        self._size = 0

    def begin(self) -> None:
        """The next line begins a record."""
        self.taken, self._size = [], 0

    def peek(self) -> _Line | None:
        """The line to come."""
        if not self._again:
            found = next(self._source, None)
            if found is None:
                return None
            self._again.append(found)
        return self._again[0]

    def drop(self) -> None:
        self._again.popleft()

    def give_back(self) -> None:
        """Read the lines after the first of this record again, as records of their own."""
        self._again.extendleft(reversed(self.taken[1:]))

    def __iter__(self) -> _Feeder:
        return self

    def __next__(self) -> str:
        coming = self.peek()
        if coming is None:
            if self.taken:
                raise _Unclosed
            raise StopIteration
        self._size += len(coming.text)
        if coming.is_cut or self._size > MAX_RECORD or len(self.taken) >= MAX_RECORD_LINES:
            raise _Unclosed
        self.drop()
        self.taken.append(coming)
        return coming.text


def records(pieces: Iterable[str], separator: Separator) -> Iterator[Record]:
    """Every record that is not blank, in order. Raises Unreadable when this is no such file."""
    feeder = _Feeder(lines(pieces))
    unclosed = 0
    while True:
        feeder.begin()
        coming = feeder.peek()
        if coming is None:
            return
        if coming.is_cut:
            feeder.drop()
            yield Record(coming.number, (), f"The line {_LONG}.")
            continue
        try:
            cells = next(csv.reader(feeder, delimiter=separator.value))
        except (_Unclosed, csv.Error):
            feeder.give_back()
            unclosed += 1
            if unclosed > MAX_UNCLOSED:
                raise Unreadable(
                    f"More than {MAX_UNCLOSED} lines have a quotation mark that is never closed. "
                    "Save the file again as CSV where it was made."
                ) from None
            yield Record(coming.number, (), f"The line {_UNCLOSED}.")
            continue
        if any(cell.strip() for cell in cells):
            yield Record(coming.number, tuple(cells))


def headers_of(first: tuple[str, ...], has_header: bool) -> tuple[str, ...]:  # noqa: FBT001 - a fact of the file
    """Names of the columns: empty ones get a number, repeated ones too. Raises Unreadable."""
    if len(first) > MAX_COLUMNS:
        raise Unreadable(
            f"There are {len(first)} columns; up to {MAX_COLUMNS} are read. "
            "Choose another separator, or remove columns you do not need."
        )
    seen: Counter[str] = Counter()
    names = []
    for at, cell in enumerate(first, 1):
        name = (" ".join(cell.split())[:80] if has_header else "") or f"Column {at}"
        seen[name.casefold()] += 1
        count = seen[name.casefold()]
        names.append(f"{name} ({count})" if count > 1 else name)
    return tuple(names)


def probe(path: Path, chosen: Format | None = None) -> Probe:
    """Look at the beginning, with the format guessed unless chosen. Raises Unreadable, OSError."""
    encoding = chosen.encoding if chosen else guess_encoding(path)
    head, size = _head(path, encoding)
    separator = chosen.separator if chosen else guess_separator(head)
    found = [r for r in islice(records([head], separator), SAMPLE_RECORDS) if not r.problem]
    if not found:
        raise Unreadable("There is no line in this file that can be read as a row of a list.")
    has_header = chosen.has_header if chosen else _looks_like_header(found[0].cells)
    headers = headers_of(found[0].cells, has_header)
    body = found[1:] if has_header else found
    if not body and size <= SAMPLE:
        raise Unreadable("There are column names in this file, but no rows below them.")
    samples = tuple(record.cells for record in body)
    return Probe(path, size, Format(encoding, separator, has_header), headers, samples)


def _head(path: Path, encoding: Encoding) -> tuple[str, int]:
    with path.open("rb") as file:
        stream = TextStream(file, encoding)
        parts: list[str] = []
        for piece in stream.pieces():
            parts.append(piece)
            if stream.read >= SAMPLE:
                break
        text = "".join(parts)
        if stream.read < stream.size:
            text = text[: text.rfind("\n") + 1] or text
        return text, stream.size


def guess_separator(text: str) -> Separator:
    """The one that gives most of the first records the same number of columns."""
    return max(Separator, key=lambda each: _fit(text, each))


def _fit(text: str, separator: Separator) -> tuple[float, int]:
    widths = Counter(
        len(r.cells) for r in islice(records([text], separator), SAMPLE_RECORDS) if not r.problem
    )
    if not widths:
        return 0.0, 0
    width, often = widths.most_common(1)[0]
    return (often / widths.total() if width > 1 else 0.0), width


def _looks_like_header(cells: tuple[str, ...]) -> bool:
    """Names of columns have no @ and are no numbers."""
    return not any("@" in cell or re.fullmatch(r"[+()\d\s./-]{5,}", cell) for cell in cells)


class Reading:
    """All rows of a file: `headers` first, then `rows()`; closes the file at the end."""

    def __init__(self, path: Path, form: Format) -> None:
        self._file = path.open("rb")
        self.stream = TextStream(self._file, form.encoding)
        self._records = records(self.stream.pieces(), form.separator)
        self._form = form
        self._ahead: list[Record] = []
        self.headers = self._read_headers()

    def close(self) -> None:
        self._file.close()

    def rows(self) -> Iterator[Record]:
        """Every row below the header, as wide as the header; others say why they are not."""
        width = len(self.headers)
        for source in (self._ahead, self._records):
            for record in source:
                yield _squared(record, width)

    def _read_headers(self) -> tuple[str, ...]:
        for record in self._records:
            if record.problem:
                self._ahead.append(record)
                continue
            if not self._form.has_header:
                self._ahead.append(record)
            return headers_of(record.cells, self._form.has_header)
        raise Unreadable("There is no line in this file that can be read as a row of a list.")


def _squared(record: Record, width: int) -> Record:
    cells = record.cells
    if record.problem or len(cells) == width:
        return record
    if any(cell.strip() for cell in cells[width:]):
        words = f"The row has {len(cells)} columns; the column names are {width}."
        return replace(record, problem=words)
    return replace(record, cells=(*cells[:width], *[""] * (width - len(cells))))
