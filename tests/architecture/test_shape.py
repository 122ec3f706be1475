"""What import-linter cannot say: purity by allow-list, sizes, names and docstrings."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("sync_server", "softphone", "desktop", "resources")
MODULES = sorted(
    path
    for name in PACKAGES
    for path in (ROOT / name).rglob("*.py")
    if "migrations" not in path.parts
)
SPINE = [p for p in MODULES if {"contract", "rules"} & set(p.relative_to(ROOT).parts)]
IMPURE = {"os", "io", "socket", "subprocess", "threading", "asyncio", "random", "time", "logging"}
DRAWERS = {"utils", "helpers", "common", "misc", "manager"}
TRACES = re.compile(
    r"--(extra-)?index-url|--find-links|\"resolved\": \"http"
    r"|(?<![\w.~}])/(home|root|Users|work)/\w"
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", SPINE, ids=name_of)
def test_contract_and_rules_import_nothing_that_does_io(path: Path):
    for name in imports(path):
        top = name.split(".")[0]
        ours = name.startswith(("sync_server.contract", "sync_server.rules"))
        assert ours or top == "msgspec" or top in sys.stdlib_module_names - IMPURE, name


@pytest.mark.parametrize("path", [p for p in MODULES if p.stem.endswith("_model")], ids=name_of)
def test_models_know_no_widgets(path: Path):
    assert "PySide6.QtWidgets" not in set(imports(path))


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "__init__.py"], ids=name_of)
def test_a_module_says_what_it_is_and_stays_short(path: Path):
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text)), "no module docstring"
    assert len(text.splitlines()) <= 300
    assert path.stem not in DRAWERS


def test_nothing_names_a_registry_or_a_machine():
    kept = {".py", ".toml", ".txt", ".md", ".json", ".sh", ".cfg", ""}
    skipped = {"build", "__pycache__", "node_modules", "ringdesk.egg-info"}
    skipped |= {path.name for path in ROOT.glob(".*") if path.name != ".ci"}
    for path in ROOT.rglob("*"):
        if (
            skipped & set(path.relative_to(ROOT).parts)
            or path.suffix not in kept
            or not path.is_file()
        ):
            continue
        if path == Path(__file__):
            continue
        text = path.read_text(errors="replace")
        found = TRACES.search(text)
        assert found is None, (name_of(path), found)
        assert str(ROOT) + "/" not in text, name_of(path)
