"""Numbered pictures, each screen in light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.support.desk import Desk

IS_LOADED = """() => Promise.all([
    document.fonts.ready,
    ...[...document.images].map((image) => image.decode().catch(() => null)),
    new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
]).then(() => true)"""
"""Fonts and pictures are there, and a frame was painted with them."""


@dataclass
class Album:
    folder: Path
    number: int = 0

    def desk(self, desk: Desk, name: str) -> None:
        """Both colour schemes of a desk; ends in the one it began with."""
        self.number += 1
        for scheme in ("light", "dark"):
            desk.grab(self.folder / f"{self.number:02d}-{name}-{scheme}.png")
            desk.press("scheme_switch")

    def page(self, page: Page, name: str) -> None:
        """Both colour schemes of a web page, in its own size."""
        self.number += 1
        for scheme in ("light", "dark"):
            # Less motion: colours that fade into one another make a picture nobody sees.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_load_state("load")
            page.evaluate(IS_LOADED)
            target = self.folder / f"{self.number:02d}-{name}-{scheme}.png"
            # An initial caret: hiding it would put a style into a page whose policy forbids it.
            page.screenshot(path=target, caret="initial")
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")
