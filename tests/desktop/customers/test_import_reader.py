"""Any file becomes rows and reasons: no byte makes the reader fall over or lose a row unseen."""

from __future__ import annotations

import tempfile
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.lists.import_reader import (
    Format,
    Probe,
    Reading,
    Record,
    Separator,
    headers_of,
    probe,
    records,
)
from desktop.lists.import_text import CHUNK, Encoding, Unreadable

HEAD = "Name,Phone,Note\n"


def written(folder: Path, content: bytes | str) -> Path:
    path = folder / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows_of(path: Path, looked: Probe | None = None) -> list[Record]:
    reading = Reading(path, (looked or probe(path)).format)
    try:
        return list(reading.rows())
    finally:
        reading.close()


@pytest.mark.parametrize(
    ("encoding", "mark", "found"),
    [
        ("utf-8", b"", Encoding.UTF_8),
        ("utf-8", b"\xef\xbb\xbf", Encoding.UTF_8),
        ("utf-16-le", b"\xff\xfe", Encoding.UTF_16_LE),
        ("utf-16-le", b"", Encoding.UTF_16_LE),
        ("utf-16-be", b"\xfe\xff", Encoding.UTF_16_BE),
        ("utf-16-be", b"", Encoding.UTF_16_BE),
        ("cp1252", b"", Encoding.CP1252),
    ],
)
def test_an_encoding_is_found_with_and_without_a_mark(
    tmp_path: Path, encoding: str, mark: bytes, found: Encoding
) -> None:
    text = HEAD + "Zoë Müller,0412 555 018,“Café”\n" * 40
    path = written(tmp_path, mark + text.encode(encoding))
    looked = probe(path)
    assert (looked.format.encoding, looked.headers) == (found, ("Name", "Phone", "Note"))
    assert rows_of(path)[0].cells == ("Zoë Müller", "0412 555 018", "“Café”")


def test_bytes_that_windows_does_not_know_are_taken_for_latin_1(tmp_path: Path) -> None:
    path = written(tmp_path, b"Name,Note\nZo\xeb,\x81odd\n")
    assert probe(path).format.encoding is Encoding.LATIN_1
    assert rows_of(path)[0].cells == ("Zoë", "odd")


def test_a_wrong_encoding_can_be_changed_and_shows_what_it_cannot_read(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Note\nZoë,x\n".encode("cp1252"))
    wrong = Format(Encoding.UTF_8, Separator.COMMA)
    assert rows_of(path, probe(path, wrong))[0].cells == ("Zo\ufffd", "x")


@pytest.mark.parametrize("separator", list(Separator))
def test_a_separator_is_found_by_what_makes_even_rows(tmp_path: Path, separator: Separator) -> None:
    lines = [["Name", "Phone", "Note"], ["Ann, Ltd", "1", "a;b"], ["Bob", "2", "c, d"]]
    quoted = [separator.join(f'"{cell}"' for cell in line) for line in lines]
    path = written(tmp_path, "\n".join(quoted))
    assert probe(path).format.separator is separator
    assert rows_of(path)[0].cells == ("Ann, Ltd", "1", "a;b")


def test_quoted_lines_and_quotes_stay_in_one_field(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + 'Ann,1,"two\r\nlines, and ""quotes"""\r\nBob,2,x\r\n')
    first, second = rows_of(path)
    assert first == Record(2, ("Ann", "1", 'two\r\nlines, and "quotes"'))
    assert (second.line, second.cells) == (4, ("Bob", "2", "x"))


def test_short_rows_are_filled_and_long_ones_say_why(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "Ann\nBob,2,x,,\nEve,3,y,more\n")
    ann, bob, eve = rows_of(path)
    assert ann.cells == ("Ann", "", "")
    assert bob.cells == ("Bob", "2", "x")
    assert eve.problem == "The row has 4 columns; the column names are 3."


def test_empty_and_repeated_column_names_are_numbered() -> None:
    first = ("Name", "", "phone", "Phone", " ")
    assert headers_of(first, True) == ("Name", "Column 2", "phone", "Phone (2)", "Column 5")


def test_a_file_without_column_names_is_noticed(tmp_path: Path) -> None:
    path = written(tmp_path, "Ann,0412 555 018\nBob,0412 555 019\n")
    looked = probe(path)
    assert (looked.format.has_header, looked.headers) == (False, ("Column 1", "Column 2"))
    assert [row.cells[0] for row in rows_of(path)] == ["Ann", "Bob"]


def test_control_characters_are_taken_out_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "A\x00nn\x07,1,x\x1b[31m\n")
    reading = Reading(path, probe(path).format)
    assert next(reading.rows()).cells == ("Ann", "1", "x[31m")
    reading.close()
    assert reading.stream.removed == 3


def test_a_formula_is_text(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + '=1+1,1,"=HYPERLINK(""http://x"")"\n')
    assert rows_of(path)[0].cells == ("=1+1", "1", '=HYPERLINK("http://x")')


def test_a_field_of_megabytes_is_refused_and_the_next_row_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + f"Ann,1,{'x' * 3_000_000}\nBob,2,y\n")
    ann, bob = rows_of(path)
    assert (ann.line, ann.problem) == (2, "The line is longer than 100,000 characters.")
    assert (bob.line, bob.cells) == (3, ("Bob", "2", "y"))


def test_an_open_quotation_mark_spoils_its_own_row_only(tmp_path: Path) -> None:
    rows = "".join(f"P{n},{n},x\n" for n in range(2000))
    path = written(tmp_path, HEAD + 'Ann,1,"never closed\n' + rows)
    ann, *others = rows_of(path)
    assert (ann.line, ann.problem) == (2, "The line has a quotation mark that is never closed.")
    assert [row.cells[0] for row in others] == [f"P{n}" for n in range(2000)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "no line"),
        (b"\n\n  \n", "no line"),
        (b"Name,Phone\n", "no rows below"),
        (b"PK\x03\x04rest of a workbook", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (bytes(range(256)) * 40, "not a text file"),
        (",".join(f"c{n}" for n in range(90)).encode() + b"\n1,2\n", "90 columns"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        probe(written(tmp_path, content))


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "Ann,1,x\n" * (CHUNK // 4))
    reading = Reading(path, probe(path).format)
    rows = reading.rows()
    next(rows)
    with path.open("ab") as file:
        file.write(b"Late,1,x\n")
    with pytest.raises(Unreadable, match="changed while"):
        list(rows)
    reading.close()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(tmp_path: Path, end: str) -> None:
    """The second piece of the file begins inside a line's end."""
    rows = [f"P{n},{n},x" for n in range(12_000)]
    path = written(tmp_path, end.join(["Name,Phone,Note", *rows]))
    assert len(rows_of(path)) == 12_000


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), content)
        with suppress(Unreadable):
            looked = probe(path)
            for row in rows_of(path, looked):
                assert row.problem or len(row.cells) == len(looked.headers)


CELL = st.text(st.sampled_from("ab,;\"'\n\r\t é="), max_size=8)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=20))
def test_no_written_row_is_lost_however_it_is_cut(rows: list[list[str]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    text = "\r\n".join(quoted)
    found = [list(record.cells) for record in records(list(text), Separator.COMMA)]
    assert found == [row for row in rows if any(cell.strip() for cell in row)]


@settings(deadline=None, max_examples=100)
@given(st.text(st.sampled_from('ab,"\n\r'), max_size=300))
def test_every_line_with_words_is_in_a_record(text: str) -> None:
    found = list(records([text], Separator.COMMA))
    letters = sum(map(text.count, "ab"))
    kept = sum(cell.count(each) for r in found for cell in r.cells for each in "ab")
    assert kept == letters or any(record.problem for record in found)


def test_a_very_long_file_is_read_with_little_memory(tmp_path: Path) -> None:
    """The record is the largest thing in memory, not the file."""
    path = written(tmp_path, HEAD + ("y" * 900 + ",1,x\n") * 20_000)
    tracemalloc.start()
    reading = Reading(path, probe(path).format)
    assert sum(1 for _ in reading.rows()) == 20_000
    reading.close()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < path.stat().st_size / 4
