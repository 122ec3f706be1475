"""A desktop session for a benchmark: a bus of its own with an unlocked keyring on it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def desktop_session(home: Path, environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Hands out the environment programs of this session get; ends the session after."""
    home.mkdir(parents=True, exist_ok=True)
    inside = dict(environment) | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    for name, folder in (("CONFIG", ".config"), ("DATA", ".local/share"), ("CACHE", ".cache")):
        inside[f"XDG_{name}_HOME"] = str(home / folder)
    home.chmod(0o700)
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        env=inside,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert bus.stdout is not None
    inside["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
    ring = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        env=inside,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert ring.stdin is not None
    ring.stdin.write(b"bench")
    ring.stdin.close()
    try:
        yield inside
    finally:
        for program in (ring, bus):
            program.terminate()
            program.wait(5)
        bus.stdout.close()
