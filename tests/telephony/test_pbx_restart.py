"""The phone system is killed in the middle of calls: it comes back and they go on."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from softphone import protocol
from softphone.call import CallState, EndedWhy
from sync_server.telephony.pbx_tables import PbxRpc, PbxUnreachable
from tests.support.rtp import RATE, correlate, read_at
from tests.support.sip import PhoneSystem, phone_system, speech, wait_until
from tests.support.wire_phone import Leg

pytestmark = pytest.mark.sip

_KILLED_AT = 150
"""Packets of 20 ms into the call: three seconds."""
_OVER_AT = 520
_TAIL = slice(6 * RATE, 9 * RATE)
"""What is said after the kill, and before the call ends."""


@contextmanager
def kept(folder: Path, users: tuple[str, ...]) -> Iterator[PhoneSystem]:
    """A phone system under its supervisor."""
    with phone_system(folder, users) as system:
        system.pbx.stop()
        stopping = threading.Event()
        keeper = threading.Thread(target=system.pbx.run, args=(stopping,))
        keeper.start()
        try:
            wait_until(lambda: is_up(system), "the phone system is up", 10)
            yield system
        finally:
            stopping.set()
            keeper.join(10)


def is_up(system: PhoneSystem) -> bool:
    try:
        return "ann" in PbxRpc(system.pbx.access).keys("ha1")
    except PbxUnreachable:
        return False


def family(system: PhoneSystem) -> list[psutil.Process]:
    assert system.pbx.pid
    main = psutil.Process(system.pbx.pid)
    return [main, *main.children(recursive=True)]


@pytest.mark.parametrize("who", ["the agent hangs up", "the caller hangs up"])
def test_a_call_in_progress_keeps_its_sound_and_ends_properly_after_a_restart(
    tmp_path: Path, who: str
) -> None:
    """DSK-03: speech runs on while Kamailio is dead; the BYE finds its way; the next call rings."""
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen. "
    hers = speech(tmp_path / "hers.wav", f"This is Ann. {words * 3}")
    his = speech(tmp_path / "his.wav", f"Pat is speaking here. {words * 3}")
    with kept(tmp_path, ("ann",)) as system:
        ann = system.agent("ann", hers)
        talk_ms = 0 if who == "the agent hangs up" else _OVER_AT * 20
        caller = system.caller(voice=his, talk_ms=talk_ms)
        ann.say(protocol.Answer(ann.wait_ringing().ref))
        ref = ann.wait_talking().ref
        wait_until(lambda: caller.rtp.packets > _KILLED_AT, "three seconds of talk", 15)
        killed_at = time.monotonic()
        old = system.pbx.pid
        assert old
        os.kill(old, signal.SIGKILL)
        ann.wait_registered(15, after=killed_at)
        assert system.pbx.pid != old
        wait_until(lambda: caller.rtp.packets > _OVER_AT - 20, "ten seconds of talk", 20)
        if not talk_ms:
            ann.say(protocol.HangUp(ref))
        ended = ann.wait_ended(10)
        assert ended.ended_why is (EndedWhy.FAR_END_HUNG_UP if talk_ms else EndedWhy.HUNG_UP)
        assert caller.wait() == 0
        assert correlate(read_at(his, RATE)[_TAIL], read_at(ann.ear, RATE)) > 0.9
        assert correlate(read_at(hers, RATE)[_TAIL], caller.rtp.heard()) > 0.9
        again = time.monotonic()
        system.caller("gives_up", talk_ms=300)
        ann.wait_call(lambda call: call.state is CallState.RINGING, "ringing", after=again)


def test_a_call_on_hold_is_taken_back_after_a_restart(tmp_path: Path) -> None:
    """Requests within a call are believed by the seal on their route, which outlives Kamailio."""
    with kept(tmp_path, ("ann",)) as system:
        ann = system.wire("ann", registered=True)
        pat = system.wire("+12025550123", "outside.example")
        pats = pat.call(f"sip:+15550100@{system.address}")
        anns = ann.incoming().ring().accept()
        pats.answered()
        old = system.pbx.pid
        assert old
        os.kill(old, signal.SIGKILL)
        wait_until(lambda: system.pbx.pid != old and is_up(system), "up again", 10)
        anns.cseq += 1
        anns.request("UPDATE", [f"Contact: <{ann.contact}>"])
        assert anns.final(answers="UPDATE").code == 200
        pats.bye()
        assert pats.final(answers="BYE").code == 200
        assert anns.expect("BYE")


def test_a_phone_on_a_new_connection_gets_what_belongs_to_its_call(tmp_path: Path) -> None:
    """Its contact in the call still names the connection that broke."""
    with phone_system(tmp_path, ("ann",)) as system:
        before = system.wire("ann", registered=True, is_stream=True)
        pat = system.wire("+12025550123", "outside.example")
        pats = pat.call(f"sip:+15550100@{system.address}")
        before.incoming().ring().accept()
        pats.answered()
        before.close()
        after = system.wire("ann", registered=True, is_stream=True)
        pats.bye()
        assert after.wait(lambda got: got.method == "BYE", "BYE").get("Call-ID") == pats.call_id
        assert pats.final(answers="BYE").code == 200


def test_of_two_phones_of_one_person_only_the_one_in_the_call_gets_its_end(tmp_path: Path) -> None:
    with phone_system(tmp_path, ("ann",)) as system:
        phones = [system.wire("ann", registered=True, is_stream=True) for _ in range(2)]
        pat = system.wire("+12025550123", "outside.example")
        pats = pat.call(f"sip:+15550100@{system.address}")
        for phone in phones:
            phone.incoming().ring()
        phones[1].incoming().accept()
        pats.answered()
        pats.bye()
        assert pats.final(answers="BYE").code == 200
        assert any(got.method == "BYE" for got in phones[1].heard)
        assert not any(got.method == "BYE" for got in phones[0].heard)


def test_every_process_of_kamailio_is_unprivileged(tmp_path: Path) -> None:
    with phone_system(tmp_path, ("ann",)) as system:
        if os.geteuid() != 0:
            return  # it has no privileges to give up
        for process in family(system):
            status = Path(f"/proc/{process.pid}/status").read_text()
            assert process.uids().real != 0
            assert process.gids().real != 0
            for field in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
                assert re.search(rf"^{field}:\s+0+$", status, re.MULTILINE), field
            assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)
            assert re.search(r"^Groups:\s*$", status, re.MULTILINE)


def test_kamailio_comes_back_when_one_of_its_children_is_killed(tmp_path: Path) -> None:
    with kept(tmp_path, ("ann",)) as system:
        main, *children = family(system)
        os.kill(children[0].pid, signal.SIGKILL)
        wait_until(lambda: system.pbx.pid not in (None, main.pid) and is_up(system), "up again", 15)
        wait_until(lambda: not any(_lives(process) for process in (main, *children)), "all gone")
        assert isinstance(_call(system), Leg)


def _call(system: PhoneSystem) -> Leg:
    ann = system.wire("ann", registered=True)
    call = system.wire("+12025550123", "outside.example").call(f"sip:+15550100@{system.address}")
    ann.incoming().accept()
    return call.answered()


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
