"""Voicemail over the wire: only fieldworkers it was shared with get its row and its sound."""

from __future__ import annotations

import hashlib

from sync_server.contract.base import RowId
from sync_server.contract.calls import FileVoicemail, HearVoicemail, SettleVoicemail, call_id
from sync_server.contract.notices import SetPreference
from sync_server.contract.values import NoticeChannel, NoticeModule, Role
from sync_server.contract.wire import Result
from sync_server.store.actor import Actor
from tests.server.shop import Replica, Shop
from tests.support.office import Office, Seat, envelope, fresh_command, fresh_id

SOUND = b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(3000)
NUMBER = "+61491570156"
WISH = SetPreference(NoticeModule.VOICEMAIL, NoticeChannel.PUSH, is_on=True)
PBX = Actor(RowId("pbx"), "Phone system", Role.SYSTEM)


def leave(office: Office) -> FileVoicemail:
    sha256 = office.server.blobs.put_recording(SOUND)
    filed = FileVoicemail(fresh_id(), call_id("k"), NUMBER, 3, sha256)
    assert office.server.writer.perform(PBX, fresh_command(), filed).result is Result.OK
    return filed


def told(seat: Seat) -> bytes:
    return b"".join(seat.pull())


def test_a_fieldworker_without_the_switch_gets_neither_row_nor_sound(office: Office) -> None:
    """CAL-08."""
    office.do("liam", WISH)
    filed = leave(office)
    liam, zoe = office.seat("liam"), office.seat("zoe")
    assert filed.sha256.encode() in told(liam)
    heard = liam.get(f"/v1/blob/{filed.sha256}")
    assert (heard.content, heard.headers["Content-Type"]) == (SOUND, "audio/wav")
    kept_from_zoe = told(zoe)
    for secret in (filed.sha256, filed.voicemail_id, NUMBER):
        assert secret.encode() not in kept_from_zoe
    assert zoe.get(f"/v1/blob/{filed.sha256}").status_code == 404


def test_a_voicemail_left_before_the_switch_stays_in_the_office(office: Office) -> None:
    filed = leave(office)
    office.do("liam", WISH)
    liam = office.seat("liam")
    assert NUMBER.encode() not in told(liam)
    assert liam.get(f"/v1/blob/{filed.sha256}").status_code == 404
    assert office.seat("amy").get(f"/v1/blob/{filed.sha256}").status_code == 200


def test_a_fieldworker_cannot_settle_what_is_not_shared_with_them(office: Office) -> None:
    office.do("liam", WISH)
    filed = leave(office)
    zoe = office.seat("zoe")
    reply = zoe.push(
        envelope(1, HearVoicemail(filed.voicemail_id)),
        envelope(2, SettleVoicemail((filed.voicemail_id,))),
    )
    assert [receipt.code for receipt in reply.receipts] == ["not_found", "not_found"]
    answer = office.seat("liam").push(envelope(1, SettleVoicemail((filed.voicemail_id,))))
    assert [receipt.result for receipt in answer.receipts] == [Result.OK]


def test_the_index_of_who_sees_a_voicemail_agrees_with_the_rule(shop: Shop) -> None:
    shop.do("liam", WISH)
    filed = FileVoicemail(fresh_id(), call_id("k"), NUMBER, 3, hashlib.sha256(SOUND).hexdigest())
    shop.writer.perform(PBX, fresh_command(), filed)
    for name, sees in (("liam", True), ("zoe", False), ("amy", True)):
        replica = Replica(shop, name)
        replica.pull()
        assert replica.is_right()
        assert (("voicemail", filed.voicemail_id) in replica.rows) is sees
