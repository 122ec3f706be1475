"""The server's settings: environment variables in, one frozen value out, checked at start."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

TWILIO_API = "https://api.twilio.com"
MOST_MAILBOX_PROCESSES = 16
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class BadSettings(Exception):
    """A setting cannot be used; the message names it and says what is expected."""


_ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_SENDER = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_SMS_FROM = re.compile(r"\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}")
_EDGE = re.compile(r"\.sip\.[a-z0-9-]+\.twilio\.com$")


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """A Twilio account whose numbers ring here, beside Kamailio or instead of it."""

    account_sid: str
    sip_domain: str
    """Where the desks' phones are registered, e.g. `harbour.sip.twilio.com`."""
    public_url: str
    """How Twilio reaches this server, exactly as it stands in the number's webhooks."""
    auth_token: str = field(repr=False)
    greeting_url: str = ""
    """A recording Twilio plays before the beep; without one the greeting is spoken."""
    api_url: str = TWILIO_API


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The mail server that e-mail to customers goes through, and who it is from."""

    host: str
    port: int
    sender: str
    sender_name: str
    is_tls: bool = False
    """TLS from the first byte (`smtps://`); otherwise STARTTLS, but on this machine."""
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may choose. Defaults serve one machine out of the box."""

    data_dir: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8370
    public_url: str = "http://127.0.0.1:8370"
    """How browsers and desks outside reach this server, without a slash at the end."""
    business_name: str = "Ringdesk"
    business_phone: str = ""
    time_zone: str = "UTC"
    """Zone the customers' pages show times in, e.g. Australia/Sydney."""
    sip_domain: str = "ringdesk.local"
    sip_proxy: str = "127.0.0.1:5060"
    """`host:port` of the phone system, host as an IP literal."""
    sip_gateway: str = ""
    """`host:port` that reaches numbers outside; without one, desks only take calls."""
    mailbox_port: int = 5080
    """Where the mailbox answers, on the phone system's host; its processes take ports in a row."""
    mailbox_processes: int = 3
    """Each takes four callers at once."""
    sip_tls_port: int = 0
    """Where phones connect by TLS, on the phone system's host; 0 for plain TCP only."""
    sip_peers: tuple[str, ...] = ()
    """Addresses and networks calls from outside may come from; none: from anywhere."""
    twilio: TwilioSettings | None = None
    mail: MailSettings | None = None
    sms_from: str = ""
    """The number or messaging service (`MG…`) of the Twilio account that text messages are from."""
    token_days: int = 90
    log_level: str = "INFO"
    """What is worth a line on standard error: DEBUG, INFO, WARNING or ERROR and worse."""
    allow_loopback_push: bool = False
    """Lets tests receive Web Push on this machine; never set it in production."""
    secret: bytes = field(default=b"", repr=False)
    """Key for what is derived and never stored, SIP passwords above all."""

    @property
    def blob_dir(self) -> Path:
        return self.data_dir / "blobs"

    @property
    def sip_certificate_file(self) -> Path:
        """Where the phone system keeps the certificate that phones pin."""
        return self.data_dir / "phone" / "pbx-certificate.pem"

    def derived(self, purpose: str, subject: str) -> bytes:
        """Derive a secret for one purpose and subject; nothing of it is ever written down."""
        return hmac.digest(self.secret, f"{purpose}\0{subject}".encode(), hashlib.sha256)


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read `RINGDESK_...` variables; folders are made, a missing secret is created once."""
    data_dir = Path(environment.get("RINGDESK_DATA_DIR", "data")).absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    host = environment.get("RINGDESK_HOST", "127.0.0.1")
    port = _port("RINGDESK_PORT", environment, "8370")
    public_url = environment.get("RINGDESK_PUBLIC_URL", f"http://{host}:{port}").rstrip("/")
    sip_proxy = environment.get("RINGDESK_SIP_PROXY", "127.0.0.1:5060")
    return Settings(
        data_dir=data_dir,
        database_url=environment.get(
            "RINGDESK_DATABASE_URL", f"sqlite:///{data_dir / 'ringdesk.db'}"
        ),
        host=host,
        port=port,
        public_url=public_url,
        business_name=environment.get("RINGDESK_BUSINESS_NAME", "Ringdesk"),
        business_phone=environment.get("RINGDESK_BUSINESS_PHONE", ""),
        time_zone=_zone(environment.get("RINGDESK_TIME_ZONE", "UTC")),
        sip_domain=environment.get("RINGDESK_SIP_DOMAIN", "ringdesk.local"),
        sip_proxy=sip_proxy,
        sip_gateway=environment.get("RINGDESK_SIP_GATEWAY", ""),
        mailbox_port=_port("RINGDESK_MAILBOX_PORT", environment, "5080"),
        mailbox_processes=_count("RINGDESK_MAILBOX_PROCESSES", environment, 3),
        sip_tls_port=_port("RINGDESK_SIP_TLS_PORT", environment, _usual_tls_port(sip_proxy)),
        sip_peers=_networks(environment.get("RINGDESK_SIP_PEERS", "")),
        twilio=_twilio(environment, public_url),
        mail=_mail(environment),
        sms_from=_sms_from(environment.get("RINGDESK_SMS_FROM", "").strip()),
        log_level=_log_level(environment.get("RINGDESK_LOG_LEVEL", "INFO")),
        allow_loopback_push=environment.get("RINGDESK_ALLOW_LOOPBACK_PUSH", "") == "1",
        secret=_secret(environment.get("RINGDESK_SECRET", ""), data_dir / "server.secret"),
    )


def _twilio(environment: Mapping[str, str], public_url: str) -> TwilioSettings | None:
    """None unless an account is named; half an account is a mistake that is said."""
    given = {
        name: environment.get(f"RINGDESK_TWILIO_{name}", "").strip()
        for name in ("ACCOUNT_SID", "AUTH_TOKEN", "SIP_DOMAIN")
    }
    if not any(given.values()):
        return None
    missing = [f"RINGDESK_TWILIO_{name}" for name, value in given.items() if not value]
    if missing:
        raise BadSettings(f"{' and '.join(missing)} must be set too: Twilio is only half set up")
    if not _ACCOUNT_SID.fullmatch(given["ACCOUNT_SID"]):
        raise BadSettings("RINGDESK_TWILIO_ACCOUNT_SID is AC and 32 hexadecimal digits")
    return TwilioSettings(
        account_sid=given["ACCOUNT_SID"],
        sip_domain=_twilio_domain(given["SIP_DOMAIN"].lower()),
        public_url=_web_url("RINGDESK_TWILIO_PUBLIC_URL", environment, public_url),
        auth_token=given["AUTH_TOKEN"],
        greeting_url=_web_url("RINGDESK_TWILIO_GREETING_URL", environment, ""),
        api_url=_web_url("RINGDESK_TWILIO_API_URL", environment, TWILIO_API),
    )


def _mail(environment: Mapping[str, str]) -> MailSettings | None:
    """None unless a mail server is named; without a sender nothing can be sent, which is said."""
    text = environment.get("RINGDESK_SMTP_URL", "").strip()
    if not text:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as fault:
        raise BadSettings(f"RINGDESK_SMTP_URL: {fault}") from fault
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadSettings("RINGDESK_SMTP_URL is smtp://user:password@host:587 or smtps://…:465")
    sender = environment.get("RINGDESK_MAIL_FROM", "").strip()
    if not _SENDER.fullmatch(sender):
        raise BadSettings("RINGDESK_MAIL_FROM must be the address e-mail is from: office@your.org")
    is_tls = parts.scheme == "smtps"
    name = environment.get("RINGDESK_MAIL_NAME", "")
    return MailSettings(
        host=parts.hostname,
        port=port or (465 if is_tls else 587),
        sender=sender,
        sender_name=name or environment.get("RINGDESK_BUSINESS_NAME", "Ringdesk"),
        is_tls=is_tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _sms_from(text: str) -> str:
    if text and not _SMS_FROM.fullmatch(text):
        raise BadSettings("RINGDESK_SMS_FROM is a number like +61255501000 or a service MG…")
    return text


def _twilio_domain(name: str) -> str:
    if not _HOST.fullmatch(name) or _EDGE.search(name):
        # An edge is for registering; dialled, it is Twilio's error 32220.
        raise BadSettings(
            "RINGDESK_TWILIO_SIP_DOMAIN names no edge; harbour.sip.twilio.com would be one"
        )
    return name


def _web_url(name: str, environment: Mapping[str, str], default: str) -> str:
    text = environment.get(name, default).rstrip("/")
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query):
        raise BadSettings(f"{name} must begin with https:// and have no question mark")
    return text


def _usual_tls_port(sip_proxy: str) -> str:
    """On a network phones come by TLS; on the loopback there is nobody to hide from."""
    return "0" if sip_proxy.startswith(("127.", "[::1]")) else "5061"


def _count(name: str, environment: Mapping[str, str], usual: int) -> int:
    text = environment.get(name, str(usual))
    if not text.isdecimal() or not 1 <= int(text) <= MOST_MAILBOX_PROCESSES:
        raise BadSettings(f"{name} is {text!r}; a number from 1 to {MOST_MAILBOX_PROCESSES}")
    return int(text)


def _networks(text: str) -> tuple[str, ...]:
    given = tuple(part.strip() for part in text.split(",") if part.strip())
    for part in given:
        try:
            ip_network(part, strict=False)
        except ValueError as fault:
            raise BadSettings(f"RINGDESK_SIP_PEERS: {fault}") from fault
    return given


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise BadSettings(f"RINGDESK_TIME_ZONE is {name!r}; Australia/Sydney would be one")
    return name


def _log_level(name: str) -> str:
    if name not in LOG_LEVELS:
        raise BadSettings(f"RINGDESK_LOG_LEVEL is {name!r}; one of {', '.join(LOG_LEVELS)}")
    return name


def _port(name: str, environment: Mapping[str, str], default: str) -> int:
    text = environment.get(name, default)
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise BadSettings(f"{name} is {text!r}; a number from 0 to 65535 is needed")
    return int(text)


def _secret(given: str, file: Path) -> bytes:
    if given:
        if len(given) < 32:
            raise BadSettings("RINGDESK_SECRET needs at least 32 characters")
        return given.encode()
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_hex(32))
    return file.read_bytes()
