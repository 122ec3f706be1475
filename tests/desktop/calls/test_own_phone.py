"""A phone account at any SIP provider: checked, kept without its password, and taken back."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import keyring.backend
import keyring.backends.fail
import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from desktop.calls.own_phone_desk import ASK_AGAIN, NOT_KEPT, OwnPhoneDesk
from desktop.calls.own_phone_model import OwnPhone, Wrong, wrong
from desktop.calls.own_phone_view import OwnPhoneForm
from softphone.line import Transport
from softphone.protocol import Register
from tests.desktop.calls.scripted_phone import PhoneAtDesk
from tests.support.windows import click, find, settle, type_text, wait_until


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, made = keyring.get_keyring(), Ring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def no_ring() -> Iterator[None]:
    """A computer without a keyring."""
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield
    keyring.set_keyring(before)


class Own:
    def __init__(self, desk: PhoneAtDesk) -> None:
        self.window = QWidget()
        self.window.show()
        self.desk = OwnPhoneDesk(self.window, desk.store)
        self.chosen: list[Register] = []
        self.said: list[str] = []
        self.desk.chosen.connect(self.chosen.append)
        self.desk.said.connect(self.said.append)

    def form(self) -> OwnPhoneForm:
        settle()
        found = self.window.findChild(OwnPhoneForm)
        assert found is not None
        return found

    def fill(self, **fields: str) -> None:
        self.desk.open()
        form = self.form()
        for name, text in fields.items():
            field = find(form, QLineEdit, f"own_phone_{name}")
            field.clear()
            type_text(field, text)
        click(find(form, QPushButton, "own_phone_use"))


@pytest.fixture
def own(desk: PhoneAtDesk) -> Own:
    return Own(desk)


GIVEN = {"server": "sip.example.com", "user": "amy", "password": "hunter2"}


def test_an_account_is_used_and_its_password_is_in_the_keyring_only(
    own: Own, ring: Ring, desk: PhoneAtDesk
) -> None:
    """DSK-03: any SIP registrar."""
    own.fill(**GIVEN)
    (register,) = own.chosen
    assert (register.user, register.proxy_host, register.proxy_port) == (
        "amy",
        "sip.example.com",
        5060,
    )
    assert register.password == "hunter2"
    wait_until(lambda: any("hunter2" in text for text in ring.kept.values()), "it is kept")
    assert "hunter2" not in (desk.store.setting("own phone") or "")
    assert all(
        b"hunter2" not in path.read_bytes()
        for path in desk.store.folder.rglob("*")
        if path.is_file()
    )


def test_it_is_there_again_at_the_next_start(own: Own, ring: Ring) -> None:
    own.fill(**GIVEN)
    wait_until(lambda: any("hunter2" in text for text in ring.kept.values()), "it is kept")
    own.chosen.clear()
    own.desk.begin()
    wait_until(lambda: own.chosen, "the password is fetched")
    assert own.chosen[0].password == "hunter2"


def test_a_computer_without_a_keyring_asks_again_and_says_why(own: Own, no_ring: None) -> None:
    own.fill(**GIVEN)
    wait_until(lambda: own.said, "it is said")
    assert own.said == [NOT_KEPT]
    own.desk.begin()
    wait_until(lambda: len(own.said) == 2, "it is asked for again")
    assert own.said[1] == ASK_AGAIN
    assert find(own.form(), QLineEdit, "own_phone_server").text() == "sip.example.com"
    assert find(own.form(), QLineEdit, "own_phone_password").text() == ""


def test_going_back_to_the_office_forgets_the_account_and_its_password(
    own: Own, ring: Ring
) -> None:
    own.fill(**GIVEN)
    wait_until(lambda: any("hunter2" in text for text in ring.kept.values()), "it is kept")
    own.desk.forget()
    assert own.desk.account is None
    wait_until(lambda: not any("hunter2" in t for t in ring.kept.values()), "it is erased")


def test_transport_port_and_another_name_are_passed_on(own: Own, ring: Ring) -> None:
    own.desk.open()
    combo = find(own.form(), QComboBox, "own_phone_transport")
    combo.setCurrentIndex(combo.findData(Transport.TLS))
    own.fill(**GIVEN, port="5061", auth="amy-auth")
    (register,) = own.chosen
    assert (register.transport, register.proxy_port, register.auth_user) == (
        Transport.TLS,
        5061,
        "amy-auth",
    )


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"server": "sip:example.com"}, Wrong.SERVER),
        ({"server": "exa mple.com"}, Wrong.SERVER),
        ({"user": "amy@example.com"}, Wrong.USER),
        ({"password": ""}, Wrong.PASSWORD),
        ({"port": "0"}, Wrong.PORT),
        ({"port": "70000"}, Wrong.PORT),
    ],
)
def test_what_makes_no_account_is_said_and_nothing_is_kept(
    own: Own, changed: dict[str, str], fault: Wrong
) -> None:
    own.fill(**{**GIVEN, **changed})
    problem = find(own.form(), QLabel, "own_phone_problem")
    assert (problem.isVisible(), problem.text()) == (True, fault)
    assert own.chosen == []
    assert own.desk.account is None


def test_a_whole_account_has_nothing_wrong() -> None:
    assert wrong("sip.example.com", "amy", "x", "5060") == ()
    assert OwnPhone("sip.example.com", "amy").account == "phone amy at sip.example.com:5060"


def test_the_password_is_never_shown(own: Own, qapp: QApplication) -> None:
    own.desk.open()
    field = find(own.form(), QLineEdit, "own_phone_password")
    assert field.echoMode() is QLineEdit.EchoMode.Password
