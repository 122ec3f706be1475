"""Files: checked on the way in, shown only to those who see what they belong to."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.calls import FileRecording
from sync_server.contract.threads import WritePost
from sync_server.contract.values import INLINE_ATTACHMENT_BYTES, Visibility
from sync_server.store.blobs import BadBlob, Blobs, NoBlob
from tests.support.builders import NOW
from tests.support.office import Office, fresh_id

PICTURE = b"\x89PNG\r\n\x1a\n" + b"pixels" * 100
NAME = hashlib.sha256(PICTURE).hexdigest()


def _post_with_picture(office: Office, thread: RowId, visibility: Visibility) -> None:
    file = NewAttachment(fresh_id(), "door.png", "image/png", len(PICTURE), NAME)
    command = WritePost(
        post_id=fresh_id(),
        thread_id=thread,
        body="See the door",
        visibility=visibility,
        attachments=(file,),
    )
    office.do("amy", command)


def test_only_those_who_see_the_post_get_the_file(office: Office) -> None:
    booking = office.add_booking(office.add_customer("Olivia"), "liam")
    _post_with_picture(office, booking, Visibility.STAFF)
    assert office.seat("amy").put(f"/v1/blob/{NAME}", PICTURE).status_code == 204
    seen = office.seat("liam").get(f"/v1/blob/{NAME}")
    assert (seen.content, seen.headers["Content-Type"]) == (PICTURE, "image/png")
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert office.seat("zoe").get(f"/v1/blob/{NAME}").status_code == 404


def test_an_office_only_file_stays_in_the_office(office: Office) -> None:
    booking = office.add_booking(office.add_customer("Olivia"), "liam")
    _post_with_picture(office, booking, Visibility.INTERNAL)
    office.seat("amy").put(f"/v1/blob/{NAME}", PICTURE)
    assert office.seat("ben").get(f"/v1/blob/{NAME}").status_code == 200
    assert office.seat("liam").get(f"/v1/blob/{NAME}").status_code == 404


def test_a_damaged_file_is_refused_over_http(office: Office) -> None:
    answer = office.seat("amy").put(f"/v1/blob/{'0' * 64}", PICTURE)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_a_body_above_the_limit_is_refused_before_it_is_read(office: Office) -> None:
    answer = office.seat("amy").put(f"/v1/blob/{NAME}", PICTURE * 10_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_big")


@pytest.mark.parametrize(
    "data", [b"<html>", b"MZ\x90\x00", b"<svg/>", b"", PICTURE + bytes(INLINE_ATTACHMENT_BYTES)]
)
def test_other_kinds_and_large_files_are_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadBlob):
        Blobs(tmp_path).put(data)


def test_the_same_file_is_kept_once_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    assert blobs.put(PICTURE) == blobs.put(PICTURE, NAME) == NAME
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [NAME]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 64])
def test_a_name_that_is_no_checksum_leads_nowhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(NoBlob):
        Blobs(tmp_path).open(name)


def test_a_recording_of_any_length_goes_up_and_down_in_pieces(office: Office) -> None:
    """A47: only its agent and administrators get it back."""
    sound = b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(7 * 1024 * 1024)
    name = hashlib.sha256(sound).hexdigest()
    assert office.seat("amy").put(f"/v1/blob/{name}", sound).status_code == 204
    call = fresh_id()
    office.do(
        "amy",
        FileRecording(recording_id=fresh_id(), call_id=call, seconds=7, sha256=name, made_at=NOW),
    )
    assert office.seat("amy").get(f"/v1/blob/{name}").content == sound
    assert office.seat("ben").get(f"/v1/blob/{name}").status_code == 404


def test_sound_is_taken_from_the_office_only(office: Office) -> None:
    sound = b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(100)
    name = hashlib.sha256(sound).hexdigest()
    assert office.seat("liam").put(f"/v1/blob/{name}", sound).status_code == 422


def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    with blobs.receiving(NAME, may_be_sound=False) as incoming:
        incoming.write(PICTURE[:50])
        with pytest.raises(BadBlob):
            incoming.keep()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
