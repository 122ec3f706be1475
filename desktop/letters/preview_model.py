"""What a preview shows: the e-mail as page and text, and the logo's file where it is here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sync_server.contract.letters import BrandingRow
from sync_server.rules.branding import as_page, as_text
from sync_server.rules.letter_marks import Mark

LOGO = "cid:logo"
_PAGE_LINKS = dict.fromkeys(Mark, "https://link-is-added-when-sent.invalid")
_TEXT_LINKS = {mark: mark.value for mark in Mark}


@dataclass(frozen=True, slots=True)
class PreviewShown:
    """One e-mail in the business's look; links stand for those that are made when it is sent."""

    subject: str
    body: str
    branding: BrandingRow
    logo: Path | None = None
    is_mail: bool = True
    """A text message has no look."""

    @property
    def text(self) -> str:
        if not self.is_mail:
            return self.body
        return as_text(self.body, self.branding, _TEXT_LINKS)

    def html(self, *, has_logo: bool) -> str:
        return as_page(self.body, self.branding, _PAGE_LINKS, LOGO if has_logo else "")
