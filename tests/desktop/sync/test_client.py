"""Every way the world answers becomes one of a few words; files go up once."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from desktop.replica.outbox import Outbox
from desktop.replica.outbox_tables import Upload
from desktop.sync.client import Client, WrongPassword, sign_in
from desktop.sync.transport import Fault, SyncError
from desktop.sync.uploads import send_files
from sync_server.contract.base import DeviceId
from sync_server.contract.threads import ThreadRow, WritePost
from sync_server.contract.values import Visibility
from sync_server.contract.wire import PullRequest, PushRequest
from sync_server.store.blobs import Blobs
from tests.support.office import PASSWORD, Office, free_port, running, settings_for
from tests.support.real_desk import RealDesk, wait_for

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
ASK = PushRequest("epoch", DeviceId("d"), ())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with running(settings_for(tmp_path / "server")) as opened:
        opened.hire_all()
        yield opened


class Stub(BaseHTTPRequestHandler):
    """Answers everything the same way."""

    status, body, headers_out = 200, b"", {}

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        for name, value in self.headers_out.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_said: object) -> None:
        """Keep quiet."""


@pytest.fixture
def stub() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Stub)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    Stub.status, Stub.body, Stub.headers_out = 200, b"", {}


def fault_of(client: Client) -> SyncError:
    with pytest.raises(SyncError) as caught:
        client.push(ASK)
    client.close()
    return caught.value


def test_nobody_listening_is_unreachable() -> None:
    failure = fault_of(Client(f"http://127.0.0.1:{free_port()}", "t"))
    assert failure.fault is Fault.UNREACHABLE


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (401, b'{"code":"signed_out","detail":"x"}', Fault.SIGNED_OUT),
        (401, b'{"code":"wipe","detail":"x"}', Fault.WIPE),
        (503, b"<html>proxy</html>", Fault.BUSY),
        (429, b"", Fault.BUSY),
        (500, b'{"code":"fault","detail":"x"}', Fault.PROTOCOL),
        (200, b"not json", Fault.PROTOCOL),
    ],
)
def test_answers_become_faults(stub: str, status: int, body: bytes, fault: Fault) -> None:
    Stub.status, Stub.body = status, body
    assert fault_of(Client(stub, "t")).fault is fault


def test_a_busy_server_may_say_when_to_come_back(stub: str) -> None:
    Stub.status, Stub.headers_out = 503, {"Retry-After": "7"}
    assert fault_of(Client(stub, "t")).retry_after == 7.0


def test_a_wrong_password_is_said_in_words(office: Office) -> None:
    with pytest.raises(WrongPassword, match="do not match"):
        sign_in(office.url, "amy@example.org", "guess", DeviceId("d" * 32), "desk")


def test_an_ended_sign_in_is_signed_out(office: Office) -> None:
    signed = sign_in(office.url, "amy@example.org", PASSWORD, DeviceId("d" * 32), "desk")
    client = Client(office.url, signed.token)
    client.sign_out()
    with pytest.raises(SyncError) as caught:
        list(client.pull(PullRequest("", DeviceId("d" * 32))))
    assert caught.value.fault is Fault.SIGNED_OUT
    client.close()


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Iterator[RealDesk]:
    made = RealDesk(tmp_path / "desk", office.url, "amy@example.org", PASSWORD)
    made.start()
    yield made
    made.stop()


def test_a_file_follows_its_post_and_can_be_read_by_another(
    office: Office, desk: RealDesk, tmp_path: Path
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(PNG)
    customer = office.add_customer("Ann")
    wait_for(lambda: bool(desk.store.view.where(ThreadRow)), "the customer")
    attached = desk.store.attach(picture)
    picture.unlink()
    desk.store.do(
        WritePost(
            post_id=desk.store.new_id(),
            thread_id=customer,
            body="",
            visibility=Visibility.STAFF,
            attachments=(attached,),
        )
    )
    wait_for(lambda: desk.store.waiting() == 0, "the post")
    assert send_files(desk.profile.outbox, desk.client) == 1
    assert desk.profile.outbox.uploads() == ()
    ben = sign_in(office.url, "ben@example.org", PASSWORD, DeviceId("b" * 32), "desk")
    reader = Client(office.url, ben.token)
    assert reader.file(attached.sha256) == PNG
    reader.close()


class Memory:
    """A file server in a dict."""

    def __init__(self, folder: Path) -> None:
        self.blobs = Blobs(folder)
        self.puts = 0

    def has_file(self, sha256: str) -> bool:
        return self.blobs.size(sha256) is not None

    def put_file(self, sha256: str, file) -> None:
        self.puts += 1
        self.blobs.put(file.read(), sha256)


def waiting(tmp_path: Path) -> tuple[Outbox, Upload]:
    outbox = Outbox(tmp_path / "outbox.db", None, DeviceId("d"))
    file = tmp_path / "file"
    file.write_bytes(PNG)
    upload = Upload(hashlib.sha256(PNG).hexdigest(), file, "image/png")
    outbox.add_upload(upload)
    return outbox, upload


def test_a_file_the_server_has_is_not_sent_again(tmp_path: Path) -> None:
    outbox, upload = waiting(tmp_path)
    server = Memory(tmp_path / "blobs")
    server.blobs.put(PNG, upload.sha256)
    assert send_files(outbox, server) == 1
    assert (server.puts, outbox.uploads()) == (0, ())
    outbox.close()


def test_a_file_that_is_gone_is_given_up_with_a_sentence(tmp_path: Path) -> None:
    outbox, upload = waiting(tmp_path)
    upload.path.unlink()
    assert send_files(outbox, Memory(tmp_path / "blobs")) == 0
    assert outbox.uploads() == ()
    outbox.close()
