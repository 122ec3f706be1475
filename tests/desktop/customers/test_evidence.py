"""A customer's evidence: every file and the history in one ZIP, proved, or no ZIP at all."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.customers.evidence import NOT_ALLOWED, NOT_FETCHED, NOT_READ, Evidence
from desktop.store import Store
from desktop.sync.downloads import Fetched, Missing, Told
from desktop.sync.histories import HistoryAnswer, HistoryTold, Unread
from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.history import HistoryAsk, HistoryChange, HistoryLine, HistoryPage
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import Role
from tests.desktop.customers.care_office import ANN, BOB, NOW, MakeStore, clock, rows
from tests.support.windows import find, wait_until

CARD, PHOTO = b"%PDF-1.4 signed", b"\xff\xd8\xff photo"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def with_files() -> list[Row]:
    found: list[Row] = rows()
    for number, (owner, name, content) in enumerate(
        (
            (ANN, "../card.pdf", CARD),
            (ANN, "photo.jpg", PHOTO),
            (ANN, "photo again.jpg", PHOTO),
            (BOB, "not hers.jpg", b"\xff\xd8\xff other"),
        )
    ):
        post = RowId(f"post{number}")
        found += [
            PostRow(post, thread_id=owner, customer_id=owner, posted_at=NOW),
            AttachmentRow(
                RowId(f"file{number}"), 0, post, owner, name, "image/jpeg", 5, sha(content)
            ),
        ]
    return found


class Server:
    """The server's files and history, in two pages, held back while it is `slow`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {sha(CARD): CARD, sha(PHOTO): PHOTO}
        self.missing: Missing | None = None
        self.unread: Unread | None = None
        self.waiting: list[tuple[str, Told]] = []
        self.is_slow = False

    def fetch(self, sha256: str, told: Told) -> None:
        if self.is_slow:
            self.waiting.append((sha256, told))
            return
        content = self.files.get(sha256)
        if self.missing is not None or content is None:
            told(Fetched(sha256, None, self.missing or Missing.GONE))
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / sha256
        path.write_bytes(content)
        told(Fetched(sha256, path))

    def prefetch(self, _wanted: Iterable[str]) -> None: ...

    def history(self, ask: HistoryAsk, told: HistoryTold) -> None:
        if self.unread is not None:
            told(HistoryAnswer(ask, None, self.unread))
            return
        number = 1 if ask.before else 2
        line = HistoryLine(
            n=number,
            at=NOW,
            by=RowId("amy"),
            by_name="Amy",
            by_role=Role.AGENT,
            kind="customer.edit",
            entity="customer",
            row_id=ask.customer_id,
            changes=(HistoryChange("name", "An Lee", "Ann Lee"),),
        )
        told(HistoryAnswer(ask, HistoryPage((line,), before=number - 1)))


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store(with_files())


@pytest.fixture
def server(store: Store) -> Server:
    made = Server(store.folder / "files")
    store.fetch_by(made)
    return made


@pytest.fixture
def evidence(store: Store, server: Server, window: QWidget) -> Iterator[Evidence]:
    made = Evidence(store, server.history, clock, window)
    yield made
    made.end()


@pytest.fixture
def said(evidence: Evidence) -> list[str]:
    words: list[str] = []
    evidence.said.connect(words.append)
    return words


def problem(window: QWidget) -> str:
    label = find(window, QLabel, "evidence_problem")
    return label.text() if label.isVisible() else ""


def test_the_zip_holds_every_file_and_proves_each(
    evidence: Evidence, said: list[str], tmp_path: Path
) -> None:
    """TML-20: attachments, history CSV, manifest with SHA-256."""
    evidence.open(ANN)
    evidence.write(tmp_path / "e.zip")
    wait_until(lambda: said, "saved")
    assert said == ["Evidence saved in e.zip."]
    with zipfile.ZipFile(tmp_path / "e.zip") as bundle:
        manifest = json.loads(bundle.read("manifest.json"))
        proved = {each["name"]: each["sha256"] for each in manifest["files"]}
        assert proved == {
            name: sha(bundle.read(name)) for name in bundle.namelist() if name in proved
        }
        assert set(bundle.namelist()) == {*proved, "manifest.json"}
        assert proved["attachments/card.pdf"] == sha(CARD)
        assert proved["attachments/photo.jpg"] == sha(PHOTO)
        history = bundle.read("history.csv").decode("utf-8-sig").splitlines()
        assert len(history) == 3
        assert "An Lee" in history[1]
    assert len(proved) == 3
    assert (manifest["customer"], manifest["made_by"]) == ("Ann Lee", "Amy")


def test_a_file_the_server_lost_is_named_and_the_rest_is_saved(
    evidence: Evidence, server: Server, said: list[str], tmp_path: Path
) -> None:
    del server.files[sha(PHOTO)]
    evidence.open(ANN)
    evidence.write(tmp_path / "e.zip")
    wait_until(lambda: said, "saved")
    assert said == ["Evidence saved in e.zip. 1 file is gone."]
    with zipfile.ZipFile(tmp_path / "e.zip") as bundle:
        manifest = json.loads(bundle.read("manifest.json"))
    assert manifest["no_longer_on_the_server"] == "photo.jpg"


@pytest.mark.parametrize("is_history", [True, False])
def test_without_the_server_there_is_no_file_and_the_reason_is_said(
    evidence: Evidence, server: Server, window: QWidget, tmp_path: Path, is_history: bool
) -> None:
    server.unread = Unread.OFFLINE if is_history else None
    server.missing = Missing.OFFLINE
    evidence.open(ANN)
    evidence.write(tmp_path / "e.zip")
    wait_until(lambda: problem(window), "the reason")
    assert problem(window) == (NOT_READ if is_history else NOT_FETCHED)
    assert not (tmp_path / "e.zip").exists()
    server.unread = server.missing = None
    evidence.write(tmp_path / "e.zip")
    wait_until((tmp_path / "e.zip").exists, "the second try")


def test_leaving_while_files_are_fetched_leaves_nothing(
    evidence: Evidence, server: Server, said: list[str], window: QWidget, tmp_path: Path
) -> None:
    server.is_slow = True
    evidence.open(ANN)
    evidence.write(tmp_path / "e.zip")
    words = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert "Fetching attachments: 0 of 2" in words
    find(window, QPushButton, "evidence_cancel").click()
    server.is_slow = False
    for sha256, told in server.waiting:
        server.fetch(sha256, told)
    assert said == []
    assert not list(tmp_path.glob("*.zip"))


def test_a_disk_that_does_not_take_it_is_said(
    evidence: Evidence, window: QWidget, tmp_path: Path
) -> None:
    evidence.open(ANN)
    evidence.write(tmp_path / "no folder" / "e.zip")
    wait_until(lambda: problem(window).startswith("Not saved: No such file"), "the reason")


def test_a_role_that_may_not_export_gets_no_evidence(
    make_store: MakeStore, server: Server, window: QWidget
) -> None:
    me = StaffRow(RowId("amy"), name="Amy", role=Role.TECHNICIAN)
    made = Evidence(make_store([*rows(), me]), server.history, clock, window)
    refused: list[str] = []
    made.refused.connect(refused.append)
    made.open(ANN)
    made.end()
    assert refused == [NOT_ALLOWED]
