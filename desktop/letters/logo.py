"""The business's logo as a file on this computer, fetched where it is not here yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.store import Store
from desktop.sync.downloads import Fetched
from sync_server.contract.letters import BrandingRow


def logo_of(store: Store, branding: BrandingRow, arrived: Callable[[Path], None]) -> Path | None:
    """None for none, or while it is on its way: then `arrived` is called with it."""
    if not branding.logo_sha256:
        return None
    here = store.file(branding.logo_sha256)
    if here is None:

        def told(fetched: Fetched) -> None:
            if fetched.path is not None:
                arrived(fetched.path)

        store.fetch(branding.logo_sha256, told)
    return here
