"""The tour that makes the pictures is itself a test: nothing lost, nothing doubled, all heard."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.journey, pytest.mark.timeout(400)]


def test_the_whole_story_holds_and_is_pictured():
    run = subprocess.run(
        [sys.executable, "-m", "tests.tour"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    report = json.loads((ROOT / "build" / "tour" / "report.json").read_text())
    assert report["server_down_ok"] is True
    assert report["audio_heard"] is True
    assert (report["lost"], report["duplicated"]) == (0, 0)
    assert report["field_photo_arrived"] is True
    assert report["transfer_ok"] is True
    assert report["conference_heard"] > 0.6
    assert report["recording_filed"] is True
    assert report["voicemail_played"] is True
    assert all(report[f"{name}_seen"] for name in TIMES)
    pictures = {path.stem for path in (ROOT / "build" / "tour").glob("*.png")}
    assert len(pictures) >= 150
    light = {p.removesuffix("-light") for p in pictures if p.endswith("-light")}
    assert {p.removesuffix("-dark") for p in pictures if p.endswith("-dark")} == light
    assert {name.partition("-")[2] for name in light} >= CARE


CARE = {
    "issues-board",
    "issue",
    "finance-holds",
    "finance-runs",
    "finance-books",
    "reports",
    "templates",
}
"""The closed loop of a complaint: each of its pages has a picture."""
TIMES = (
    "invite_to_card_ms",
    "invite_to_ringing_ms",
    "answer_to_others_silent_ms",
    "post_to_other_desk_ms",
    "portal_post_to_desk_ms",
)
