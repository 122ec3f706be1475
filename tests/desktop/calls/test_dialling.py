"""Calls that links, commands and pages ask for: hostile text is refused, people are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QWidget

from desktop.calls.dialling_desk import DiallingDesk, Outlet
from desktop.calls.dialling_model import NotDiallable, Source, read_request
from desktop.calls.dialling_view import DialConfirm
from desktop.settings import DeskSettings
from softphone.address import dial_uri
from tests.desktop.calls.scripted_phone import PhoneAtDesk
from tests.support.windows import click, find, settle


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("+61 412 555 018", "+61412555018"),
        ("(202) 555-0199", "2025550199"),
        ("0412 555 018", "0412555018"),
        ("tel:+1-202-555-0199", "+12025550199"),
        ("tel:+12025550199;ext=7;phone-context=x", "+12025550199"),
        ("TEL:%2B12025550199", "+12025550199"),
        ("callto://+12025550199", "+12025550199"),
        ("tel:101", "101"),
        ("sip:olivia@example.com", "sip:olivia@example.com"),
        ("sips:olivia@example.com:5061;transport=tls?Subject=x", "sips:olivia@example.com"),
        ("sip:+12025550199@example.com", "sip:+12025550199@example.com"),
    ],
)
def test_what_can_be_called_is_read(text: str, target: str) -> None:
    assert read_request(text, Source.LINK).target == target


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tel:",
        "tel:*21*5551234#",
        "tel:#31#",
        "tel:1;postd=pp22",
        "tel:+1202555\n0199",
        "tel:" + "1" * 300,
        "sip:",
        "sip:olivia",
        "sip:@example.com",
        "sip:a b@example.com",
        "sip:olivia@exa mple.com",
        "sip:olivia@example.com\r\nContact: evil",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "olivia",
        "<img src=x>",
        "--sign-in-from-stdin",
    ],
)
def test_what_cannot_be_called_is_a_sentence(text: str) -> None:
    with pytest.raises(NotDiallable) as refused:
        read_request(text, Source.LINK)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 120


def test_a_colleague_is_called_by_name_from_the_command_line_only() -> None:
    assert read_request("bob", Source.COMMAND).target == "bob"
    with pytest.raises(NotDiallable):
        read_request("bob", Source.LINK)


@given(st.text(max_size=80), st.sampled_from(["", "tel:", "sip:", "sips:", "callto:"]))
def test_no_text_from_outside_reaches_the_phone_unless_it_can_be_dialled(
    text: str, scheme: str
) -> None:
    try:
        wanted = read_request(scheme + text, Source.LINK)
    except NotDiallable:
        return
    assert dial_uri(wanted.target, "office.invalid").startswith("sip")
    assert not set(wanted.target) & set(' <>"\r\n;?*#')


@dataclass
class Outside:
    """A window, a phone that may be ready, and what was dialled."""

    desk: PhoneAtDesk
    window: QWidget
    dialling: DiallingDesk
    settings: DeskSettings
    dialled: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    is_ready: bool = True

    def confirm(self) -> DialConfirm:
        settle()
        found = self.window.findChild(DialConfirm)
        assert found is not None
        assert found.isVisible()
        return found


@pytest.fixture
def outside(qapp: QApplication, tmp_path: Path) -> Iterator[Outside]:
    desk, window, settings = PhoneAtDesk(tmp_path), QWidget(), DeskSettings(tmp_path)
    window.show()
    dialled: list[str] = []
    made: Outside
    outlet = Outlet(dialled.append, lambda: made.is_ready)
    dialling = DiallingDesk(window, desk.parts.knowledge.callers, outlet, settings)
    made = Outside(desk, window, dialling, settings, dialled)
    dialling.said.connect(made.said.append)
    yield made
    desk.close()


def test_a_link_is_asked_about_with_the_name_and_dialled_on_yes(outside: Outside) -> None:
    outside.dialling.request("tel:+61412555018", Source.LINK)
    asked = outside.confirm()
    words = [label.text() for label in asked.findChildren(QLabel)]
    assert "Olivia Smith" in words
    assert "+61 412 555 018" in words
    assert outside.dialled == []
    click(find(asked, QPushButton, "dial_now"))
    assert outside.dialled == ["+61412555018"]


def test_no_dials_nothing(outside: Outside) -> None:
    outside.dialling.request("tel:+61412555018", Source.LINK)
    click(find(outside.confirm(), QPushButton, "dial_cancel"))
    assert outside.dialled == []


def test_who_does_not_want_to_be_asked_is_not_asked_again(outside: Outside) -> None:
    outside.dialling.request("tel:101", Source.LINK)
    asked = outside.confirm()
    click(find(asked, QCheckBox, "dial_ask_again"))
    click(find(asked, QPushButton, "dial_now"))
    outside.dialling.request("tel:102", Source.LINK)
    assert outside.dialled == ["101", "102"]


def test_the_command_line_dials_at_once(outside: Outside) -> None:
    outside.dialling.request("+61412555018", Source.COMMAND)
    assert outside.dialled == ["+61412555018"]


def test_the_call_button_of_a_profile_asks_where_the_person_wants_it(outside: Outside) -> None:
    """CAL-18: quick-action Call with confirm option."""
    outside.dialling.request("+61412555018", Source.PROFILE)
    assert outside.dialled == ["+61412555018"]
    outside.settings.set_text("dialling/ask_profile", "yes")
    outside.dialling.request("+61412555018", Source.PROFILE)
    click(find(outside.confirm(), QPushButton, "dial_now"))
    assert outside.dialled == ["+61412555018", "+61412555018"]


def test_a_wish_waits_for_the_phone_and_not_for_ever(outside: Outside) -> None:
    outside.is_ready = False
    outside.dialling.request("+61412555018", Source.COMMAND)
    assert outside.said == ["+61 412 555 018 is called as soon as the phone is connected."]
    outside.is_ready = True
    outside.dialling.phone_is_ready()
    outside.dialling.phone_is_ready()
    assert outside.dialled == ["+61412555018"]
    outside.is_ready = False
    outside.dialling.request("101", Source.COMMAND)
    outside.dialling._patience.timeout.emit()
    outside.is_ready = True
    outside.dialling.phone_is_ready()
    assert outside.dialled == ["+61412555018"]
    assert outside.said[-1] == "The phone is not connected. 101 was not called."


def test_nonsense_is_said_and_not_dialled(outside: Outside) -> None:
    outside.dialling.request("tel:*21*5551234#", Source.LINK)
    assert outside.dialled == []
    assert "is not a number that can be called." in outside.said[0]
