"""A bundle proves its files, is there whole or not at all, and stays in its folder."""

from __future__ import annotations

import hashlib
import json
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.history.bundle import MANIFEST, MAX_NAME_BYTES, Entry, safe_name, write_bundle

ABOUT = {"about": "BOK-00012", "exported_by": "Sarah Lee"}


def names(bundle: Path) -> list[str]:
    with zipfile.ZipFile(bundle) as opened:
        return opened.namelist()


def test_the_manifest_names_every_file_with_its_checksum(tmp_path: Path) -> None:
    """AUD-04."""
    photo = tmp_path / "photo"
    photo.write_bytes(b"\x89PNG" * 100_000)
    entries = (
        Entry("history.csv", b"a,b"),
        Entry("before.png", photo, folder="attachments"),
        Entry("empty.txt", b""),
    )
    packed = write_bundle(tmp_path / "b.zip", entries, ABOUT)
    assert packed is not None
    with zipfile.ZipFile(tmp_path / "b.zip") as opened:
        manifest = json.loads(opened.read(MANIFEST))
        assert opened.testzip() is None
        for each in manifest["files"]:
            content = opened.read(each["name"])
            assert hashlib.sha256(content).hexdigest() == each["sha256"]
            assert len(content) == each["bytes"]
    assert manifest["about"] == "BOK-00012"
    assert [each["name"] for each in manifest["files"]] == [
        "history.csv",
        "attachments/before.png",
        "empty.txt",
    ]
    assert names(tmp_path / "b.zip") == [*(each.name for each in packed), MANIFEST]


def test_the_same_files_make_the_same_bundle(tmp_path: Path) -> None:
    entries = (Entry("a.txt", b"a"), Entry("a.txt", b"b"), Entry("A.TXT", b"c"))
    for name in ("one.zip", "two.zip"):
        write_bundle(tmp_path / name, entries, ABOUT)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert names(tmp_path / "one.zip")[:3] == ["a.txt", "a (2).txt", "A (3).TXT"]


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/etc/shadow", "shadow"),
        ("C:\\boot.ini", "boot.ini"),
        ("C:boot.ini", "C_boot.ini"),
        ("..", "file"),
        ("...", "file"),
        ("", "file"),
        ("a/", "file"),
        (".bashrc", "bashrc"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("what?.pdf ", "what_.pdf"),
        ("lone \ud800.txt", "lone _.txt"),
    ],
)
def test_a_hostile_name_cannot_leave_the_folder(
    tmp_path: Path, hostile: str, harmless: str
) -> None:
    write_bundle(tmp_path / "b.zip", [Entry(hostile, b"x", folder="attachments")], ABOUT)
    assert names(tmp_path / "b.zip")[0] == f"attachments/{harmless}"


@given(name=st.text())
def test_any_name_becomes_one_plain_name(name: str) -> None:
    made = safe_name(name)
    assert made
    assert PurePosixPath(made).name == PureWindowsPath(made).name == made
    assert made not in {".", ".."}
    assert not made.startswith(".")
    assert len(made.encode()) <= MAX_NAME_BYTES + 1
    assert not any(unicodedata.category(each) == "Cc" for each in made)


def test_a_long_name_keeps_its_ending() -> None:
    made = safe_name("ü" * 400 + ".pdf")
    assert made.endswith("ü.pdf")
    assert len(made.encode()) <= MAX_NAME_BYTES


def test_a_file_cannot_pose_as_the_manifest(tmp_path: Path) -> None:
    write_bundle(tmp_path / "b.zip", [Entry("Manifest.JSON", b"{}")], ABOUT)
    assert names(tmp_path / "b.zip") == ["Manifest (2).JSON", MANIFEST]


def test_a_stopped_bundle_leaves_nothing(tmp_path: Path) -> None:
    entries = (Entry("a.txt", b"a"), Entry("b.txt", b"b"))
    stopped = write_bundle(tmp_path / "b.zip", entries, ABOUT, lambda name: name == "b.txt")
    assert stopped is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_leaves_no_half_bundle_and_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"old")
    with pytest.raises(OSError, match="gone"):
        write_bundle(tmp_path / "b.zip", [Entry("a", tmp_path / "gone")], ABOUT)
    assert [path.name for path in tmp_path.iterdir()] == ["b.zip"]
    assert (tmp_path / "b.zip").read_bytes() == b"old"
