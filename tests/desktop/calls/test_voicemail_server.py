"""A voicemail from the mailbox to a desk, with a real server between them, and without it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy as np

from desktop.calls.voicemail_listening import Listening
from desktop.calls.voicemail_page import playable
from desktop.calls.voicemail_player import Playing
from desktop.qt.hop import GuiThread
from desktop.replica.badges import badges, unheard_sounds
from desktop.replica.notices import notices
from desktop.replica.voicemails import voicemails_to_do
from desktop.sync.client import Client
from desktop.sync.downloads import SOUNDS, Downloads
from sync_server.contract.base import RowId
from sync_server.contract.calls import FileVoicemail, LogCall, VoicemailRow, call_id
from sync_server.contract.values import CallOutcome, Direction, NoticeModule, Role
from sync_server.store.actor import Actor
from sync_server.store.clock import utc_now
from tests.desktop.calls.test_voicemail import Ear, tone, wav
from tests.support.office import PASSWORD, Office, fresh_command, fresh_id, running, settings_for
from tests.support.real_desk import RealDesk, wait_for

PHONES = Actor(RowId("system"), "Phone system", Role.SYSTEM)


def leave(office: Office, content: bytes) -> RowId:
    """What the mailbox tells the server once a caller has spoken."""
    key, voicemail_id = fresh_id(), fresh_id()
    now = utc_now()
    told = (
        LogCall(
            call_id=call_id(key),
            call_key=key,
            direction=Direction.INBOUND,
            number="+61412555018",
            dialled="1000",
            outcome=CallOutcome.VOICEMAIL,
            started_at=now,
            ended_at=now,
        ),
        FileVoicemail(
            voicemail_id=voicemail_id,
            call_id=call_id(key),
            number="+61412555018",
            seconds=1,
            sha256=office.server.blobs.put_recording(content),
        ),
    )
    for command in told:
        receipt = office.server.writer.perform(PHONES, fresh_command(), command)
        assert receipt.code == "", receipt
    return voicemail_id


def test_a_voicemail_reaches_the_feed_and_plays_when_the_server_is_gone(
    qtbot, tmp_path: Path
) -> None:
    """DSK-06, CAL-08, CAL-16: filed, told, fetched beforehand, played from this computer."""
    said = tone()
    content = wav(tmp_path / "said.wav", said)
    with ExitStack() as until_the_end:
        server = ExitStack()
        until_the_end.enter_context(server)
        office = server.enter_context(running(settings_for(tmp_path / "server")))
        office.hire_all()
        desk = RealDesk(tmp_path / "desk", office.url, "amy@example.org", PASSWORD)
        until_the_end.callback(desk.stop)
        desk.start()
        files = Client(office.url, desk.token)
        until_the_end.callback(files.close)
        folder = desk.profile.generations.directory / "files" / SOUNDS
        downloads = Downloads(folder, files)
        downloads.start()
        until_the_end.callback(downloads.stop)
        desk.store._hop = GuiThread().run
        desk.store.fetch_by(downloads)

        voicemail_id = leave(office, content)
        wait_for(lambda: bool(desk.store.view.where(VoicemailRow)), "the voicemail at the desk")
        (told,) = notices(desk.store.reader(), NoticeModule.VOICEMAIL)
        assert told.about_id == voicemail_id
        assert badges(desk.store.reader()).voicemails == 1
        desk.store.prefetch(unheard_sounds(desk.store.reader()))
        (line,) = voicemails_to_do(desk.store.reader())
        wait_for(lambda: desk.store.file(line.sha256) is not None, "the sound at the desk")
        server.close()

        ear = Ear()
        listening = Listening(desk.store, ear)
        qtbot.addWidget(listening.bar)
        listening.play(playable(line))
        qtbot.waitUntil(lambda: listening.player.shown().state is Playing.PLAYING)
        heard = np.frombuffer(ear.to_the_end(), dtype="<i2")[: said.size]
        assert np.array_equal(heard, said)
        listening.player.end()
