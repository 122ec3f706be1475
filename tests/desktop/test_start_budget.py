"""What the desktop may have loaded when its window is painted for the first time, and that the
window stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOO_HEAVY = (
    "sqlalchemy",
    "requests",
    "keyring",
    "qasync",
    "asyncio",
    "pjsua2",
    "twilio",
    "phonenumbers",
    "websockets",
    "litestar",
)
MOST_OWN = 45
"""Of our own modules; 30 were enough when this was written."""
UNTIL_FIRST_FRAME = """
import json, sys
from PySide6.QtWidgets import QApplication
from desktop.app import App
from desktop.__main__ import main

def told(self):
    windows = [w.objectName() for w in QApplication.topLevelWidgets() if w.isVisible()]
    print(json.dumps({"modules": sorted(sys.modules), "windows": windows}))

App._work = told  # what comes after the first frame
sys.exit(main(sys.argv[1:]))
"""
REMEMBERED = "[General]\nserver=http://127.0.0.1:9\nemail=amy@office.example\n"


def first_frame(profile: Path, *arguments: str, stdin: str = "") -> dict[str, list[str]]:
    """Start the real program up to its first frame; what it had loaded and shown by then."""
    run = subprocess.run(
        [sys.executable, "-c", UNTIL_FIRST_FRAME, *arguments],
        input=stdin,
        env=os.environ | {"RINGDESK_PROFILE_DIR": str(profile), "QT_QPA_PLATFORM": "offscreen"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, list[str]] = json.loads(run.stdout)
    return found


@pytest.fixture(params=["stranger", "remembered", "credentials"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, list[str]]:
    """One start of each kind."""
    if request.param == "credentials":
        given = {"server": "http://127.0.0.1:9", "email": "a@b.example", "password": "x"}
        return first_frame(tmp_path, "--sign-in-from-stdin", stdin=json.dumps(given) + "\n")
    if request.param == "remembered":
        (tmp_path / "desk.ini").write_text(REMEMBERED)
    return first_frame(tmp_path)


def test_nothing_heavy_is_loaded_before_the_first_frame(start):
    assert not set(TOO_HEAVY) & set(start["modules"])


def test_few_of_our_own_modules_are_loaded_before_the_first_frame(start):
    ours = [m for m in start["modules"] if m.split(".")[0] in {"desktop", "sync_server"}]
    assert len(ours) <= MOST_OWN


def test_the_painted_window_stays_open_while_the_rest_loads(start):
    assert len(start["windows"]) == 1
