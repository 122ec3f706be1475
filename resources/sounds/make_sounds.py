"""Makes the WAV files of this folder: the greeting by espeak-ng, the tones by arithmetic."""

from __future__ import annotations

import math
import shutil
import struct
import subprocess
import tempfile
import wave
from pathlib import Path

RATE = 16_000
HERE = Path(__file__).resolve().parent
RECORDED = "This call is being recorded."
GREETING = "Hello. Nobody can take your call right now. Please leave a message after the tone."


def tone(hertz: tuple[float, ...], seconds: float, loudness: float) -> list[float]:
    """Sine waves sounding together, faded in and out so that nothing clicks."""
    count = int(seconds * RATE)
    fade = RATE // 100
    samples = []
    for index in range(count):
        edge = min(1.0, index / fade, (count - index) / fade)
        value = sum(math.sin(2 * math.pi * one * index / RATE) for one in hertz) / len(hertz)
        samples.append(value * edge * loudness)
    return samples


def bell(hertz: float, seconds: float, loudness: float) -> list[float]:
    """A struck note: a few overtones that die away."""
    partials = ((1.0, 1.0), (2.0, 0.45), (3.01, 0.2))
    samples = []
    for index in range(int(seconds * RATE)):
        moment = index / RATE
        value = sum(
            share * math.sin(2 * math.pi * hertz * ratio * moment) for ratio, share in partials
        )
        samples.append(value * loudness * math.exp(-5 * moment) * min(1.0, index / 80))
    return samples


def chirp(low: float, high: float, seconds: float, loudness: float) -> list[float]:
    """Two notes in quick turns, as an old telephone has them."""
    turn = RATE // 40
    samples = []
    for index in range(int(seconds * RATE)):
        hertz = low if (index // turn) % 2 else high
        edge = min(1.0, index / 400, (seconds * RATE - index) / 400)
        samples.append(math.sin(2 * math.pi * hertz * index / RATE) * edge * loudness)
    return samples


def swell(hertz: tuple[float, ...], seconds: float, loudness: float) -> list[float]:
    """A chord that comes and goes like a breath."""
    count = int(seconds * RATE)
    samples = []
    for index in range(count):
        breath = math.sin(math.pi * index / count) ** 2
        value = sum(math.sin(2 * math.pi * one * index / RATE) for one in hertz) / len(hertz)
        samples.append(value * breath * loudness)
    return samples


def rest(seconds: float) -> list[float]:
    return [0.0] * int(seconds * RATE)


def write(name: str, samples: list[float]) -> None:
    with wave.open(str(HERE / name), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        whole = [int(max(-1.0, min(1.0, sample)) * 32_767) for sample in samples]
        out.writeframes(struct.pack(f"<{len(whole)}h", *whole))


def speak(name: str, text: str) -> None:
    """espeak-ng speaks at its own rate; sox brings it to ours."""
    speaker, converter = shutil.which("espeak-ng"), shutil.which("sox")
    if speaker is None or converter is None:
        raise SystemExit("espeak-ng and sox are needed to make the greeting")
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "speech.wav"
        subprocess.run([speaker, "-v", "en-us", "-s", "155", "-w", raw, text], check=True)  # noqa: S603 - our own text
        subprocess.run(  # noqa: S603 - our own files
            [
                converter,
                raw,
                "-r",
                str(RATE),
                "-c",
                "1",
                "-b",
                "16",
                HERE / name,
                "gain",
                "-n",
                "-3",
            ],
            check=True,
        )


def main() -> None:
    speak("greeting.wav", GREETING)
    speak("recorded.wav", RECORDED)
    write("beep.wav", tone((1000.0,), 0.35, 0.4))
    knock = tone((440.0,), 0.12, 0.08)
    write("waiting.wav", knock + rest(0.12) + knock + rest(3.6))
    ring = bell(659.3, 0.25, 0.35) + bell(784.0, 0.25, 0.35) + bell(987.8, 0.7, 0.35)
    write("ringtone.wav", ring + rest(1.6))
    ringing = chirp(440.0, 554.4, 0.4, 0.3)
    write("classic.wav", ringing + rest(0.2) + ringing + rest(2.0))
    strokes = (783.99, 659.26, 523.25)
    write("chime.wav", [s for note in strokes for s in bell(note, 0.45, 0.35)] + rest(1.6))
    write("soft.wav", swell((329.6, 415.3, 493.9), 1.4, 0.28) + rest(1.8))
    notes = (523.3, 659.3, 784.0, 659.3, 587.3, 698.5, 880.0, 698.5)
    write("hold.wav", [sample for note in notes for sample in bell(note, 0.6, 0.2)])


if __name__ == "__main__":
    main()
