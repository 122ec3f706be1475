"""What sending to the outside may come to: gone, not now, never, or nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Protocol

from sync_server.contract.messages import MessageRow


class NotNow(Exception):
    """It did not go out and may later; the message is a sentence without the recipient."""


class Never(Exception):
    """It will not go out like this, however often it is tried."""


class MayHaveGone(Exception):
    """It was handed over and no answer came: sending again could send it twice."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """One attachment with its bytes at hand."""

    name: str
    media_type: str
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class Page:
    """What an e-mail shows where pages are read: HTML, and the logo it names `cid:logo`."""

    html: str
    logo: bytes = b""
    logo_type: str = ""


class Sender(Protocol):
    """One way out. Raises NotNow, Never or MayHaveGone."""

    def send(
        self, message: MessageRow, files: tuple[OpenFile, ...], page: Page | None = None, /
    ) -> None: ...
