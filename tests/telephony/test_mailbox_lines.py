"""The mailbox by processes: twelve callers at once, a thirteenth, and a process that is killed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

import resources
from softphone import protocol
from softphone.call import EndedWhy
from sync_server.telephony.mailbox import MailboxSettings
from sync_server.telephony.mailbox_pool import MailboxPool, addresses
from sync_server.telephony.mailbox_worker import leave
from sync_server.telephony.pbx_events import PbxEventKind
from sync_server.telephony.spool import Note
from tests.support.rtp import correlate, read_at
from tests.support.sip import OFFICE, PhoneSystem, free_port_run, phone_system, speech, wait_until

pytestmark = pytest.mark.sip

BEEP = resources.path("sounds/beep.wav")


@contextmanager
def mailbox(
    system: PhoneSystem, processes: int, *, members: tuple[str, ...] = (), **changes: object
) -> Iterator[MailboxPool]:
    """A mailbox behind the phone system's only number, which rings `members` for five seconds."""
    known = MailboxSettings(
        system.folder / "spool", port=free_port_run(processes), greeting=BEEP, silence_seconds=1.5
    )
    known = replace(known, **changes)  # type: ignore[arg-type]
    places = addresses(known, processes)
    (group, *_) = system.tables.groups
    group = msgspec.structs.replace(group, members=members, ring_seconds=5, fallback_uri=known.uri)
    system.use(msgspec.structs.replace(system.tables, groups=(group,), mailbox=places))
    pool = MailboxPool(known, processes, leave)
    stopping = threading.Event()
    running = threading.Thread(target=pool.run, args=(stopping,))
    running.start()
    try:
        for place in places:
            wait_until(lambda place=place: _answers(system, place), f"{place} is up", 30)
        yield pool
    finally:
        stopping.set()
        running.join(10)


def notes(system: PhoneSystem) -> list[Note]:
    """What waits for the server."""
    files = sorted((system.folder / "spool").glob("*.json"))
    return [msgspec.json.decode(file.read_bytes(), type=Note) for file in files]


def recording(system: PhoneSystem, note: Note) -> Path:
    return system.folder / "spool" / note.recording


def test_nobody_answers_and_the_mailbox_records_what_the_caller_says(tmp_path: Path) -> None:
    """CAL-04, CAL-06: the phones that rang and the voicemail name the same call."""
    said = speech(tmp_path / "said.wav", "This is Pat. The oven was left dirty, please call me.")
    users = ("ann", "bob")
    with phone_system(tmp_path, users) as system, mailbox(system, 1, members=users):
        phones = system.agents(*users)
        caller = system.caller(voice=said)
        ended = [phone.wait_ended(12) for phone in phones]
        assert {call.ended_why for call in ended} == {EndedWhy.CALLER_GAVE_UP}
        wait_until(lambda: bool(notes(system)), "the voicemail", 25)
        assert caller.wait() == 0  # the mailbox hung up after the silence
        (note,) = notes(system)
        assert (note.number, note.dialled) == ("+12025550123", OFFICE)
        assert {call.call_key for call in ended} == {note.call_key}
        assert note.seconds > 2
        heard = read_at(recording(system, note), 8000)
        assert correlate(read_at(said, 8000)[-len(heard) :], heard) > 0.9


@pytest.mark.timeout(180)
def test_twelve_callers_at_once_are_all_recorded_and_the_thirteenth_hears_busy(
    tmp_path: Path,
) -> None:
    """CAL-06: each recording is what its own caller said."""
    places = ("kitchen", "bathroom", "bedroom", "garage", "garden", "attic")
    rooms = [f"{room} on floor {floor}" for floor in ("one", "nine") for room in places]
    said = {
        f"+120255501{index:02}": speech(
            tmp_path / f"{index}.wav", f"Number {index}. The {room} is dirty, please call back."
        )
        for index, room in enumerate(rooms)
    }
    with phone_system(tmp_path, ("ann",)) as system, mailbox(system, 3), system.news() as news:
        callers = [system.caller(number=number, voice=voice) for number, voice in said.items()]
        news.wait(PbxEventKind.FALLBACK_ANSWERED, 20, nth=12)
        thirteenth = system.caller("turned_away", number="+12025550199", code=486)
        assert thirteenth.wait() == 0
        wait_until(lambda: len(notes(system)) == 12, "twelve voicemails", 60)
        assert [caller.wait() for caller in callers] == [0] * 12
        left = {note.number: note for note in notes(system)}
        assert left.keys() == said.keys()
        for number, voice in said.items():
            heard = read_at(recording(system, left[number]), 8000)
            assert correlate(read_at(voice, 8000)[-len(heard) :], heard) > 0.9, number
        ports = {note.recording.split("-")[1] for note in left.values()}
        assert len(ports) == 3


def test_a_killed_process_comes_back_and_files_what_it_had_recorded(tmp_path: Path) -> None:
    voice = speech(tmp_path / "voice.wav", "One two three four five six seven eight nine ten. " * 3)
    with phone_system(tmp_path, ("ann",)) as system, mailbox(system, 1) as pool:
        caller = system.caller(voice=voice)
        wait_until(lambda: _recorded(system) > 120_000, "three seconds recorded", 20)
        (sibling,) = pool.processes
        assert sibling.process
        killed = sibling.process.pid
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: len(notes(system)) == 1, "the recording is filed", 20)
        assert sibling.process.pid != killed
        (note,) = notes(system)
        assert note.number == "+12025550123"
        assert note.seconds >= 3
        heard = read_at(recording(system, note), 8000)
        assert correlate(read_at(voice, 8000)[: len(heard)], heard) > 0.9
        assert not list((tmp_path / "spool").glob("*.begun"))
        caller.close()


def test_callers_reach_the_other_processes_while_one_is_dead(tmp_path: Path) -> None:
    with phone_system(tmp_path, ("ann",)) as system, mailbox(system, 1):
        (alive,) = system.tables.mailbox
        dead = f"127.0.0.1:{free_port_run(1)}"
        system.use(msgspec.structs.replace(system.tables, mailbox=(dead, alive)))
        for _ in range(2):  # whosever turn it is
            assert system.caller(talk_ms=100).wait() == 0


@pytest.mark.parametrize("talk_ms", [100, 900])
def test_a_caller_who_hangs_up_before_speaking_leaves_no_voicemail(
    tmp_path: Path, talk_ms: int
) -> None:
    """In the greeting, and within the first second after it."""
    with (
        phone_system(tmp_path, ("ann",)) as system,
        mailbox(system, 1, silence_seconds=20.0),
        system.news() as news,
    ):
        assert system.caller(talk_ms=talk_ms).wait() == 0
        assert system.caller(talk_ms=4000, voice=BEEP).wait() == 0
        news.wait(PbxEventKind.ENDED, nth=2)
        wait_until(lambda: len(notes(system)) == 1, "the second caller's voicemail", 10)
        wait_until(lambda: not list((tmp_path / "spool").glob("*.begun")), "nothing under way")
        assert len(list((tmp_path / "spool").iterdir())) == 2


def test_a_group_greets_with_its_own_words(tmp_path: Path) -> None:
    words = speech(tmp_path / "words.wav", "You have reached the night desk. Please say your name.")
    folder = tmp_path / "greetings"
    folder.mkdir()
    (folder / "+15550100.wav").write_bytes(words.read_bytes())
    own = {"greetings_dir": folder, "silence_seconds": 20.0}
    with phone_system(tmp_path, ("ann",)) as system, mailbox(system, 1, **own):
        caller = system.caller(talk_ms=6000)
        assert caller.wait() == 0
        assert correlate(read_at(words, 8000), caller.rtp.heard()) > 0.9


def test_a_colleague_transferred_to_a_group_s_mailbox_is_recorded_for_that_group(
    tmp_path: Path,
) -> None:
    """CAL-07: two real phones; the desk names `mailbox-<number>`."""
    voice = speech(tmp_path / "voice.wav", "One two three four five six seven eight nine ten. " * 4)
    with phone_system(tmp_path, ("ann", "bob")) as system, mailbox(system, 1):
        ann, bob = system.agent("ann"), system.agent("bob", voice)
        bob.say(protocol.Dial("ann"))
        ann.say(protocol.Answer(ann.wait_ringing().ref))
        ann.say(protocol.Transfer(ann.wait_talking().ref, f"mailbox-{OFFICE}"))
        assert ann.wait_ended(15).ended_why is EndedWhy.TRANSFERRED
        wait_until(lambda: _recorded(system) > 100_000, "three seconds recorded", 20)
        shown = [each.event for each in bob.heard if isinstance(each.event, protocol.Calls)]
        for call in shown[-1].calls:
            bob.say(protocol.HangUp(call.ref))
        wait_until(lambda: len(notes(system)) == 1, "the voicemail", 15)
        (note,) = notes(system)
        assert (note.number, note.dialled) == ("bob", OFFICE)


def _recorded(system: PhoneSystem) -> int:
    return sum(path.stat().st_size for path in (system.folder / "spool").glob("*.wav"))


def _answers(system: PhoneSystem, place: str) -> bool:
    """Whether the process takes an OPTIONS: anything is an answer."""
    host, _, port = place.rpartition(":")
    probe = system.wire("probe", "outside.example")
    probe.server = (host, int(port))
    leg = probe.ask("OPTIONS", f"sip:mailbox@{place}")
    try:
        leg.final(0.3, "OPTIONS")
    except AssertionError:
        return False
    return True
