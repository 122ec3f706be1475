"""`make run`: the whole product on this machine with demo data, ended by Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT / "build" / "demo"


def free_port(preferred: int) -> int:
    """The preferred port, or any free one where something else listens already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", preferred))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(customers: int) -> dict[str, str]:
    # Demo data of another size lies in a folder of its own, so that both survive.
    data = DATA / str(customers)
    data.mkdir(parents=True, exist_ok=True)
    port, sip, mailbox = free_port(8370), free_port(5060), free_port(5080)
    return os.environ | {
        "RINGDESK_DATA_DIR": str(data / "server"),
        "RINGDESK_PROFILE_DIR": str(data / "desk"),
        "RINGDESK_PORT": str(port),
        "RINGDESK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "RINGDESK_SIP_PROXY": f"127.0.0.1:{sip}",
        "RINGDESK_MAILBOX_PORT": str(mailbox),
        "RINGDESK_BUSINESS_NAME": "Harbour Home Services",
    }


def wait_until_healthy(url: str, stop: threading.Event) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not stop.is_set():
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            stop.wait(0.1)
    return False


def has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def demo(command: str, settings: dict[str, str], *arguments: str) -> str:
    """Run one server sub-command and give back what it printed."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "sync_server", command, *arguments],
        env=settings,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def announce(settings: dict[str, str], story: dict[str, str]) -> None:
    url = settings["RINGDESK_PUBLIC_URL"]
    lines = (
        "",
        "Ringdesk is running.",
        f"  Sign in           {url}  as  {story['agent']}  /  {story['password']}",
        f"  Customer portal   {story['portal_link']}",
        f"  Field app         {url}/field/  as  {story['fieldworker']}  /  {story['password']}",
        f"  Office number     sip:{story['office_number']}@{settings['RINGDESK_SIP_PROXY']}",
        "Ctrl-C ends everything.",
        "",
    )
    print("\n".join(lines), flush=True)


def desktop(settings: dict[str, str], story: dict[str, str]) -> subprocess.Popen[bytes] | None:
    if not has_display():
        print("There is no display here, so the desktop stays closed; the rest keeps running.")
        return None
    handover = {
        "server": settings["RINGDESK_PUBLIC_URL"],
        "email": story["agent"],
        "password": story["password"],
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--sign-in-from-stdin"],
        env=settings,
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    if process.stdin is not None:
        process.stdin.write(json.dumps(handover).encode() + b"\n")
        process.stdin.close()
    return process


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + 4.5
    for process in processes:
        try:
            process.wait(max(0.05, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=60)
    customers = parser.parse_args().customers
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    settings = environment(customers)
    demo("migrate", settings)
    story: dict[str, str] = json.loads(demo("seed-demo", settings, "--customers", str(customers)))
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "sync_server", "up"], env=settings, start_new_session=True
        )
    ]
    try:
        if not wait_until_healthy(settings["RINGDESK_PUBLIC_URL"], stop):
            print("The server did not start; its messages are above.", file=sys.stderr)
            return 1
        announce(settings, story)
        window = desktop(settings, story)
        if window is not None:
            processes.append(window)
        while not stop.is_set() and all(p.poll() is None for p in processes):
            stop.wait(0.2)
    finally:
        end(processes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
