"""A virtual display whose pixels are read from outside, straight from the X server's memory."""

from __future__ import annotations

import mmap
import os
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.support.desk import pause

WIDTH, HEIGHT = 1600, 1000
CONTENT_COLOURS = 24
"""A window with text in it has more colours than a bare frame or a splash of one."""
BARE_COLOURS = 4
"""The root window and the mouse pointer."""
LOOK_S = 0.004


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the screen, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


EVERYWHERE = Region(0, 0, WIDTH, HEIGHT)


class NothingSeen(AssertionError):
    """The screen did not show what was waited for."""


class Screen:
    """The pixels of one Xvfb."""

    def __init__(self, number: str, file: Path) -> None:
        self.name = f":{number}"
        with file.open("rb") as opened:
            self._memory = mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ)
        header = struct.unpack(">25I", self._memory[:100])
        begin, line = header[0] + header[19] * 12, header[12]
        flat = np.frombuffer(self._memory, dtype=np.uint8)[begin : begin + line * HEIGHT]
        self._pixels = flat.reshape(HEIGHT, line)[:, : WIDTH * 4].view(np.uint32)

    def colours(self, where: Region = EVERYWHERE) -> int:
        """How many colours there are, looked at in every fourth row and third column."""
        seen = self._pixels[where.top : where.bottom : 4, where.left : where.right : 3]
        if not seen.any():
            return 0
        return int(np.unique(seen & 0xFFFFFF).size)

    def picture(self, where: Region = EVERYWHERE) -> bytes:
        """What is on it now, thinned out, to be compared with what comes."""
        return self._pixels[where.top : where.bottom : 3, where.left : where.right : 3].tobytes()

    def wait_for_content(self, within: float, where: Region = EVERYWHERE) -> float:
        """Wait until there is a window with something in it; answers the wall clock."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if self.colours(where) >= CONTENT_COLOURS:
                return time.time()
            pause(LOOK_S)
        raise NothingSeen(f"nothing on the screen within {within} s")

    def wait_for_dark(self, within: float = 10) -> None:
        """Wait until no window is left."""
        deadline = time.monotonic() + within
        while self.colours() > BARE_COLOURS:
            if time.monotonic() > deadline:
                raise NothingSeen("a window stayed on the screen")
            pause(0.02)


@contextmanager
def watched_screen(folder: Path) -> Iterator[Screen]:
    """An X server of its own, its picture kept in a file in `folder`."""
    reading, writing = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-noreset"]
    command += ["-fbdir", str(folder)]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        try:
            yield Screen(number, folder / "Xvfb_screen0")
        finally:
            server.terminate()
