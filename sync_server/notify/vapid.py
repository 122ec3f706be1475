"""The key pair that tells push services who we are: made at the first start, kept private."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02


def load_or_make(file: Path) -> Vapid02:
    """Read the key pair, or make one that only the server's own account can read."""
    if not file.exists():
        made = Vapid02()
        made.generate_keys()
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass  # another process of this server was first; its key counts
        else:
            with os.fdopen(handle, "wb") as out:
                out.write(made.private_pem())
    return Vapid02.from_pem(file.read_bytes())


def public_key(pair: Vapid02) -> str:
    """The public half as browsers take it: the raw point in base64url without padding."""
    raw = pair.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
