"""The field app as files: its page, service worker and icon sheet; it works from the cache."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation

import resources

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SHELL_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_SHARED = ("portal/static/tokens.css", "portal/static/inter-latin.woff2")
_ICONS = (
    *("arrow-left", "bell", "calendar", "calendar-check", "camera", "check", "chevron-right"),
    *("circle-alert", "circle-check", "cloud-upload", "file-text", "globe", "hard-hat", "image"),
    *("lock", "mail", "map-pin", "message-square", "phone", "phone-incoming", "play", "plus"),
    *("receipt", "send", "triangle-alert", "user", "voicemail", "wifi-off", "x"),
)


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything the app needs to start without a network."""

    page: str
    service_worker: str
    icon_sheet: str


Ready = NamedDependency[SkipValidation[Shell]]


def build_shell() -> Shell:
    """Read the files once; the service worker's version changes with any of them."""
    page = resources.path("field/index.html").read_text()
    icon_sheet = "".join(_sheet())
    files = [*sorted(_own_files()), *_SHARED]
    content = b"".join(resources.path(name).read_bytes() for name in files)
    worker = resources.path("field/sw.js").read_text()
    version = hashlib.sha256(content + (page + icon_sheet + worker).encode()).hexdigest()[:16]
    addresses = ["/field/", "/field/icons.svg", *(f"/{name}" for name in files)]
    listed = msgspec.json.encode(addresses).decode()
    return Shell(
        page, worker.replace("{{version}}", version).replace("{{files}}", listed), icon_sheet
    )


def _own_files() -> Iterator[str]:
    for file in resources.path("field/static").iterdir():
        yield f"field/static/{file.name}"


def _sheet() -> Iterator[str]:
    yield '<svg xmlns="http://www.w3.org/2000/svg">'
    for name in _ICONS:
        svg = resources.path(f"portal/icons/{name}.svg").read_text()
        inner = re.sub(r"\s+", " ", svg[svg.index(">", svg.index("<svg")) + 1 :])
        drawing = inner.replace("</svg>", "")
        yield (
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{drawing}</symbol>'
        )
    yield "</svg>"


@get(["/field", "/field/"], sync_to_thread=False)
def show_app(shell: Ready) -> Response[str]:
    return Response(shell.page, media_type=MediaType.HTML, headers=SHELL_HEADERS)


@get("/field/sw.js", sync_to_thread=False)
def show_service_worker(shell: Ready) -> Response[str]:
    headers = {**SHELL_HEADERS, "Service-Worker-Allowed": "/field/"}
    return Response(shell.service_worker, media_type="text/javascript", headers=headers)


@get("/field/icons.svg", sync_to_thread=False)
def show_icons(shell: Ready) -> Response[str]:
    return Response(shell.icon_sheet, media_type="image/svg+xml", headers=SHELL_HEADERS)
