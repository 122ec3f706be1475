"""A second start hands its wish to the desk that runs; strangers and nonsense get nowhere."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication

from desktop.settings import door_path
from desktop.shell.handlers import LONGEST, Door, Told, deliver
from tests.support.windows import wait_until

ROOT = Path(__file__).parents[3]


@pytest.fixture
def door(qapp: QApplication, tmp_path: Path) -> Iterator[Door]:
    made = Door(tmp_path)
    assert made.open()
    yield made
    made.close()


def heard(door: Door) -> list[Told]:
    values: list[Told] = []
    door.told.connect(values.append)
    return values


def knock(profile: Path, line: bytes) -> QLocalSocket:
    socket = QLocalSocket()
    socket.connectToServer(str(door_path(profile)))
    assert socket.waitForConnected(1000)
    socket.write(line)
    socket.flush()
    return socket


def test_a_wish_is_handed_over_and_answered(door: Door, tmp_path: Path) -> None:
    told = heard(door)
    socket = knock(tmp_path, b'{"target":"tel:+12025550199","is_link":true}\n')
    wait_until(socket.canReadLine, "the other start is answered")
    assert bytes(socket.readLine().data()) == b"heard\n"
    assert told == [Told("tel:+12025550199", is_link=True)]


def test_without_a_desk_nothing_is_handed_over(qapp: QApplication, tmp_path: Path) -> None:
    assert not deliver(tmp_path, Told("101"))


def test_the_door_is_only_its_persons(door: Door, tmp_path: Path) -> None:
    mode = door_path(tmp_path).stat().st_mode
    assert not mode & (stat.S_IRWXG | stat.S_IRWXO)


def test_a_door_left_by_a_killed_desk_is_taken_over(door: Door, tmp_path: Path) -> None:
    assert door_path(tmp_path).exists()
    again = Door(tmp_path)
    assert again.open()
    again.close()


@pytest.mark.parametrize(
    "line",
    [b"\n", b"call 101\n", b'{"target":1}\n', b'{"target":"101","more":1}\n', b"x" * (LONGEST + 1)],
)
def test_nonsense_at_the_door_is_turned_away(door: Door, tmp_path: Path, line: bytes) -> None:
    told = heard(door)
    socket = knock(tmp_path, line)
    wait_until(
        lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState,
        "the visitor is shown out",
    )
    assert told == []


def test_a_long_profile_path_still_has_a_door(qapp: QApplication, tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    made = Door(deep)
    assert made.open()
    made.close()


@pytest.mark.parametrize(
    ("arguments", "wish"),
    [
        (("call", "+1", "202", "555", "0199"), Told("+1 202 555 0199")),
        (("tel:+12025550199",), Told("tel:+12025550199", is_link=True)),
        ((), Told()),
    ],
)
def test_the_second_start_of_the_real_program_tells_the_first_and_ends(
    door: Door, tmp_path: Path, arguments: tuple[str, ...], wish: Told
) -> None:
    told = heard(door)
    second = subprocess.Popen(
        [sys.executable, "-m", "desktop", *arguments],
        cwd=ROOT,
        env=os.environ | {"RINGDESK_PROFILE_DIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
    )
    wait_until(lambda: told, "the first start hears of it")
    wait_until(lambda: second.poll() is not None, "the second start ends")
    assert (told, second.returncode) == ([wish], 0)


def test_the_desktop_file_takes_links_of_the_three_kinds() -> None:
    entry = (ROOT / "packaging/linux/ringdesk.desktop").read_text()
    assert "Exec=ringdesk %u" in entry
    for scheme in ("tel", "sip", "callto"):
        assert f"x-scheme-handler/{scheme};" in entry
