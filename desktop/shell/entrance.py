"""Getting in: secrets from the keyring or the vault, or a password and the server's answer."""

from __future__ import annotations

import platform
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from desktop.keychain import (
    Keychain,
    Secrets,
    SystemKeychain,
    Vault,
    WrongVaultPassword,
    fresh_data_key,
    has_system_keychain,
    remembered_secrets,
)
from desktop.replica.outbox import Person
from desktop.replica.profile import Profile
from desktop.settings import Credentials
from desktop.shell.access import Access, SipAccount
from sync_server.contract.base import RowId
from sync_server.contract.values import Role
from sync_server.contract.wire import SignedIn

if TYPE_CHECKING:
    from desktop.sync.transport import SyncError

SIP = "ui sip"


class NotLetIn(Exception):
    """Signing in did not work; the message is for the person."""


class NoServer(Exception):
    """The server did not answer."""


class Entrance:
    """Opens the files of one profile. Slow (network, key stretching): never on the GUI thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def remembered(self, server: str, email: str) -> Access | None:
        """Come in without a password, where this computer keeps secrets."""
        kept = remembered_secrets(_account(server, email)) if email else None
        if kept is None or not kept.token:
            return None
        return Access(server, kept, Profile(self._folder, kept.data_key))

    def with_password(self, given: Credentials) -> Access:
        """Come in with a password; without the server only where the vault knows it.

        Raises NotLetIn with words for the person, or NoServer.
        """
        from desktop.sync.client import WrongPassword, sign_in  # noqa: PLC0415 - only here
        from desktop.sync.transport import SyncError  # noqa: PLC0415

        keychain = self._keychain(given)
        try:
            kept = keychain.load()
        except WrongVaultPassword:
            # The password may have been changed at the server; the vault's key went with the old.
            raise NotLetIn(
                "This is not the password these files were locked with. "
                "Use the one you signed in with last."
            ) from None
        known = kept or Secrets("", fresh_data_key())
        profile = Profile(self._folder, known.data_key)
        try:
            answer = sign_in(
                given.server,
                given.email,
                given.password,
                profile.outbox.device,
                platform.node(),
            )
        except WrongPassword as refusal:
            profile.close()
            raise NotLetIn(str(refusal)) from None
        except SyncError as failure:
            return self._without_server(failure, Access(given.server, known, profile))
        return self._let_in(answer, keychain, Access(given.server, known, profile))

    def _without_server(self, failure: SyncError, access: Access) -> Access:
        from desktop.sync.transport import Fault  # noqa: PLC0415

        if failure.fault is Fault.UNREACHABLE and access.secrets.token:
            return access
        access.profile.close()
        if failure.fault is Fault.UNREACHABLE:
            raise NoServer from None
        raise NotLetIn(failure.detail) from None

    def _let_in(self, answer: SignedIn, keychain: Keychain, access: Access) -> Access:
        kept = Secrets(answer.token, access.secrets.data_key, answer.sip_password or "")
        keychain.save(kept)
        outbox = access.profile.outbox
        outbox.set_person(Person(RowId(answer.staff_id), answer.name, Role(answer.role)))
        account = SipAccount(
            answer.sip_user or "",
            answer.sip_domain,
            answer.sip_proxy,
            answer.sip_tls_port,
            answer.sip_certificate,
        )
        outbox.set_setting(SIP, msgspec.json.encode(account).decode())
        return Access(access.server, kept, access.profile)

    def sign_out(self, access: Access, email: str) -> None:
        """End this sign-in: the token goes, the files stay locked here with what waits in them."""
        from desktop.sync.client import Client  # noqa: PLC0415 - only here
        from desktop.sync.transport import SyncError  # noqa: PLC0415

        if has_system_keychain():
            locked = Secrets("", access.secrets.data_key)
            SystemKeychain(_account(access.server, email)).save(locked)
        client = Client(access.server, access.secrets.token)
        with suppress(SyncError):  # without the server the token dies of age
            client.sign_out()
        client.close()

    def _keychain(self, given: Credentials) -> Keychain:
        if has_system_keychain():
            return SystemKeychain(_account(given.server, given.email))
        return Vault(self._folder / "vault.db", given.password)

    def forget(self, server: str, email: str) -> None:
        """Access has ended: nothing that opens anything stays on this computer."""
        if has_system_keychain():
            SystemKeychain(_account(server, email)).erase()
        (self._folder / "vault.db").unlink(missing_ok=True)


def sip_account(setting: Callable[[str], str | None]) -> SipAccount | None:
    """The phone account told at sign-in; None without a phone."""
    text = setting(SIP)
    if not text:
        return None
    account = msgspec.json.decode(text, type=SipAccount)
    return account if account.user and account.proxy else None


def _account(server: str, email: str) -> str:
    return f"{email.strip().lower()} at {server.rstrip('/')}"
