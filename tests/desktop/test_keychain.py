"""Secrets are kept where only their person gets at them, and never in clear."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest

from desktop.keychain import (
    Secrets,
    SystemKeychain,
    Vault,
    WrongVaultPassword,
    fresh_data_key,
    has_system_keychain,
    open_keychain,
    remembered_secrets,
)


class MemoryKeyring(keyring.backend.KeyringBackend):
    """Keeps passwords in a dict."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError(username)


@pytest.fixture
def _usual_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


pytestmark = pytest.mark.usefixtures("_usual_keyring")
KEPT = Secrets("token-xyzzy", fresh_data_key(), "sip-xyzzy")


def test_the_system_keyring_gives_back_what_it_was_given() -> None:
    keyring.set_keyring(MemoryKeyring())
    chain = SystemKeychain("amy@server")
    assert chain.load() is None
    chain.save(KEPT)
    assert chain.load() == KEPT
    chain.erase()
    chain.erase()
    assert chain.load() is None


def test_a_remembered_person_is_let_in_without_a_probe(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    assert remembered_secrets("amy@server") is None
    SystemKeychain("amy@server").save(KEPT)
    assert remembered_secrets("amy@server") == KEPT


@pytest.mark.parametrize(
    "backend", [keyring.backends.fail.Keyring(), keyring.backends.null.Keyring()]
)
def test_without_a_real_keyring_nobody_is_remembered(
    backend: keyring.backend.KeyringBackend,
) -> None:
    keyring.set_keyring(backend)
    assert remembered_secrets("amy@server") is None


def test_a_working_keyring_is_used(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    chain = open_keychain("amy", tmp_path / "vault.db", password=None)
    assert isinstance(chain, SystemKeychain)
    assert backend.kept == {}, "the probe is gone"


@pytest.mark.parametrize(
    "backend", [keyring.backends.fail.Keyring(), keyring.backends.null.Keyring()]
)
def test_without_a_real_keyring_the_password_is_asked_for(
    tmp_path: Path, backend: keyring.backend.KeyringBackend
) -> None:
    keyring.set_keyring(backend)
    assert not has_system_keychain()
    assert open_keychain("amy", tmp_path / "vault.db", password=None) is None
    assert isinstance(open_keychain("amy", tmp_path / "vault.db", password="p"), Vault)


def test_the_vault_opens_with_its_password_only(tmp_path: Path) -> None:
    file = tmp_path / "vault.db"
    Vault(file, 'it\'s "quoted"').save(KEPT)
    assert Vault(file, 'it\'s "quoted"').load() == KEPT
    with pytest.raises(WrongVaultPassword):
        Vault(file, "guess").load()
    with pytest.raises(WrongVaultPassword):
        Vault(file, "guess").save(KEPT)


def test_the_vault_shows_no_secret(tmp_path: Path) -> None:
    file = tmp_path / "vault.db"
    Vault(file, "p").save(KEPT)
    found = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"xyzzy" not in found
    assert KEPT.data_key not in found


def test_an_erased_vault_is_empty(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.db", "p")
    vault.save(KEPT)
    vault.erase()
    assert vault.load() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_gnome_keyring_keeps_secrets_across_programs(tmp_path: Path) -> None:
    assert shutil.which("dbus-run-session"), "needs dbus and gnome-keyring"
    keep = "from desktop.keychain import *; c = open_keychain('amy', None, None); "
    save = keep + "c.save(Secrets('token', b'k' * 32, 'sip'))"
    load = keep + "assert c.load() == Secrets('token', b'k' * 32, 'sip'), c.load()"
    script = (
        "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "
        f'"{sys.executable}" -c "{save}" && "{sys.executable}" -c "{load}"'
    )
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script],
        cwd=Path(__file__).parents[2],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
