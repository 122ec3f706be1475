"""ringdesk-phone: the engine a desktop supervises (--stdio), or a phone on the command line."""

from __future__ import annotations

import argparse
import faulthandler
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import resources
from softphone import protocol
from softphone.line import Line, LineEvent, Transport
from softphone.protocol import AnyPhoneEvent

_HELP = (
    "d NUMBER dial, a answer, x decline, h hang up, o hold, r resume, k DIGITS keys, "
    "t NUMBER transfer, q quit"
)


def main(arguments: list[str] | None = None) -> NoReturn:
    options = _options(arguments)
    faulthandler.enable()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(name)s: %(message)s")
    _ask_for_priority()
    out = _take_standard_output()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _work(options, out)
    except KeyboardInterrupt:
        os._exit(130)
    os._exit(0)  # pj objects that Python would still tear down at exit abort the process


def _work(options: argparse.Namespace, out: int) -> None:
    if options.stdio:
        _run(options, sys.stdin.buffer, lambda event: _write_all(out, protocol.encode(event)))
    else:
        from softphone.terminal import Terminal

        terminal = Terminal(lambda text: _write_all(out, text.encode() + b"\n"))
        _run(options, terminal.intents(_sign_on(options), sys.stdin), terminal.show)


def _run(
    options: argparse.Namespace,
    lines: Iterable[bytes],
    say: Callable[[AnyPhoneEvent], None],
) -> None:
    from softphone.engine import Engine
    from softphone.sound.devices import DeviceSound
    from softphone.sound.files import FileSound

    has_files = options.mic or options.ear
    knock = resources.path("sounds/waiting.wav")
    sound = (
        FileSound(options.mic, options.ear, knock)
        if has_files
        else DeviceSound(options.ringtone, knock)
    )

    def make_line(emit: Callable[[LineEvent], None]) -> Line:
        if options.demo:
            from softphone.fake_line import FakeLine, FarEnd

            return FakeLine(emit, _now, FarEnd.ANSWERS)
        from softphone.pjsua.line import PjsuaLine, SoundEnds

        music = resources.path("sounds/hold.wav")
        return PjsuaLine(emit, _now, SoundEnds(sound.mic, sound.ear), music)

    engine = Engine(make_line, sound, say, _now)
    if options.recordings:
        engine.recover(options.recordings)
    engine.run(lines, os.getpid())


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ringdesk-phone", description=__doc__, epilog=_HELP)
    parser.add_argument("--stdio", action="store_true", help="JSON lines for a desktop")
    parser.add_argument("--demo", action="store_true", help="no network: every call is answered")
    parser.add_argument("--mic", type=Path, help="speak from this WAV file (mono, 16 kHz)")
    parser.add_argument("--ear", type=Path, help="write what is heard into this WAV file")
    parser.add_argument("--ringtone", type=Path, help="WAV file to ring with")
    parser.add_argument("--recordings", type=Path, help="finish recordings a crash left there")
    parser.add_argument("--user", default="", help="name of the line")
    parser.add_argument("--domain", default="", help="SIP domain of the business")
    parser.add_argument("--proxy", default="127.0.0.1:5060", help="address of the phone system")
    parser.add_argument("--transport", type=Transport, choices=list(Transport), default="tcp")
    return parser.parse_args(arguments)


def _sign_on(options: argparse.Namespace) -> protocol.Register:
    """The first line of standard input is the password: never an argument, never a file."""
    host, _, port = str(options.proxy).rpartition(":")
    return protocol.Register(
        user=options.user,
        password=sys.stdin.readline().rstrip("\n"),
        domain=options.domain,
        proxy_host=host,
        proxy_port=int(port),
        transport=options.transport,
    )


def _take_standard_output() -> int:
    """pjlib prints to descriptor 1 before it reads its log settings: nobody needs that."""
    out = os.dup(1)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    return out


def _write_all(out: int, data: bytes) -> None:
    while data:
        data = data[os.write(out, data) :]


def _ask_for_priority() -> None:
    """Sound suffers first on a loaded machine; where the system allows it the engine goes ahead."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, -11)
    except (AttributeError, PermissionError):
        logging.getLogger(__name__).debug("running at normal priority")


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one clock of this program is made here


if __name__ == "__main__":
    main()
