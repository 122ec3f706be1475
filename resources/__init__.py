"""Where the files that ship with Ringdesk are, installed or frozen."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """The file `name` (relative to this folder, with slashes) on this computer."""
    return ROOT / name
