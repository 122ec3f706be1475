"""Sounds on their way down: asked for first, checked, tried again, never twice."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from desktop.sync.downloads import Downloads, Fetched, Missing, kept
from desktop.sync.transport import Fault, SyncError
from tests.support.sip import wait_until


class Server:
    """Files by checksum; can be away, or lie."""

    def __init__(self, *contents: bytes) -> None:
        self.files = {hashlib.sha256(each).hexdigest(): each for each in contents}
        self.asked: list[str] = []
        self.is_away = False
        self.let = threading.Event()
        self.let.set()

    def file(self, sha256: str) -> bytes:
        self.let.wait(5)
        self.asked.append(sha256)
        if self.is_away:
            raise SyncError(Fault.UNREACHABLE, "")
        if sha256 not in self.files:
            raise SyncError(Fault.PROTOCOL, "404")
        return self.files[sha256]


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def fetched(downloads: Downloads, sha256: str) -> Fetched:
    told: list[Fetched] = []
    downloads.fetch(sha256, told.append)
    wait_until(lambda: bool(told), "an answer", 5)
    return told[0]


def test_a_file_is_fetched_once_and_kept(tmp_path: Path) -> None:
    server = Server(b"one")
    downloads = Downloads(tmp_path, server)
    downloads.start()
    found = fetched(downloads, sha(b"one"))
    assert found.path is not None
    assert found.path.read_bytes() == b"one"
    fetched(downloads, sha(b"one"))
    downloads.stop()
    assert server.asked == [sha(b"one")]
    assert kept(tmp_path, sha(b"one")) == found.path


def test_what_somebody_waits_for_goes_before_what_may_be_wanted(tmp_path: Path) -> None:
    server = Server(b"one", b"two", b"three")
    server.let.clear()
    downloads = Downloads(tmp_path, server)
    downloads.prefetch([sha(b"one"), sha(b"two")])
    told: list[Fetched] = []
    downloads.fetch(sha(b"three"), told.append)
    downloads.start()
    server.let.set()
    wait_until(lambda: len(server.asked) == 3, "all three", 5)
    downloads.stop()
    assert server.asked[0] == sha(b"three")


def test_prefetched_files_are_here_when_the_server_is_away(tmp_path: Path) -> None:
    server = Server(b"one")
    downloads = Downloads(tmp_path, server)
    downloads.start()
    downloads.prefetch([sha(b"one")])
    wait_until(lambda: kept(tmp_path, sha(b"one")) is not None, "the file", 5)
    server.is_away = True
    assert fetched(downloads, sha(b"one")).missing is None
    downloads.stop()


def test_an_absent_server_is_said_and_the_rest_is_tried_later(tmp_path: Path) -> None:
    server = Server(b"one")
    server.is_away = True
    downloads = Downloads(tmp_path, server)
    downloads.prefetch([sha(b"one")])
    downloads.start()
    wait_until(lambda: len(server.asked) == 1, "a try", 5)
    assert fetched(downloads, sha(b"two")).missing is Missing.OFFLINE
    server.is_away = False
    assert fetched(downloads, sha(b"two")).missing is Missing.GONE
    wait_until(lambda: kept(tmp_path, sha(b"one")) is not None, "the file after all", 5)
    downloads.stop()


def test_bytes_that_do_not_match_their_checksum_are_not_kept(tmp_path: Path) -> None:
    server = Server()
    server.files["d" * 64] = b"something else"
    downloads = Downloads(tmp_path, server)
    downloads.start()
    assert fetched(downloads, "d" * 64).missing is Missing.GONE
    downloads.stop()
    assert kept(tmp_path, "d" * 64) is None


def test_a_name_that_is_no_checksum_is_never_a_path(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    assert kept(tmp_path, "secret") is None
    assert kept(tmp_path, "../secret") is None
