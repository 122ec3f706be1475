"""Real phones on a real PBX: registration, calls with sound both ways, hold, mute, keys."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from softphone import protocol
from softphone.call import CallState, EndedWhy
from softphone.protocol import RegistrationState
from sync_server.telephony.pbx_tables import PbxRpc
from tests.support.rtp import correlate, read_at
from tests.support.sip import (
    DOMAIN,
    ROOT,
    PhoneSystem,
    free_ports,
    phone_system,
    speech,
    wait_until,
)

pytestmark = pytest.mark.sip


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("voices")
    return (
        speech(folder / "caller.wav", "Hello, I would like to book a cleaning on Monday."),
        speech(folder / "agent.wav", "Good morning, this is the office speaking, how can I help?"),
    )


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PhoneSystem]:
    with phone_system(tmp_path, ("ann", "bob")) as made:
        yield made


def test_a_right_password_registers_and_a_wrong_one_is_told_plainly(system: PhoneSystem) -> None:
    ann = system.agent("ann")
    bob = system.agent("bob", registered=False)
    bob.register(system, "not the password")
    refused = bob.wait_for(
        lambda e: isinstance(e, protocol.Registration) and e.state is RegistrationState.REFUSED,
        "refused",
    )
    assert isinstance(refused.event, protocol.Registration)
    assert refused.event.sentence == (
        "The phone system does not accept this phone's name or password."
    )
    assert ann.process.poll() is None
    said = (system.folder / "bob-stderr.txt").read_text()
    assert "not the password" not in said


def test_an_incoming_call_carries_speech_both_ways(
    system: PhoneSystem, voices: tuple[Path, Path]
) -> None:
    caller_voice, agent_voice = voices
    ann = system.agent("ann", agent_voice)
    caller = system.caller(talk_ms=4500, voice=caller_voice)
    ringing = ann.wait_ringing()
    assert (ringing.number, ringing.display) == ("+12025550123", "Pat Example")
    assert ringing.dialled == "+15550100"
    ann.say(protocol.Answer(ringing.ref))
    assert ann.wait_ended(15).ended_why is EndedWhy.FAR_END_HUNG_UP
    assert caller.wait() == 0
    assert correlate(read_at(caller_voice, 8000), read_at(ann.ear, 8000)) > 0.9
    assert correlate(read_at(agent_voice, 8000), caller.rtp.heard()) > 0.9


def test_an_outgoing_call_reaches_the_gateway_and_carries_speech_and_keys(
    tmp_path: Path, voices: tuple[Path, Path]
) -> None:
    callee_voice, agent_voice = voices
    (gateway_port,) = free_ports(1)
    with phone_system(tmp_path, ("ann",), gateway=f"127.0.0.1:{gateway_port}") as system:
        callee = system.callee(gateway_port, callee_voice)
        ann = system.agent("ann", agent_voice)
        ann.say(protocol.Dial("(202) 555-0177"))
        talking = ann.wait_talking()
        assert talking.number == "+12025550177"
        assert talking.call_key
        ann.say(protocol.SendDigits(talking.ref, "42#"))
        wait_until(lambda: callee.rtp.digits == "42#", "the callee gets the keys", 10)
        wait_until(lambda: callee.rtp.packets > 210, "a few seconds of talk", 10)
        ann.say(protocol.HangUp(talking.ref))
        assert ann.wait_ended().ended_why is EndedWhy.HUNG_UP
        assert callee.wait() == 0
        assert correlate(read_at(callee_voice, 8000), read_at(ann.ear, 8000)) > 0.9
        assert correlate(read_at(agent_voice, 8000), callee.rtp.heard()) > 0.85


def test_hold_and_mute_silence_the_far_end_and_say_so(
    system: PhoneSystem, voices: tuple[Path, Path]
) -> None:
    ann = system.agent("ann", voices[0])
    bob = system.agent("bob", voices[1])
    ann.say(protocol.Dial("bob"))
    rung = bob.wait_ringing()
    bob.say(protocol.Answer(rung.ref))
    ref = ann.wait_talking().ref
    bob.wait_talking()

    ann.say(protocol.Mute(ref))
    ann.wait_call(lambda call: call.is_muted, "muted")
    wait_until(lambda: _is_silent(bob.ear), "bob hears nothing while ann is muted")
    ann.say(protocol.Unmute(ref))

    ann.say(protocol.PutOnHold(ref))
    ann.wait_call(lambda call: call.is_on_hold, "on hold")
    held = bob.wait_call(lambda call: call.is_held_by_far_end, "held by the far end")
    assert held.state is CallState.TALKING
    resumed_at = time.monotonic()
    ann.say(protocol.Resume(ref))
    bob.wait_call(
        lambda call: not call.is_held_by_far_end, "resumed by the far end", after=resumed_at
    )
    bob.say(protocol.HangUp(rung.ref))
    assert ann.wait_ended().ended_why is EndedWhy.FAR_END_HUNG_UP


def test_a_second_call_answered_puts_the_first_on_hold_at_its_caller(system: PhoneSystem) -> None:
    ann = system.agent("ann")
    system.caller(number="+12025550101")
    first = ann.wait_ringing()
    ann.say(protocol.Answer(first.ref))
    ann.wait_talking()
    bob = system.agent("bob")
    bob.say(protocol.Dial("ann"))
    second = ann.wait_call(lambda call: call.number == "bob", "bob rings")
    ann.say(protocol.Answer(second.ref))
    both = ann.wait_for(
        lambda e: (
            isinstance(e, protocol.Calls)
            and {c.ref: c.is_on_hold for c in e.calls if c.state is CallState.TALKING}
            == {first.ref: True, second.ref: False}
        ),
        "first on hold, second talking",
    )
    assert both
    for ref in (first.ref, second.ref):
        ann.say(protocol.HangUp(ref))
        ann.wait_call(lambda call, ref=ref: call.ref == ref and bool(call.ended_why), "hung up")


def test_a_pbx_that_dies_is_reported_and_found_again(system: PhoneSystem) -> None:
    ann = system.agent("ann")
    system.pbx.stop()
    gone = ann.wait_for(
        lambda e: isinstance(e, protocol.Registration) and e.state is RegistrationState.UNREACHABLE,
        "unreachable",
    )
    assert isinstance(gone.event, protocol.Registration)
    assert "cannot be reached" in gone.event.sentence
    system.pbx.start()
    ann.wait_registered(10, after=gone.at)


def test_a_phone_whose_desktop_goes_away_leaves_nothing_behind(system: PhoneSystem) -> None:
    ann = system.agent("ann")
    caller = system.caller()
    ann.say(protocol.Answer(ann.wait_ringing().ref))
    ann.wait_talking()
    process = psutil.Process(ann.process.pid)
    ann.close()
    assert caller.wait() == 0  # it got its BYE
    assert not process.is_running()


def test_the_phone_on_the_command_line_registers_with_a_password_from_its_input(
    system: PhoneSystem,
) -> None:
    command = [sys.executable, "-m", "softphone", "--user", "ann", "--domain", DOMAIN]
    command += ["--proxy", f"127.0.0.1:{system.port}", "--ear", str(system.folder / "ear.wav")]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as phone:
        assert phone.stdin
        assert phone.stdout
        phone.stdin.write(system.password("ann").encode() + b"\n")
        phone.stdin.flush()
        assert phone.stdout.readline().decode().strip() == "Connecting to the phone system…"
        assert phone.stdout.readline().decode().strip() == "Ready for calls."
        system.caller("gives_up", talk_ms=200)
        assert "incoming +12025550123 'Pat Example' ringing" in phone.stdout.readline().decode()
        assert "(caller_gave_up)" in phone.stdout.readline().decode()
        phone.terminate()
        assert phone.wait(5) == 130
    wait_until(lambda: _contacts(system) == [], "it has signed off")


def _contacts(system: PhoneSystem) -> list[str]:
    found = PbxRpc(system.pbx.access).call("ul.dump")
    return [row for row in str(found).split() if row.startswith("'sip:ann")]


def _is_silent(ear: Path) -> bool:
    tail = read_at(ear, 8000)[-2400:]
    return bool(len(tail) == 2400 and np.abs(tail).max() < 30)
