"""A real mail server on the loopback that keeps what it is given and says what it is told to."""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class MailServer:
    """`answers` are given to the next messages in turn; without one a message is taken."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    hangs_up: bool = False
    """Ends the connection once it has the whole message, without a word."""

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.hangs_up:
            server.transport.close()
            return "250 never heard"
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            content = cast(bytes, envelope.content)
            message = email.message_from_bytes(content, policy=email.policy.default)
            self.taken.append(cast(EmailMessage, message))
            self.senders.append(envelope.mail_from or "")
            self.recipients += envelope.rcpt_tos
            self.was_encrypted.append(session.ssl is not None)
        return answer

    def check(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any
    ) -> AuthResult:
        user = given.login.decode() if isinstance(given, LoginPassword) else ""
        self.logins.append(user)
        is_right = isinstance(given, LoginPassword) and given.password == b"s3cret@"
        return AuthResult(success=is_right, handled=False)


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """Serve until the block ends; with a context STARTTLS and a login are required."""
    kept = MailServer()
    more: dict[str, Any] = {}
    if tls is not None:
        more = {
            "tls_context": tls,
            "require_starttls": True,
            "authenticator": kept.check,
            "auth_required": True,
        }
    controller = Controller(kept, hostname="127.0.0.1", port=_free_port(), **more)
    controller.start()
    kept.port = controller.port
    try:
        yield kept
    finally:
        controller.stop()


def _free_port() -> int:
    from tests.support.office import free_port  # noqa: PLC0415 - brings the whole server along

    return free_port()
