"""What signing in gives: where the server is, the secrets, the files, the phone's account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from desktop.replica.profile import Profile

if TYPE_CHECKING:
    from desktop.keychain import Secrets


@dataclass(frozen=True, slots=True)
class Access:
    """What opens a desk."""

    server: str
    secrets: Secrets
    profile: Profile


class SipAccount(msgspec.Struct, frozen=True):
    """Where this desk's phone registers; the password is not here."""

    user: str
    domain: str
    proxy: str
    tls_port: int = 0
    certificate: str = ""
    """PEM; with it and a port, the phone comes by TLS and trusts nobody else."""
