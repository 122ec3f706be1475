"""The whole phone of one person in the window, with a real engine that answers every call."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.calls.call_bar import CallBar
from desktop.calls.own_phone_model import OwnPhone
from desktop.calls.phone_process import PhoneCommand
from desktop.replica.profile import Profile
from desktop.settings import DeskSettings
from desktop.shell.access import SipAccount
from desktop.shell.main_window import MainWindow
from desktop.shell.phone_desk import PhoneDesk
from desktop.store import Store
from sync_server.contract.calls import LogCall
from sync_server.contract.values import HungUpBy
from tests.desktop import samples
from tests.desktop.calls.scripted_phone import OLIVIA_NUMBER, office
from tests.desktop.replica.rows import profile_with
from tests.support.windows import click, find, settle, wait_until

DEMO = PhoneCommand(sys.executable, ("-m", "softphone", "--stdio", "--demo", "--ear", os.devnull))
ACCOUNT = SipAccount("amy", "office.invalid", "127.0.0.1:5060")


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = profile_with(tmp_path / "profile", office())
    yield made
    made.close()


def signed_in(window: MainWindow, profile: Profile, folder: Path) -> PhoneDesk:
    store = Store(profile, samples.clock)
    made = PhoneDesk(window, store, DEMO, samples.clock, DeskSettings(folder))
    made.start(ACCOUNT, "pw")
    wait_until(lambda: made.registration.is_ready, "the phone is registered")
    return made


def test_a_call_is_made_hung_up_and_in_the_log(
    qapp: QApplication, profile: Profile, tmp_path: Path
) -> None:
    """DSK-03, CAL-11, CAL-18: from the click on Call to the row of the call."""
    window = MainWindow()
    window.show()
    phone = signed_in(window, profile, tmp_path)
    phone.call_from_profile(OLIVIA_NUMBER)
    wait_until(phone.views.bar.isVisible, "the bar")
    wait_until(lambda: "Talking" in _spoken(phone.views.bar), "somebody answers")
    click(find(phone.views.bar, QPushButton, "call_hang_up"))
    wait_until(lambda: not phone.views.bar.isVisible(), "the bar goes")
    logs = [q.command for q in profile.outbox.undecided() if isinstance(q.command, LogCall)]
    assert (logs[-1].customer_id, logs[-1].hung_up_by) == ("olivia", HungUpBy.AGENT)
    assert phone.views.wrap_up.isVisible()
    phone.stop()


def test_signing_out_and_in_again_leaves_one_bar_and_one_engine(
    qapp: QApplication, profile: Profile, tmp_path: Path
) -> None:
    window = MainWindow()
    window.show()
    first = signed_in(window, profile, tmp_path)
    pid = first._process.pid
    first.stop()
    second = signed_in(window, profile, tmp_path)
    settle()
    assert not psutil.pid_exists(pid)
    assert len(window.findChildren(CallBar)) == 1
    second.call_from_profile(OLIVIA_NUMBER)
    wait_until(second.views.bar.isVisible, "the bar")
    second.stop()


def test_without_a_phone_from_the_office_the_own_provider_can_be_used(
    qapp: QApplication, profile: Profile, tmp_path: Path
) -> None:
    window = MainWindow()
    window.show()
    store = Store(profile, samples.clock)
    phone = PhoneDesk(window, store, DEMO, samples.clock, DeskSettings(tmp_path))
    phone.start(None, "")
    assert phone._process.pid == 0
    phone.own_phone.chosen.emit(OwnPhone("127.0.0.1", "amy").register("pw"))
    wait_until(lambda: phone.registration.is_ready, "the phone is registered")
    phone.call_from_profile(OLIVIA_NUMBER)
    wait_until(phone.views.bar.isVisible, "the bar")
    phone.stop()


def _spoken(bar: CallBar) -> str:
    return " ".join(each.accessibleName() for each in bar.findChildren(type(bar._state)))
