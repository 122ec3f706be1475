"""`make run`: the whole product on this machine with demo data, ended by Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from demo_place import MAILBOXES, Place, Ports, reserve_ports, take_place, version_of

ROOT = Path(__file__).parents[1]
DEMOS = ROOT / "build" / "demo"
MADE_BY = tuple(ROOT / "sync_server" / name for name in ("contract", "demo", "store/migrations"))
"""What decides whether demo data of an earlier start can be used."""
GRACE_S = 4.5
"""How long everything may take to end: the phone system needs up to 3 s."""

Process = subprocess.Popen[bytes]


class Stopped(Exception):
    """Ctrl-C came before everything was up."""


class Demo:
    """The programs of one demo and what they are told."""

    def __init__(self, place: Place, ports: Ports, stop: threading.Event) -> None:
        self.url = f"http://127.0.0.1:{ports.server}"
        self.sip = f"127.0.0.1:{ports.sip}"
        self._stop = stop
        self._processes: list[Process] = []
        self._settings = (
            {"RINGDESK_LOG_LEVEL": "WARNING"}
            | os.environ
            | {
                "RINGDESK_DATA_DIR": str(place.server),
                "RINGDESK_PROFILE_DIR": str(place.desk),
                "RINGDESK_PORT": str(ports.server),
                "RINGDESK_PUBLIC_URL": self.url,
                "RINGDESK_SIP_PROXY": self.sip,
                "RINGDESK_MAILBOX_PORT": str(ports.mailbox),
                "RINGDESK_MAILBOX_PROCESSES": str(MAILBOXES),
                "RINGDESK_BUSINESS_NAME": "Harbour Home Services",
            }
        )

    def seed(self, customers: int) -> dict[str, str]:
        """Fill an empty database; either way, how to get in."""
        arguments = ("seed-demo", "--customers", str(customers))
        seeding = self._start("sync_server", *arguments, stdout=subprocess.PIPE)
        told = self._output(seeding)
        if seeding.returncode != 0:
            sys.exit("The demo data could not be made; the reason is above.")
        story: dict[str, str] = json.loads(told)
        return story

    def serve(self) -> bool:
        """Start server, phone system and mailbox; whether the server answers."""
        self._start("sync_server", "up")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._is_up():
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return True
            except (urllib.error.URLError, OSError):
                self._pause(0.1)
        return False

    def open_desktop(self, story: dict[str, str]) -> None:
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            say("There is no display here, so the desktop stays closed; the rest keeps running.")
            return
        entry = {"server": self.url, "email": story["agent"], "password": story["password"]}
        window = self._start("desktop", "--sign-in-from-stdin", stdin=subprocess.PIPE)
        if window.stdin is not None:
            window.stdin.write(json.dumps(entry).encode() + b"\n")
            window.stdin.close()

    def wait(self) -> bool:
        """Until Ctrl-C, or until somebody closes the desktop; False when a program failed."""
        while self._is_up():
            self._pause(0.2)
        return not any(process.poll() for process in self._processes)

    def end(self) -> None:
        deadline = time.monotonic() + GRACE_S
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
        for process in self._processes:
            try:
                process.wait(max(0.05, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(
        self, module: str, *arguments: str, stdin: int | None = None, stdout: int | None = None
    ) -> Process:
        # A session of its own: Ctrl-C reaches this program alone, which ends the others in order.
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", module, *arguments],
            env=self._settings,
            stdin=stdin,
            stdout=stdout,
            start_new_session=True,
        )
        self._processes.append(process)
        return process

    def _output(self, process: Process) -> bytes:
        """What a program that ends by itself has printed."""
        while True:
            try:
                told, _ = process.communicate(timeout=0.05)
            except subprocess.TimeoutExpired:
                self._pause(0)
            else:
                self._processes.remove(process)
                return told

    def _is_up(self) -> bool:
        return all(process.poll() is None for process in self._processes)

    def _pause(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopped


def say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)


def announce(demo: Demo, story: dict[str, str]) -> None:
    password = story["password"]
    say(
        "",
        "Ringdesk is running.",
        f"  Desktop           {demo.url}  as  {story['agent']}  /  {password}",
        f"  Customer portal   {story['portal_link']}",
        f"  Field app         {demo.url}/field/  as  {story['fieldworker']}  /  {password}",
        f"  Office number     sip:{story['office_number']}@{demo.sip}",
        "Ctrl-C ends everything.",
        "",
    )


def play(demo: Demo, place: Place, ports: Ports, customers: int) -> int:
    version = version_of(*MADE_BY)
    place.prepare(version)
    story = demo.seed(customers)
    place.keep(version)
    ports.release()
    if not demo.serve():
        print("The server did not start; its messages are above.", file=sys.stderr)
        return 1
    announce(demo, story)
    demo.open_desktop(story)
    if not demo.wait():
        print("A program ended with an error; its messages are above.", file=sys.stderr)
        return 1
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=60)
    parser.add_argument("--folder", type=Path, default=DEMOS, help="where demo data is kept")
    given = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stop.set())
    place, ports = take_place(given.folder, given.customers), reserve_ports()
    demo = Demo(place, ports, stop)
    try:
        return play(demo, place, ports, given.customers)
    except Stopped:
        return 0
    finally:
        demo.end()


if __name__ == "__main__":
    sys.exit(main())
