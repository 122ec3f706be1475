"""What the desk remembers between starts that is no secret: window, colours, server, devices."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import QByteArray, QSettings

SERVER, EMAIL, SCHEME, GEOMETRY, FOLDED = "server", "email", "scheme", "geometry", "rail_folded"
MICROPHONE, SPEAKER, RINGER = "sound/microphone", "sound/speaker", "sound/ringer"
_SOCKET_PATH = 100
DEFAULT_SERVER = "http://127.0.0.1:8370"


def profile_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder with everything of one person on this computer; made when missing."""
    named = environment.get("RINGDESK_PROFILE_DIR")
    home = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    place = Path(named) if named else Path(home) / "ringdesk"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def door_path(profile: Path) -> Path:
    """The socket of the desk that runs for this profile; it is there while one runs.

    Linux takes 107 bytes for the path of a socket: a longer one moves to the folder for
    temporary files, under a name only this profile has.
    """
    inside = profile.absolute() / "desk.sock"
    if len(str(inside).encode()) <= _SOCKET_PATH:
        return inside
    name = hashlib.sha256(str(profile.absolute()).encode()).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"ringdesk-{name}.sock"


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to sign in, as filled in or handed over; kept nowhere."""

    server: str
    email: str
    password: str


class DeskSettings:
    """Typed access to the settings file of one profile."""

    def __init__(self, profile: Path) -> None:
        self._file = QSettings(str(profile / "desk.ini"), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        return str(self._file.value(key, default))

    def set_text(self, key: str, value: str) -> None:
        self._file.setValue(key, value)

    def flag(self, key: str) -> bool:
        return self.text(key) == "yes"

    def set_flag(self, key: str, value: bool) -> None:  # noqa: FBT001 - the value itself
        self._file.setValue(key, "yes" if value else "no")

    def geometry(self) -> bytes:
        kept = self._file.value(GEOMETRY)
        return bytes(kept.data()) if isinstance(kept, QByteArray) else b""

    def set_geometry(self, geometry: bytes) -> None:
        self._file.setValue(GEOMETRY, QByteArray(geometry))

    def save(self) -> None:
        self._file.sync()
