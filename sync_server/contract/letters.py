"""Words that are written often: letter templates, canned responses, and the look of e-mails."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import Channel

BRANDING_ID = RowId("branding")


class LetterKind(StrEnum):
    """What a template is for; the four complaint letters are there once each (TPL-02 to TPL-05)."""

    ACKNOWLEDGEMENT = "acknowledgement"
    DETAILS = "details"
    RESOLUTION = "resolution"
    REMINDER = "reminder"
    """To fieldworkers, of complaints that are still open."""
    CANNED = "canned"
    """A canned response, picked while writing."""


class TemplateRow(Row, frozen=True, tag="template"):
    """Text with merge tags such as `{{customer_first_name}}`. A complaint letter's id is its
    kind; without a row it says what Ringdesk comes with."""

    letter: LetterKind = LetterKind.CANNED
    name: str = ""
    channel: Channel = Channel.EMAIL
    subject: str = ""
    body: str = ""
    files: tuple[NewAttachment, ...] = ()
    archived: bool = False


class TemplateVersionRow(Row, frozen=True, tag="template_version"):
    """A template as it once was: kept for good, to be compared and restored (TPL-08)."""

    template_id: RowId = RowId("")
    number: int = 0
    """1 is the first."""
    name: str = ""
    subject: str = ""
    body: str = ""
    files: tuple[NewAttachment, ...] = ()
    saved_by: RowId = RowId("")
    saved_by_name: str = ""
    saved_at: datetime | None = None


class SaveTemplate(Command, frozen=True, tag="template.save"):
    """Refused with a tag nobody knows (TPL-07)."""

    template_id: RowId
    seen_version: int
    letter: LetterKind
    name: str
    channel: Channel
    subject: str
    body: str
    files: tuple[NewAttachment, ...] = ()
    archived: bool = False


class BrandingRow(Row, frozen=True, tag="branding"):
    """How e-mails look; one row, id `branding`."""

    business_name: str = ""
    logo_sha256: str = ""
    logo_type: str = ""
    accent: str = "#2F6FED"
    footer: str = ""
    links: tuple[str, ...] = ()
    """`Facebook https://…`"""


class SaveBranding(Command, frozen=True, tag="branding.save"):
    seen_version: int
    business_name: str
    logo_sha256: str
    logo_type: str
    accent: str
    footer: str
    links: tuple[str, ...]
