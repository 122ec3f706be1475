"""What the desktop's source may not contain, and what its first frame may not load."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "desktop").rglob("*.py"))
NESTED_LOOPS = re.compile(
    r"\.exec\(|\bprocessEvents\b|\bQ(MessageBox|InputDialog|FileDialog|ColorDialog|FontDialog)\."
    r"(question|information|warning|critical|about|get\w+)\b"
)
HEAVY = ("sqlalchemy", "requests", "keyring", "qasync", "asyncio", "pjsua2", "phonenumbers")
FIRST_LOOP = "self._application.exec()"
"""The one loop of the program itself, in `app.py`: it is not nested in any other."""
AFTER_FIRST_FRAME = {
    "desk.py", "entrance.py", "phone_desk.py", "syncing.py", "tasks.py", "__init__.py",
    "presence.py", "registration.py", "ringing_window.py", "surroundings.py", "tray.py",
    "other_starts.py", "office_line.py", "office_issue.py",
}  # fmt: skip
"""Parts of the shell that are loaded once the window is painted; `app.py` imports them late."""
DRAWS_MARKUP = {"desktop/qt/labels.py", "desktop/letters/offline_browser.py"}
"""Labels are plain; an e-mail's page is made and escaped by `rules.branding`, and held to it by
`tests/rules/test_letters.py` and `tests/desktop/letters/test_branding.py`."""


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_nothing_starts_a_nested_event_loop(path):
    text = path.read_text(encoding="utf-8")
    if relative(path) == "desktop/app.py":
        assert text.count(FIRST_LOOP) == 1
        text = text.replace(FIRST_LOOP, "")
    assert not NESTED_LOOPS.search(text)


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_labels_are_made_in_one_place_where_text_is_plain(path):
    if relative(path) in DRAWS_MARKUP:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not named & {"QLabel", "QTextBrowser", "QTextEdit"}
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & {"setHtml", "appendHtml", "insertHtml", "setToolTip"}


def test_the_one_label_shows_plain_text_only():
    source = (ROOT / "desktop/qt/labels.py").read_text(encoding="utf-8")
    assert "setTextFormat(Qt.TextFormat.PlainText)" in source
    assert "RichText" not in source
    assert "AutoText" not in source


@pytest.mark.parametrize(
    "path", [each for each in SOURCES if each.name.endswith("_model.py")], ids=relative
)
def test_models_import_no_widgets(path):
    assert "QtWidgets" not in path.read_text(encoding="utf-8")


def test_views_load_nothing_that_delays_the_first_frame():
    modules = [
        relative(path).removesuffix(".py").replace("/", ".")
        for path in SOURCES
        if path.parts[-2] in {"qt", "shell"} and path.name not in AFTER_FIRST_FRAME
    ]
    code = (
        f"import sys; [__import__(name) for name in {modules!r}];"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert run.stdout.strip() == "[]", run.stderr
