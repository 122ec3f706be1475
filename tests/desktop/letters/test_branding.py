"""Settings: the look of e-mails, seen while it is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTextBrowser

from desktop.letters.attaching import Attaching
from desktop.letters.branding_page import BrandingPage
from desktop.letters.offline_browser import OfflineBrowser
from desktop.store import Store
from sync_server.contract.values import Role
from sync_server.rules.branding import branding_of
from tests.desktop.customers.care_office import MakeStore
from tests.desktop.letters.desk_of_letters import rows
from tests.support.windows import click, find, wait_until


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store(rows(role=Role.ADMIN))


@pytest.fixture
def page(qtbot, store: Store) -> Iterator[BrandingPage]:
    made = BrandingPage(store)
    qtbot.addWidget(made)
    store.listen(made.refresh)
    made.resize(1200, 800)
    made.show()
    yield made
    made.end()


def preview(page: BrandingPage) -> OfflineBrowser:
    return find(page, OfflineBrowser, "branding_preview_page")


def save(page: BrandingPage) -> None:
    click(find(page, QPushButton, "branding_save"))


def test_name_colour_footer_and_links_are_seen_and_kept(page: BrandingPage, store: Store) -> None:
    """TPL-06, TPL-17."""
    find(page, QLineEdit, "branding_name").setText("Bright Clean")
    click(find(page, QPushButton, "branding_colour_B3261E"))
    find(page, QPlainTextEdit, "branding_footer").setPlainText("1 Bay St")
    find(page, QPlainTextEdit, "branding_links").setPlainText(
        "Facebook https://f.example\n\n Instagram https://i.example "
    )
    wait_until(lambda: "1 Bay St" in preview(page).toPlainText(), "the preview follows")
    assert "Bright Clean" in preview(page).toPlainText()
    assert "#b3261e" in preview(page).toHtml().lower()
    save(page)
    row = branding_of(store.view)
    assert (row.business_name, row.accent, row.footer) == ("Bright Clean", "#B3261E", "1 Bay St")
    assert row.links == ("Facebook https://f.example", "Instagram https://i.example")
    assert not find(page, QPushButton, "branding_save").isEnabled()


def test_a_logo_is_drawn_in_the_preview_and_kept(
    page: BrandingPage, store: Store, tmp_path: Path
) -> None:
    """TPL-06: a PNG that was chosen stands at the top of the e-mail."""
    file = tmp_path / "logo.png"
    Image.new("RGB", (120, 40), "teal").save(file)
    (attaching,) = page.findChildren(Attaching)
    attaching.take(file)
    wait_until(lambda: "cid:logo" in preview(page).toHtml(), "the logo")
    kind = QTextDocument.ResourceType.ImageResource.value
    assert preview(page).loadResource(kind, QUrl("cid:logo")).width() == 120
    save(page)
    assert branding_of(store.view).logo_type == "image/png"
    click(find(page, QPushButton, "branding_remove"))
    assert "cid:logo" not in preview(page).toHtml()


def test_a_pdf_is_no_logo(page: BrandingPage, tmp_path: Path) -> None:
    file = tmp_path / "logo.pdf"
    file.write_bytes(b"%PDF-1.4")
    (attaching,) = page.findChildren(Attaching)
    attaching.take(file)
    problem = find(page, QLabel, "branding_problem")
    wait_until(lambda: problem.text() == "A logo is a PNG or JPEG picture.", "the refusal")


def test_a_link_without_an_address_is_said_and_what_was_typed_stays(page: BrandingPage) -> None:
    links = find(page, QPlainTextEdit, "branding_links")
    links.setPlainText("facebook.com/us")
    save(page)
    problem = find(page, QLabel, "branding_problem")
    assert problem.text() == "A link is written like “Facebook https://…”."
    assert links.toPlainText() == "facebook.com/us"


def test_a_preview_reads_nothing_but_the_logo_it_was_given(qtbot, tmp_path: Path) -> None:
    """No file and no address of a letter is ever opened by looking at it."""
    secret = tmp_path / "secret.png"
    Image.new("RGB", (9, 9), "red").save(secret)
    browser = OfflineBrowser()
    qtbot.addWidget(browser)
    browser.show_page(f'<img src="file://{secret}"><img src="http://127.0.0.1:1/x.png">', None)
    for kind in QTextDocument.ResourceType:
        assert browser.loadResource(kind.value, QUrl.fromLocalFile(str(secret))) is None
    assert isinstance(browser, QTextBrowser)
    assert not browser.openLinks()
