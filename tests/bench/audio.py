"""Mouth to ear over a real sound server while the window's thread burns; beside baresip."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from softphone import protocol
from softphone.call import CallState
from tests.bench.figures import Figures, Spread, load_now, spread
from tests.bench.phones import BARESIP, OURS, Baresip, is_here
from tests.support.pulse import Pulse
from tests.support.sip import DOMAIN, PhoneSystem, phone_system, wait_until

RATE = 16_000
SECONDS = 60
CHIRP_EVERY_S = 2.0
TONE_HZ = 1013.0
_CHIRP = np.arange(int(0.08 * RATE)) / RATE
CHIRP = np.sin(2 * np.pi * (600 * _CHIRP + 0.5 * 20_000 * _CHIRP**2)) * 16_000
STEP = RATE // 250  # 4 ms


@dataclass(frozen=True, slots=True)
class Heard:
    """One minute of sound: delays in ms, and stretches where nothing arrived."""

    delays: list[float]
    gaps: int
    gap_ms: float


def run(arguments: Sequence[str] = ()) -> Figures:
    asked = argparse.ArgumentParser(prog="tests.bench audio")
    asked.add_argument("--seconds", type=int, default=SECONDS)
    given = asked.parse_args(list(arguments))
    makes: dict[str, Callable[[PhoneSystem], AbstractContextManager[None]]] = {OURS: our_caller}
    if is_here(BARESIP):
        makes[BARESIP] = baresip_caller
    found = {make: measure(caller, given.seconds) for make, caller in makes.items()}
    ours = spread(found[OURS].delays)
    parts: dict[str, Spread] = {
        f"{make}, mouth to ear ms": spread(h.delays) for make, h in found.items()
    }
    peer = parts.get(f"{BARESIP}, mouth to ear ms")
    return Figures(
        name="audio",
        unit="ms",
        n=ours.n,
        median=ours.median,
        p95=ours.p95,
        goal=f"no dropout in {given.seconds} s with a busy window thread",
        ok=found[OURS].gaps == 0,
        load=load_now(),
        parts=parts,
        peer=BARESIP if peer else None,
        peer_median=peer.median if peer else None,
        ratio=round(ours.median / peer.median, 2) if peer else None,
        notes=tuple(
            f"{make}: {heard.gaps} dropouts, {heard.gap_ms:.0f} ms in all"
            for make, heard in found.items()
        ),
    )


def measure(
    make_caller: Callable[[PhoneSystem], AbstractContextManager[None]], seconds: int
) -> Heard:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        pulse = Pulse(folder)
        pulse.start()
        os.environ.update(pulse.env)
        try:
            with phone_system(folder, ("ann", "bob")) as system:
                return listen(system, pulse, make_caller, seconds)
        finally:
            pulse.stop()


def listen(
    system: PhoneSystem,
    pulse: Pulse,
    make_caller: Callable[[PhoneSystem], AbstractContextManager[None]],
    seconds: int,
) -> Heard:
    bob = system.agent("bob", devices=True)
    with make_caller(system):
        call = bob.wait_ringing(20)
        bob.say(protocol.Answer(call.ref))
        bob.wait_talking()
        bob.say(protocol.Mute(call.ref))  # both hang on one sound server: bob only listens
        voice = system.folder / "signal.wav"
        write_signal(voice, seconds + 4)
        recording = system.folder / "bus.raw"
        with recording.open("wb") as out:
            command = ["parec", "-d", "bus.monitor", f"--rate={RATE}", "--channels=2"]
            tape = subprocess.Popen([*command, "--latency-msec=20"], stdout=out)
            speaking = pulse.speak(voice)
            speaking.wait(seconds + 30)
            tape.terminate()
            tape.wait(5)
        bob.say(protocol.HangUp(call.ref))
        bob.wait_call(lambda one: one.state is CallState.ENDED, "the end")
    return judge(np.frombuffer(recording.read_bytes(), np.int16).reshape(-1, 2).astype(float))


def judge(sound: np.ndarray) -> Heard:
    """Left is the mouth, right the ear; both on one clock."""
    mouth, ear = sound[:, 0], sound[:, 1]
    delays = []
    for at in chirps(mouth):
        window = ear[at : at + RATE]
        if len(window) < RATE:
            break
        delays.append(best(window) * 1000 / RATE)
    first, last = chirps(mouth)[1], chirps(mouth)[-2]
    delay = int(np.median(delays) * RATE / 1000)
    loud = envelope(ear[first + delay : last + delay])
    quiet = loud < np.median(loud) / 2
    edges = np.flatnonzero(np.diff(quiet.astype(int)) == 1)
    return Heard(delays[1:-1], len(edges), float(quiet.sum()) * 4)


def chirps(sound: np.ndarray) -> list[int]:
    """Where the chirps begin: one in each stretch of two seconds."""
    step = int(CHIRP_EVERY_S * RATE)
    score = np.abs(np.correlate(sound, CHIRP, "valid"))
    peak = score.max()
    start = int(np.argmax(score > peak * 0.7))
    begins = range(max(0, start - RATE // 4), len(score) - step, step)
    return [at + int(np.argmax(score[at : at + step])) for at in begins]


def best(window: np.ndarray) -> int:
    return int(np.argmax(np.abs(np.correlate(window, CHIRP, "valid"))))


def envelope(sound: np.ndarray) -> np.ndarray:
    whole = len(sound) // STEP * STEP
    return np.sqrt((sound[:whole].reshape(-1, STEP) ** 2).mean(axis=1))


def write_signal(target: Path, seconds: int) -> None:
    """A steady tone, and over it a chirp every two seconds to measure the delay with."""
    moments = np.arange(seconds * RATE) / RATE
    sound = np.sin(2 * np.pi * TONE_HZ * moments) * 6_000
    for at in range(RATE // 2, len(sound) - len(CHIRP), int(CHIRP_EVERY_S * RATE)):
        sound[at : at + len(CHIRP)] = CHIRP
    with wave.open(str(target), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        out.writeframes(sound.astype(np.int16).tobytes())


@contextmanager
def our_caller(system: PhoneSystem) -> Iterator[None]:
    """Ann's desk, its window thread burning, calls Bob."""
    command = [sys.executable, "-m", "tests.bench.burning_desk"]
    desk = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ}
    )
    assert desk.stdin
    assert desk.stdout
    account = protocol.Register(
        "ann", system.password("ann"), DOMAIN, system.settings.sip_host, system.port
    )
    desk.stdin.write(msgspec.json.encode(account) + b"\n")
    desk.stdin.flush()
    for line in desk.stdout:
        if line.strip() == b"registered":
            break
    desk.stdin.write(b"bob\n")
    desk.stdin.flush()
    try:
        yield
    finally:
        desk.stdin.close()
        desk.terminate()
        desk.wait(10)
        desk.stdout.close()


@contextmanager
def baresip_caller(system: PhoneSystem) -> Iterator[None]:
    """Baresip as Ann, with the same burning process beside it."""
    burner = subprocess.Popen(
        [sys.executable, "-c", "from tests.bench.burning_desk import burn\nwhile True: burn()"]
    )
    phones = Baresip(system, ("ann",), devices=True)
    try:
        wait_until(lambda: phones.dial("bob"), "baresip dials", 10)
        yield
    finally:
        phones.close()
        burner.kill()
        burner.wait(5)
