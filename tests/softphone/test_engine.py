"""The engine between its pipe and a scripted line."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from softphone import protocol
from softphone.engine import Engine
from softphone.fake_line import FakeLine, FarEnd
from softphone.line import LineEvent
from softphone.protocol import AnyPhoneEvent
from softphone.sound.files import FileSound, WavSink, WavSource
from softphone.sound.sound import read_wav
from softphone.terminal import Terminal


def now() -> datetime:
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class RecordingSound(FileSound):
    """Files, and a note of what the engine asked of them."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def talk(self) -> None:
        self.asked.append("talk")

    def rest(self) -> None:
        self.asked.append("rest")

    def ring(self, dialled: str) -> None:
        self.asked.append(f"ring {dialled}".strip())

    def stop_ringing(self) -> None:
        self.asked.append("stop ringing")

    def knock(self) -> None:
        self.asked.append("knock")


def run(
    lines: Iterator[bytes] | list[bytes], act: Callable[[FakeLine], None] = lambda line: None
) -> tuple[list[AnyPhoneEvent], FakeLine, RecordingSound]:
    said: list[AnyPhoneEvent] = []
    sound = RecordingSound()
    made: list[FakeLine] = []

    def make_line(emit: Callable[[LineEvent], None]) -> FakeLine:
        made.append(FakeLine(emit, now, FarEnd.ANSWERS))
        act(made[0])
        return made[0]

    Engine(make_line, sound, said.append, now).run(lines, 42)
    return said, made[0], sound


REGISTER = protocol.encode(protocol.Register("ann", "pw", "desk.test", "127.0.0.1", 5060))


def test_the_engine_says_it_is_ready_and_answers_pings() -> None:
    said, _, _ = run([protocol.encode(protocol.Ping(7))])
    assert said == [protocol.Ready(42), protocol.Pong(7)]


def test_when_its_input_ends_the_engine_closes_the_line() -> None:
    _, line, _ = run([REGISTER])
    assert line.orders[-1].verb == "close"


def test_a_line_of_nonsense_is_passed_over() -> None:
    said, _, _ = run([b"nonsense\n", protocol.encode(protocol.Ping(1))])
    assert said[-1] == protocol.Pong(1)


def test_a_waiting_caller_makes_the_ringer_ring() -> None:
    _, _, sound = run([], lambda line: line.caller_rings("+12025550123"))
    assert "ring" in sound.asked


def test_a_talk_opens_the_devices_and_does_not_ring() -> None:
    _, _, sound = run([REGISTER, protocol.encode(protocol.Dial("2025550199"))])
    assert "talk" in sound.asked
    assert "ring" not in sound.asked


def test_a_second_caller_knocks_in_the_ear_instead_of_ringing() -> None:
    def two_callers(line: FakeLine) -> None:
        first = line.caller_rings("+12025550123", dialled="+15550100")
        assert first
        line.far_end_answers(first)
        line.caller_rings("+12025550124")

    _, _, sound = run([], two_callers)
    assert sound.asked.count("ring +15550100") == 1
    assert sound.asked[-1] == "knock"


def test_typed_letters_act_on_the_newest_call() -> None:
    told: queue.SimpleQueue[str] = queue.SimpleQueue()
    terminal = Terminal(told.put)
    register = protocol.read_intent(REGISTER)
    assert isinstance(register, protocol.Register)
    typed = terminal.intents(register, iter(["d 2025550199\n", "h\n", "q\n", "d 1\n"]))  # type: ignore[arg-type]
    lines = [protocol.read_intent(line) for line in typed]
    assert lines == [register, protocol.Dial("2025550199")]
    assert told.get() == "That cannot be done now."


def test_what_was_heard_is_a_readable_file_at_any_moment(tmp_path: Path) -> None:
    sink = WavSink(tmp_path / "ear.wav")
    sink.put(b"\1\0" * 320)
    assert read_wav(tmp_path / "ear.wav") == b"\1\0" * 320
    sink.close()
    source = WavSource(tmp_path / "ear.wav")
    assert source.take(600) == b"\1\0" * 300
    assert source.take(600) == (b"\1\0" * 20).ljust(600, b"\0")
    assert source.take(600) is None
