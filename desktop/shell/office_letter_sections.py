"""Sections of Settings for whoever writes templates: they belong to another feature's folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.letters import SaveBranding, SaveTemplate

if TYPE_CHECKING:
    from desktop.admin.settings_page import SettingsPage
    from desktop.letters.branding_page import BrandingPage
    from desktop.letters.templates_page import TemplatesPage


class LetterSections:
    """Built with Settings for roles that may change them; others see nothing of it (TPL-01)."""

    def __init__(self, page: SettingsPage, store: Store, said: Callable[[str], None]) -> None:
        from desktop.letters.branding_page import BrandingPage  # noqa: PLC0415 - start fast
        from desktop.letters.templates_page import TemplatesPage  # noqa: PLC0415

        self.templates: TemplatesPage | None = None
        self.branding: BrandingPage | None = None
        rights = Rights(store)
        if rights.may(SaveTemplate):
            self.templates = TemplatesPage(store)
            self.templates.said.connect(said)
            page.add_section("Templates", "templates", self.templates)
        if rights.may(SaveBranding):
            self.branding = BrandingPage(store)
            self.branding.said.connect(said)
            page.add_section("Branding", "branding", self.branding)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        for part in (self.templates, self.branding):
            if part is not None:
                part.refresh(entities)

    def end(self) -> None:
        """The desk closes."""
        for part in (self.templates, self.branding):
            if part is not None:
                part.end()
