"""`make run` on a machine without a display: it comes up, stays out of others' way, and ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request

import psutil
import pytest

from tests.packaging.conftest import SCRIPTS

pytestmark = pytest.mark.sip


@pytest.fixture
def start(tmp_path):
    """Starts demos; none is left at the end of a test."""
    demos = []

    def start_one():
        blind = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
        demo = subprocess.Popen(
            [sys.executable, SCRIPTS / "run.py", "--customers", "20", "--folder", tmp_path],
            env=blind,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        demos.append(demo)
        return demo

    yield start_one
    for demo in demos:
        demo.terminate()
        demo.communicate(timeout=10)


def test_two_demos_side_by_side_answer_at_the_addresses_they_print(start):
    told = [_until_up(demo) for demo in (start(), start())]
    addresses = [re.findall(r"http://\S+", text) for text in told]
    assert addresses[0][0] != addresses[1][0]
    for desk, portal, field in addresses:
        for url in (f"{desk}/healthz", portal, field):
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - loopback
                assert answer.status == 200


def test_ctrl_c_ends_every_program_and_nothing_else_is_printed(start):
    demo = start()
    told = _until_up(demo)
    family = psutil.Process(demo.pid).children(recursive=True)
    names = {each.name() for each in family}
    demo.send_signal(signal.SIGINT)
    rest, _ = demo.communicate(timeout=10)
    gone, alive = psutil.wait_procs(family, timeout=1)
    assert "kamailio" in names
    assert len(gone) > 4
    assert not alive
    assert demo.returncode == 0
    assert rest.strip() in {
        "",
        "There is no display here, so the desktop stays closed; the rest keeps running.",
    }
    assert told.splitlines()[:2] == ["", "Ringdesk is running."]


def _until_up(demo):
    told = ""
    for line in demo.stdout:
        told += line
        if line.startswith("Ctrl-C"):
            return told
    raise AssertionError(told)
