"""A browser's half of Web Push: its keys, its subscription, and a peer to read what it gets."""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync_server.contract.base import DeviceId, RowId
from sync_server.store.push_subscriptions import PushSubscription
from tests.notify.receiver import PushService, Received
from tests.support.web import WebOffice, peer


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class BrowserKeys:
    private: str
    subscription: PushSubscription

    def read(self, push: Received) -> dict[str, Any]:
        """What http_ece (npm) makes of a push, and whether its VAPID token is genuine."""
        wish = {
            "modules": str(peer("http_ece").parent),
            "privateKey": self.private,
            "auth": self.subscription.auth,
            "body": base64.b64encode(push.body).decode(),
            "authorization": push.headers["authorization"],
        }
        script = Path(__file__).with_name("decode.mjs")
        done = subprocess.run(
            ["node", str(script)],
            input=json.dumps(wish).encode(),
            capture_output=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def new_browser(endpoint: str) -> BrowserKeys:
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    number = key.private_numbers().private_value.to_bytes(32, "big")
    auth = base64url(secrets.token_bytes(16))
    return BrowserKeys(base64url(number), PushSubscription(endpoint, base64url(point), auth))


def subscribe(
    office: WebOffice, service: PushService, staff_id: RowId, path: str = "/browser"
) -> BrowserKeys:
    browser = new_browser(service.url + path)
    office.subscriptions.add(staff_id, DeviceId(secrets.token_hex(16)), browser.subscription)
    return browser
