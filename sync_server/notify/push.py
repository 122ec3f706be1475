"""Web Push: one encrypted alert to one browser, and only to push services we know."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

import msgspec
import requests
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush

from sync_server.contract.base import RowId
from sync_server.contract.values import NoticeModule, RecordKind
from sync_server.rules.alerts import Alert
from sync_server.store.push_subscriptions import PushSubscription

TTL_SECONDS = 24 * 60 * 60
_TTL_OF: Mapping[NoticeModule, int] = {NoticeModule.CALLS: 30}
"""A phone that was off while it rang is not told afterwards that a call comes in (RFC 8030)."""
TIMEOUT = (5.0, 15.0)
GONE = frozenset({404, 410})
_HOSTS = frozenset({"fcm.googleapis.com", "android.googleapis.com", "web.push.apple.com"})
_HOST_ENDINGS = (".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class PushResult(StrEnum):
    TAKEN = "taken"
    GONE = "gone"
    """The push service does not know this browser any more."""


class PushFailed(Exception):
    """The push service could not be reached or did not take the alert; worth another try."""


class PushMessage(msgspec.Struct, frozen=True):
    """What the service worker receives, after decryption."""

    title: str
    text: str
    thread: str
    url: str


def is_allowed(endpoint: str, *, loopback: bool) -> bool:
    """Whether an endpoint belongs to a push service; a browser's word alone is not enough."""
    parts = urlsplit(endpoint)
    host = (parts.hostname or "").lower()
    if loopback and host in _LOOPBACK:
        return parts.scheme in {"http", "https"}
    is_known = host in _HOSTS or host.endswith(_HOST_ENDINGS)
    return parts.scheme == "https" and parts.port in {None, 443} and is_known


def topic(thread_id: RowId) -> str:
    """One name per thread: an alert that still waits at the push service is replaced (RFC 8030)."""
    digest = hashlib.sha256(thread_id.encode()).digest()
    return base64.urlsafe_b64encode(digest)[:32].decode()


def _address(alert: Alert) -> str:
    """Where a tap leads: job, issue or voicemail; to the app where nothing is behind it."""
    if alert.record_kind is RecordKind.ISSUE:
        return f"/field/#/issue/{alert.record_id}"
    if alert.module is NoticeModule.VOICEMAIL:
        return "/field/#/voicemail"
    has_job = alert.record_kind is not RecordKind.CUSTOMER
    return f"/field/#/job/{alert.record_id}" if has_job else "/field/"


class WebPush:
    """Sends alerts to browsers under our own key pair."""

    def __init__(self, keys: Vapid02, contact: str, *, loopback: bool = False) -> None:
        self._keys = keys
        self._contact = contact
        self._loopback = loopback
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.max_redirects = 0

    def send(self, subscription: PushSubscription, alert: Alert) -> PushResult:
        """Send one alert. Raises PushFailed when it is worth trying again."""
        if not is_allowed(subscription.endpoint, loopback=self._loopback):
            return PushResult.GONE
        message = PushMessage(alert.title, alert.text, alert.thread_id, _address(alert))
        try:
            webpush(
                {
                    "endpoint": subscription.endpoint,
                    "keys": {"p256dh": subscription.p256dh, "auth": subscription.auth},
                },
                msgspec.json.encode(message).decode(),
                vapid_private_key=self._keys,
                vapid_claims={"sub": self._contact},
                ttl=_TTL_OF.get(alert.module, TTL_SECONDS),
                timeout=TIMEOUT,
                headers={
                    "Content-Type": "application/octet-stream",
                    "Topic": topic(alert.thread_id),
                    "Urgency": "high",
                },
                requests_session=self._session,
            )
        except WebPushException as failure:
            if failure.status_code in GONE:
                return PushResult.GONE
            raise PushFailed(f"push service answered {failure.status_code}") from failure
        except requests.RequestException as failure:
            raise PushFailed(type(failure).__name__) from failure
        return PushResult.TAKEN

    def close(self) -> None:
        self._session.close()
