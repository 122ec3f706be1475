"""How the desktop starts a program of its own, from the source tree or from an installed bundle."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path


class Program(StrEnum):
    """Children of the desktop, by the module that is run."""

    PHONE = "softphone"
    FILL = "desktop.replica.fill"


def command(program: Program) -> tuple[str, ...]:
    """The command line that starts it; the caller adds its arguments."""
    if getattr(sys, "frozen", False):
        # In a bundle sys.executable is the desktop itself; its children lie beside it.
        name = f"ringdesk-{program.name.lower()}"
        return (str(Path(sys.executable).resolve().with_name(name)),)
    return (sys.executable, "-m", program.value)
