"""A message as it goes out: links made for its recipient, an e-mail in the business's look."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sync_server.contract.letters import BrandingRow
from sync_server.contract.messages import MessageRow, Purpose
from sync_server.contract.values import Channel, RecordKind
from sync_server.notify.outward import Page
from sync_server.rules.branding import as_page, as_text, branding_of, with_addresses
from sync_server.rules.letter_marks import Mark, marks_in
from sync_server.store.blobs import NoBlob
from sync_server.store.portal_links import PortalLinks
from sync_server.store.server import Server
from sync_server.store.view import SqlView

LOGO = "logo"
TO_SURVEY = "?to=survey"


class Dresser:
    """Links are secrets: they are made when a letter goes out and stand in no row."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._links = PortalLinks(server.database, server.clock, server.settings.public_url)

    def dress(self, row: MessageRow) -> tuple[MessageRow, Page | None]:
        """The message with its final words, and the page an e-mail shows beside them."""
        addresses = self._addresses(row)
        if row.channel is not Channel.EMAIL:
            return _with_body(row, with_addresses(row.body, addresses)), None
        look = self._look()
        if look.version < 0 and row.purpose is Purpose.NONE:
            return _with_body(row, with_addresses(row.body, addresses)), None
        logo = self._logo(look)
        page = as_page(row.body, look, addresses, f"cid:{LOGO}" if logo else "")
        text = as_text(row.body, look, addresses)
        return _with_body(row, text), Page(page, logo, look.logo_type if logo else "")

    def _addresses(self, row: MessageRow) -> Mapping[Mark, str]:
        """A link of its own for each mark; colleagues get none of the customer's."""
        is_about = row.record_kind is RecordKind.ISSUE and row.record_id is not None
        if not is_about or row.staff_id is not None or row.record_id is None:
            return {}
        made = {}
        for mark in marks_in(row.body):
            link = self._links.issue(row.customer_id, RecordKind.ISSUE, row.record_id)
            made[mark] = link + TO_SURVEY if mark is Mark.SURVEY else link
        return made

    def _look(self) -> BrandingRow:
        with self._server.database.reading() as connection:
            return branding_of(SqlView(connection))

    def _logo(self, look: BrandingRow) -> bytes:
        """Empty for none, or while it is still on its way from the desk that chose it."""
        if not look.logo_sha256:
            return b""
        try:
            with self._server.blobs.open(look.logo_sha256) as file:
                return file.read()
        except NoBlob:
            return b""


def _with_body(row: MessageRow, body: str) -> MessageRow:
    return msgspec.structs.replace(row, body=body)
