"""The Debian package: what is in it, and that it starts as it would on a person's computer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop.sync.filling import ChildFiller
from sync_server.contract.customers import CustomerRow
from tests.packaging.conftest import SCRIPTS
from tests.support.office import PASSWORD, running, settings_for
from tests.support.real_desk import RealDesk

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.xdist_group("bundle")]

SERVERS = ("litestar", "uvicorn", "psycopg", "alembic", "jinja2", "PIL", "twilio", "mimesis")


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    subprocess.run([SCRIPTS / "build", folder], check=True, capture_output=True)
    (package,) = folder.glob("ringdesk_*.deb")
    return package


@pytest.fixture(scope="module")
def installed(package, tmp_path_factory) -> Path:
    """The files of the package, unpacked as they would be on a computer."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    return folder


@pytest.fixture
def display():
    """A screen of its own: the number is the server's choice."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-noreset", "-nolisten", "tcp"]
    screen = subprocess.Popen(
        [*command, "-screen", "0", "1280x800x24"], pass_fds=(write,), stderr=subprocess.DEVNULL
    )
    os.close(write)
    with os.fdopen(read) as told:
        yield f":{told.readline().strip()}"
    screen.terminate()
    screen.wait(10)


def test_the_installed_desktop_asks_to_sign_in_and_ends_when_told(installed, display, tmp_path):
    outside = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DISPLAY": display}
    desk = subprocess.Popen(
        [installed / "usr/bin/ringdesk"],
        env=outside,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    title = _first_title(desk, outside)
    _until_it_heeds_signals(desk)
    desk.send_signal(signal.SIGTERM)
    _, complaints = desk.communicate(timeout=20)
    assert title == "Sign in – Ringdesk"  # noqa: RUF001 - a dash is meant
    assert desk.returncode == 0
    assert "Traceback" not in complaints


def test_the_installed_phone_engine_answers(installed, tmp_path):
    said = _talk(installed / "usr/bin/ringdesk-phone", "--stdio", at=tmp_path)
    assert '"type":"ready"' in said.stdout
    assert '{"type":"pong","number":7}' in said.stdout
    assert said.returncode == 0


def test_the_installed_fill_child_fills_a_desk(installed, tmp_path):
    filler = ChildFiller([str(installed / "usr/lib/ringdesk/ringdesk-fill")])
    with running(settings_for(tmp_path)) as office:
        office.hire_all()
        customer = office.add_customer("Ann")
        desk = RealDesk(tmp_path / "desk", office.url, "amy@example.org", PASSWORD, filler)
        try:
            desk.start()
            assert desk.store.view.get(CustomerRow, customer).name == "Ann"
        finally:
            desk.stop()


def test_every_library_in_the_package_can_be_loaded(installed):
    libraries = [
        path
        for path in (installed / "usr/lib/ringdesk/_internal").rglob("*.so*")
        if path.is_file() and not path.is_symlink()
    ]
    folders = ":".join(sorted({str(path.parent) for path in libraries}))
    said = subprocess.run(
        ["ldd", *libraries],
        env=os.environ | {"LD_LIBRARY_PATH": folders},
        check=False,
        capture_output=True,
        text=True,
    )
    assert len(libraries) > 50
    assert "not found" not in said.stdout
    assert said.returncode == 0, said.stderr


def test_the_children_of_the_installed_desktop_lie_where_it_looks_for_them(installed):
    beside = installed / "usr/lib/ringdesk"
    assert all(os.access(beside / f"ringdesk-{name}", os.X_OK) for name in ("phone", "fill"))


def test_no_library_of_the_server_is_in_the_package(installed):
    viewer = [sys.executable, "-m", "PyInstaller.utils.cliutils.archive_viewer"]
    listed = subprocess.run(
        [*viewer, "--list", "--recursive", "--brief", installed / "usr/lib/ringdesk/ringdesk"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = {line.strip(" '\",") for line in listed.splitlines()}
    files = {path.name for path in (installed / "usr/lib/ringdesk/_internal").iterdir()}
    assert "sync_server.rules.decide" in names
    assert not {name for name in names | files if name.split(".")[0] in SERVERS}
    assert not {name for name in names if name.startswith(("sync_server.store", "sync_server.api"))}


def test_the_package_comes_with_menu_entry_icon_and_licences(package, installed):
    fields = subprocess.run(
        ["dpkg-deb", "-f", package, "Depends"], check=True, capture_output=True, text=True
    ).stdout
    doc = installed / "usr/share/doc/ringdesk"
    assert "libpulse0" in fields
    assert "libxcb-cursor0" in fields
    assert (installed / "usr/share/applications/ringdesk.desktop").exists()
    assert (installed / "usr/share/icons/hicolor/scalable/apps/ringdesk.svg").exists()
    assert "GNU GENERAL PUBLIC LICENSE" in (doc / "copyright").read_text()
    assert "PySide6_Essentials" in (doc / "THIRD-PARTY-NOTICES.txt").read_text()


def _first_title(desk: subprocess.Popen[str], outside: dict[str, str]) -> str:
    """The title of the first window with one of ours."""
    search = ["xdotool", "search", "--onlyvisible", "--name", "Ringdesk", "getwindowname"]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and desk.poll() is None:
        found = subprocess.run(search, env=outside, check=False, capture_output=True, text=True)
        if found.stdout.strip():
            return found.stdout.splitlines()[0]
    raise AssertionError(f"no window appeared; the desk ended with {desk.poll()}")


def _until_it_heeds_signals(desk: subprocess.Popen[str]) -> None:
    """Before its loop runs a desk has nothing to put away, and a signal just ends it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        status = Path(f"/proc/{desk.pid}/status").read_text()
        caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
        if int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
    raise AssertionError("the desk never asked to hear of signals")


def _talk(program: Path, argument: str, at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, argument],
        input='{"type":"ping","number":7}\n',
        cwd=at,
        env={"PATH": os.environ["PATH"], "HOME": str(at)},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
