"""The desktop finds its children, started from source and from a bundle."""

from __future__ import annotations

import sys

import pytest

from resources.programs import Program, command


def test_from_source_a_program_is_a_module_of_this_python():
    assert command(Program.PHONE) == (sys.executable, "-m", "softphone")


@pytest.mark.parametrize("program", Program)
def test_in_a_bundle_a_program_lies_beside_the_desktop(monkeypatch, tmp_path, program):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "ringdesk"))
    assert command(program) == (str(tmp_path / f"ringdesk-{program.name.lower()}"),)
