"""How this desk's phone registers with the office's own phone system."""

from __future__ import annotations

from pathlib import Path

from desktop.shell.access import SipAccount
from softphone import protocol
from softphone.line import Transport

PINNED = "pbx-certificate.pem"


def office_line(account: SipAccount, password: str, folder: Path) -> protocol.Register:
    """By TLS with the pinned certificate where the server named one, else by plain TCP.

    The engine reads the certificate from a file in `folder`; it is written anew each time.
    """
    host, _, port = account.proxy.rpartition(":")
    if not (account.tls_port and account.certificate):
        return protocol.Register(account.user, password, account.domain, host, int(port))
    pinned = folder / PINNED
    pinned.write_text(account.certificate)
    return protocol.Register(
        account.user,
        password,
        account.domain,
        host,
        account.tls_port,
        transport=Transport.TLS,
        ca_file=str(pinned),
        srtp=True,
    )
