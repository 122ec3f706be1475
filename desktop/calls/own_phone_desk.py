"""The person's own phone account, wired: kept here, its password in the keyring, never on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.calls.own_phone_model import OwnPhone
from desktop.calls.own_phone_view import Given, OwnPhoneForm
from desktop.qt.hop import GuiThread
from desktop.qt.signals import signal
from desktop.store import Store
from softphone.protocol import Register

_KEPT = "own phone"
NOT_KEPT = "This computer has no keyring: the password is asked for again at the next start."
ASK_AGAIN = "Type the password of your own phone again: this computer keeps none."


class OwnPhoneDesk(QObject):
    """The office's phone stays the default: without an account here nothing changes."""

    chosen = signal(Register)
    said = signal(str)

    def __init__(self, window: QWidget, store: Store) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._gui = GuiThread(self)
        self._form: OwnPhoneForm | None = None

    @property
    def account(self) -> OwnPhone | None:
        """The account in use; None for the office's."""
        text = self._store.setting(_KEPT)
        return msgspec.json.decode(text, type=OwnPhone) if text else None

    def open(self) -> None:
        """Open the form."""
        if self._form is None:
            self._form = OwnPhoneForm(self._window)
            self._form.given.connect(self._given)
        self._form.prefill(self.account)
        self._form.open()

    def begin(self) -> None:
        """At a start: fetch the password of the account in use. The keyring may take long."""
        account = self.account
        if account is not None:
            _in_thread(lambda: self._fetch(account))

    def forget(self) -> None:
        """Back to the office's phone; nothing of the own one stays."""
        account = self.account
        self._store.set_setting(_KEPT, "")
        if account is not None:
            _in_thread(lambda: _erase(account))

    def _given(self, given: Given) -> None:
        account, password = given
        self._store.set_setting(_KEPT, msgspec.json.encode(account).decode())
        _in_thread(lambda: self._keep(account, password))
        self.chosen.emit(account.register(password))

    def _keep(self, account: OwnPhone, password: str) -> None:
        """In a thread."""
        from desktop.keychain import (  # noqa: PLC0415 - slow, and rarely needed
            Secrets,
            SystemKeychain,
            has_system_keychain,
        )

        if has_system_keychain():
            SystemKeychain(account.account).save(Secrets("", b"", password))
        else:
            self._gui.run(lambda: self.said.emit(NOT_KEPT))

    def _fetch(self, account: OwnPhone) -> None:
        """In a thread."""
        from desktop.keychain import remembered_secrets  # noqa: PLC0415 - as above

        kept = remembered_secrets(account.account)
        if kept is None or not kept.sip_password:
            self._gui.run(self._ask_again)
            return
        register = account.register(kept.sip_password)
        self._gui.run(lambda: self.chosen.emit(register))

    def _ask_again(self) -> None:
        self.said.emit(ASK_AGAIN)
        self.open()


def _erase(account: OwnPhone) -> None:
    from desktop.keychain import SystemKeychain, has_system_keychain  # noqa: PLC0415 - as above

    if has_system_keychain():
        SystemKeychain(account.account).erase()


def _in_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="keyring", daemon=True).start()
