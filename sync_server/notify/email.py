"""E-mail by SMTP (RFC 5321): one message, one recipient, encrypted on every network."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, formataddr
from ipaddress import ip_address

from sync_server.contract.messages import MessageRow
from sync_server.notify.outward import MayHaveGone, Never, NotNow, OpenFile, Page
from sync_server.settings import MailSettings
from sync_server.store.clock import Clock

_TIMEOUT_S = 30.0
_UNREACHED = "The mail server could not be reached."


class Smtp:
    """A new connection for each message: an office writes a few in a minute."""

    def __init__(self, settings: MailSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    def send(
        self, message: MessageRow, files: tuple[OpenFile, ...], page: Page | None = None
    ) -> None:
        """Hand one message over. Raises NotNow, Never or MayHaveGone."""
        content = self._written(message, files, page)
        with self._connected() as server:
            self._hand_over(server, message.address, content)

    def _hand_over(self, server: smtplib.SMTP, address: str, content: EmailMessage) -> None:
        is_plain = address.isascii()
        if not is_plain and not server.has_extn("smtputf8"):
            raise Never("The mail server does not take addresses with such letters.")
        options = [] if is_plain else ["SMTPUTF8"]
        with _refusals():
            _check(*server.mail(self._settings.sender, options))
            _check(*server.rcpt(address))
        # Lines end in CRLF (RFC 5321, 2.3.8): smtplib leaves bytes as they are, and with bare line
        # feeds all of it is one line, refused from a thousand octets on.
        try:
            code, said = server.data(content.as_bytes(policy=SMTP if is_plain else SMTPUTF8))
        except smtplib.SMTPDataError as refusal:
            raise _refusal(refusal.smtp_code, refusal.smtp_error) from refusal
        except (OSError, smtplib.SMTPException) as fault:
            raise MayHaveGone("The connection broke while the e-mail was handed over.") from fault
        _check(code, said)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        with _refusals():
            server = self._connect()
        try:
            with _refusals():
                self._enter(server)
            yield server
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.is_tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=_TIMEOUT_S, context=context
            )
        return smtplib.SMTP(settings.host, settings.port, timeout=_TIMEOUT_S)

    def _enter(self, server: smtplib.SMTP) -> None:
        settings = self._settings
        server.ehlo()
        if not settings.is_tls and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif not settings.is_tls and not _is_here(settings.host):
            raise Never("The mail server does not offer encryption (STARTTLS).")
        if settings.user:
            server.login(settings.user, settings.password)

    def _written(
        self, message: MessageRow, files: tuple[OpenFile, ...], page: Page | None
    ) -> EmailMessage:
        written = EmailMessage()
        written["From"] = formataddr((self._settings.sender_name, self._settings.sender))
        written["To"] = message.address
        written["Subject"] = message.subject
        written["Date"] = format_datetime(self._clock())
        # The same however often it is tried: whoever gets it twice after all can tell.
        written["Message-ID"] = f"<{message.id}@{self._settings.sender.rpartition('@')[2]}>"
        if message.is_automatic:
            written["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
        written.set_content(message.body)
        if page is not None:
            _add_page(written, page)
        for file in files:
            kind, _, subtype = file.media_type.partition("/")
            written.add_attachment(
                file.content.read(), maintype=kind, subtype=subtype, filename=file.name
            )
        return written


def _add_page(written: EmailMessage, page: Page) -> None:
    """Beside the text (RFC 2046, 5.1.4), its logo inside (RFC 2387): nothing is fetched."""
    written.add_alternative(page.html, subtype="html")
    if page.logo:
        kind, _, subtype = page.logo_type.partition("/")
        shown = list(written.iter_parts())[-1]
        shown.add_related(
            page.logo, maintype=kind, subtype=subtype, cid="<logo>", disposition="inline"
        )


@contextmanager
def _refusals() -> Iterator[None]:
    """Before the message was handed over nothing can have gone out."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as fault:
        raise NotNow("The mail server does not accept our password.") from fault
    except smtplib.SMTPResponseException as refusal:
        raise _refusal(refusal.smtp_code, refusal.smtp_error) from refusal
    except ssl.SSLError as fault:
        raise NotNow("The mail server's certificate could not be trusted.") from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise NotNow(_UNREACHED) from fault


def _check(code: int, said: bytes) -> None:
    if code not in {250, 251, 252}:
        raise _refusal(code, said)


def _refusal(code: int, said: bytes | str) -> NotNow | Never:
    """RFC 5321, 4.2.1: 4xx may be better later, 5xx stays as it is."""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    words = " ".join(words.split())[:160]
    if 400 <= code < 500:
        return NotNow(f"The mail server says not now: {words} ({code})")
    return Never(f"The mail server refused it: {words} ({code})")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
