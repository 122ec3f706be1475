"""A phone account at any SIP provider, as a person types it in."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from softphone.line import Transport
from softphone.protocol import Register

DEFAULT_PORT = 5060
_HOST = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,252}[A-Za-z0-9])?$")
_USER = re.compile(r"^[^\s@<>\":;?]{1,64}$")
HIGHEST_PORT = 65_535


class Wrong(StrEnum):
    """What a field lacks, in words for the person."""

    SERVER = "The server is a name such as sip.example.com, without sip: in front."
    USER = "The user name has no spaces and no @."
    PASSWORD = "The password is missing."  # noqa: S105 - words about one
    PORT = "The port is a number from 1 to 65535."


class OwnPhone(msgspec.Struct, frozen=True):
    """Everything but the password, which is in the keyring."""

    server: str
    user: str
    transport: Transport = Transport.TCP
    auth_user: str = ""
    port: int = DEFAULT_PORT

    @property
    def account(self) -> str:
        """Under which name the keyring keeps the password."""
        return f"phone {self.user} at {self.server}:{self.port}"

    def register(self, password: str) -> Register:
        """What the phone is told. The host is a name still."""
        return Register(
            user=self.user,
            password=password,
            domain=self.server,
            proxy_host=self.server,
            proxy_port=self.port,
            transport=self.transport,
            auth_user=self.auth_user,
        )


def wrong(server: str, user: str, password: str, port: str) -> tuple[Wrong, ...]:
    """What keeps this from being an account."""
    is_port = port.isdecimal() and port.isascii() and 0 < int(port) <= HIGHEST_PORT
    checks = (
        (Wrong.SERVER, bool(_HOST.match(server))),
        (Wrong.USER, bool(_USER.match(user))),
        (Wrong.PASSWORD, bool(password)),
        (Wrong.PORT, is_port),
    )
    return tuple(fault for fault, holds in checks if not holds)
