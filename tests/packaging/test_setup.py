"""What `packaging/setup` says on a machine where packages are missing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.packaging.conftest import SCRIPTS


def test_without_root_the_missing_packages_are_named_in_one_line(tmp_path):
    said = _setup(tmp_path)
    lines = [line for line in said.stderr.splitlines() if "apt-get install" in line]
    wanted = (SCRIPTS / "apt-packages.txt").read_text().split()
    assert said.returncode == 1
    assert len(lines) == 1
    assert set(wanted) <= set(lines[0].replace("'", " ").split())


def test_no_package_is_named_twice():
    names = [
        name
        for file in ("apt-packages.txt", "apt-packages-test.txt")
        for name in (SCRIPTS / file).read_text().split()
    ]
    assert sorted(names) == sorted(set(names))


def _setup(tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """As a plain user on a machine that has none of the packages."""
    _answer(tmp_path / "dpkg-query", "exit 1")
    _answer(tmp_path / "id", "echo 1000")
    return subprocess.run(
        [SCRIPTS / "setup", "run"],
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        check=False,
        capture_output=True,
        text=True,
    )


def _answer(program: Path, line: str) -> None:
    program.write_text(f"#!/bin/sh\n{line}\n")
    program.chmod(0o755)
