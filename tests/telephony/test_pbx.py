"""The PBX process itself: its configuration, its respawn, its independence, who may call whom."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from softphone import protocol
from softphone.call import EndedWhy
from sync_server.telephony.pbx import Pbx
from sync_server.telephony.pbx_events import LiveCalls, PbxEvent, PbxEventKind, PbxEvents
from sync_server.telephony.pbx_tables import PbxAccess, PbxRpc, PbxUnreachable, RingGroup, Tables
from tests.support.sip import ROOT, PhoneSystem, free_ports, phone_system, wait_until

pytestmark = pytest.mark.sip


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann",)) as made:
        yield made


def test_kamailio_accepts_the_configuration(system: PhoneSystem) -> None:
    run_dir = system.pbx._run_dir
    assert run_dir
    checked = subprocess.run(
        ["kamailio", "-c", "-f", run_dir / "kamailio.cfg"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "config file ok" in checked.stderr + checked.stdout


def test_kamailio_runs_without_privileges_and_without_readable_secrets(system: PhoneSystem) -> None:
    assert system.pbx.pid
    process = psutil.Process(system.pbx.pid)
    if os.geteuid() == 0:
        assert process.uids().real != 0
        status = Path(f"/proc/{process.pid}/status").read_text()
        assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE)
    assert "Bearer" not in " ".join(process.cmdline())
    assert (system.settings.access_file.stat().st_mode & 0o077) == 0


def test_the_control_port_needs_the_token(system: PhoneSystem) -> None:
    stranger = PbxAccess(system.settings.rpc_port, system.settings.evapi_port, "guess")
    with pytest.raises(PbxUnreachable, match="token"):
        PbxRpc(stranger).call("core.uptime")


def test_taking_a_number_away_takes_it_out_of_the_pbx(system: PhoneSystem) -> None:
    rpc = PbxRpc(system.pbx.access)
    assert "+15550100" in rpc.keys("grp")
    other = RingGroup("+15550111", ("ann",))
    system.use(Tables(system.tables.accounts, (other,)))
    assert rpc.keys("grp") == ["+15550111"]
    assert rpc.keys("set") == ["timeout:+15550111"]


def test_a_killed_kamailio_comes_back_with_its_tables_and_nothing_is_left_over(
    tmp_path: Path, system: PhoneSystem
) -> None:
    ann = system.agent("ann")
    system.pbx.stop()
    stopping = threading.Event()
    keeper = threading.Thread(target=system.pbx.run, args=(stopping,))
    keeper.start()
    try:
        wait_until(lambda: "ann" in _keys(system), "tables pushed")
        ann.wait_registered(10, after=time.monotonic())
        first = system.pbx.pid
        assert first
        family = [psutil.Process(first), *psutil.Process(first).children(recursive=True)]
        killed_at = time.monotonic()
        os.kill(first, signal.SIGKILL)
        ann.wait_registered(10, after=killed_at)
        assert system.pbx.pid != first
        assert "ann" in _keys(system)
        wait_until(lambda: not any(_lives(process) for process in family), "old family gone")
    finally:
        stopping.set()
        keeper.join(10)
    assert not system.pbx.is_running()


def test_kamailio_dies_with_its_supervisor_and_not_before(tmp_path: Path) -> None:
    script = tmp_path / "supervise.py"
    script.write_text(
        "import sys, threading\n"
        "from pathlib import Path\n"
        "from sync_server.telephony.pbx import Pbx, PbxSettings\n"
        "from tests.support.sip import free_ports\n"
        "pbx = Pbx(PbxSettings(Path(sys.argv[1]), 'desk.test', '127.0.0.1', *free_ports(3)))\n"
        "pbx.start()\n"
        "print(pbx.pid, flush=True)\n"
        "threading.Event().wait()\n"
    )
    supervisor = subprocess.Popen(
        [sys.executable, script, tmp_path / "state"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert supervisor.stdout
    main = psutil.Process(int(supervisor.stdout.readline()))
    family = [main, *main.children(recursive=True)]
    supervisor.kill()
    supervisor.wait(5)
    supervisor.stdout.close()
    wait_until(lambda: not any(_lives(process) for process in family), "Kamailio is gone")


@pytest.mark.parametrize(
    ("dialled", "code"), [("ann", 404), ("+15559999", 404), ("mailbox", 404), ("__ring_x", 404)]
)
def test_a_stranger_reaches_business_numbers_only(
    system: PhoneSystem, dialled: str, code: int
) -> None:
    assert system.caller("turned_away", dialled=dialled, code=code).wait() == 0


def test_a_stranger_who_claims_to_be_one_of_us_is_asked_for_a_password(
    system: PhoneSystem,
) -> None:
    caller = system.caller("turned_away", number="ann", from_host="desk.test", code=407)
    assert caller.wait() == 0


def test_a_multipart_body_is_turned_away(system: PhoneSystem) -> None:
    caller = system.caller("turned_away", code=415, content_type="multipart/mixed;boundary=x")
    assert caller.wait() == 0


def test_an_agent_who_dials_an_unknown_number_is_told_so(system: PhoneSystem) -> None:
    ann = system.agent("ann")
    ann.say(protocol.Dial("2025550188"))
    assert ann.wait_ended().ended_why is EndedWhy.UNKNOWN_NUMBER


def test_events_tell_the_story_of_a_call_and_reconnecting_shows_what_is_up(
    system: PhoneSystem,
) -> None:
    ann = system.agent("ann")
    news = _Reader(system)
    try:
        wait_until(lambda: news.got == [LiveCalls(())], "connected")
        caller = system.caller(display='\\"},{\\"kind\\":\\"ended')
        ann.say(protocol.Answer(ann.wait_ringing().ref))
        key = ann.wait_talking().call_key
        wait_until(lambda: PbxEventKind.ANSWERED in news.kinds(), "answered")
        second = _Reader(system)
        wait_until(lambda: bool(second.got), "second reader")
        second.close()
        assert isinstance(second.got[0], LiveCalls)
        (live,) = second.got[0].calls
        assert (live.call_key, live.user, live.is_answered) == (key, "ann", True)
        ann.say(protocol.HangUp(ann.wait_talking().ref))
        wait_until(lambda: PbxEventKind.ENDED in news.kinds(), "ended")
        assert caller.wait() == 0
    finally:
        news.close()
    assert news.kinds() == [
        PbxEventKind.INCOMING,
        PbxEventKind.RINGING,
        PbxEventKind.ANSWERED,
        PbxEventKind.ENDED,
    ]
    events = [one for one in news.got if isinstance(one, PbxEvent)]
    assert {event.call_key for event in events} == {key}
    assert {event.from_number for event in events} == {"+12025550123"}
    assert {event.dialled for event in events} == {"+15550100"}
    assert [event.user for event in events] == ["", "ann", "ann", "ann"]


def test_the_event_stream_survives_a_restart_of_the_pbx(system: PhoneSystem) -> None:
    news = _Reader(system)
    try:
        wait_until(lambda: len(news.got) == 1, "connected")
        system.pbx.stop()
        system.pbx.start()
        wait_until(lambda: len(news.got) == 2, "connected again", 10)
    finally:
        news.close()


def test_the_event_stream_follows_a_pbx_process_that_comes_back_on_other_ports(
    system: PhoneSystem,
) -> None:
    news = _Reader(system)
    try:
        wait_until(lambda: len(news.got) == 1, "connected")
        system.pbx.stop()
        _, rpc_port, evapi_port = free_ports(3)
        system.settings = replace(system.settings, rpc_port=rpc_port, evapi_port=evapi_port)
        system.pbx = Pbx(system.settings)
        system.pbx.start()
        wait_until(lambda: len(news.got) == 2, "connected again", 10)
    finally:
        news.close()


class _Reader:
    """Reads events on a thread, as the server does."""

    def __init__(self, system: PhoneSystem) -> None:
        self.got: list[PbxEvent | LiveCalls] = []
        self._events = PbxEvents(system.settings.access_file)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def kinds(self) -> list[PbxEventKind]:
        return [one.kind for one in self.got if isinstance(one, PbxEvent)]

    def close(self) -> None:
        self._events.close()
        self._thread.join(3)

    def _read(self) -> None:
        for one in self._events:
            self.got.append(one)


def _keys(system: PhoneSystem) -> list[str]:
    try:
        return PbxRpc(system.pbx.access).keys("ha1")
    except PbxUnreachable:
        return []


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
