"""What every portal handler works with: the server's parts, the pages, and who is signed in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar
from zoneinfo import ZoneInfo

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from sync_server.contract.base import CommandId, RowId, new_id
from sync_server.contract.columns import to_ms
from sync_server.contract.commands import AnyCommand
from sync_server.contract.values import RecordKind, Role
from sync_server.contract.wire import Receipt
from sync_server.portal.business import Business
from sync_server.portal.pages import Pages
from sync_server.portal.record_page import RecordPage, Subject, find_issue, record_page
from sync_server.rules.merging import kept_of
from sync_server.rules.view import View
from sync_server.store.actor import Actor
from sync_server.store.portal_links import LinkState, PortalLinks
from sync_server.store.server import Server
from sync_server.store.view import SqlView

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A customer at the one record their cookie opens."""

    subject: Subject
    csrf: str
    """Every form carries it; it is derived from the cookie, which a stranger cannot read."""


class NotOpenHere(Exception):
    """No page for this browser: unknown record, other record, or never signed in (a 404)."""


class SignInOver(Exception):
    """The link that opened this page has expired or was taken back."""


class PortalDesk:
    def __init__(self, server: Server) -> None:
        self.server = server
        settings = server.settings
        zone = ZoneInfo(settings.time_zone)
        self.business = Business(settings.business_name, settings.business_phone, zone)
        self.pages = Pages(self.business)
        self.links = PortalLinks(server.database, server.clock, server.settings.public_url)

    @property
    def is_https(self) -> bool:
        return self.server.settings.public_url.startswith("https://")

    def visitor(self, cookie: str | None, kind: str, record_id: str) -> Visitor:
        """The customer whose cookie opens exactly this record; raises if there is none."""
        link = self.links.signed_in(cookie) if cookie else None
        if cookie is None or link is None:
            raise NotOpenHere
        if (link.record_kind, link.record_id) != (kind, record_id):
            raise NotOpenHere
        if link.state is not LinkState.USED:
            raise SignInOver
        # A link to a profile that was merged opens the same record at the one that was kept.
        customer_id = self.read(lambda view: kept_of(view, link.customer_id))
        subject = Subject(customer_id, RecordKind(kind), link.record_id)
        return Visitor(subject, _csrf(cookie))

    def visitor_at(self, cookie: str | None, place: Mapping[str, str]) -> Visitor:
        """The customer at a page's address: its `kind`, `record_id` and perhaps `issue_id`."""
        visitor = self.visitor(cookie, place["kind"], place["record_id"])
        issue_id = place.get("issue_id")
        return visitor if issue_id is None else self._at_issue(visitor, issue_id)

    def _at_issue(self, visitor: Visitor, issue_id: str) -> Visitor:
        """The same customer at an issue of the record their cookie opens; raises if none."""
        door = visitor.subject
        if self.read(lambda view: find_issue(view, door, RowId(issue_id))) is None:
            raise NotOpenHere
        issue = Subject(door.customer_id, RecordKind.ISSUE, RowId(issue_id), door.address)
        return replace(visitor, subject=issue)

    def page(self, visitor: Visitor) -> RecordPage:
        now = self.server.clock()
        page = self.read(lambda view: record_page(view, visitor.subject, self.business, now))
        if page is None:
            raise NotOpenHere
        return page

    def read(self, question: Callable[[View], T]) -> T:
        """Answer a question about the rows as they stand, in one snapshot."""
        with self.server.database.reading() as connection:
            return question(SqlView(connection))

    def perform(self, visitor: Visitor, command_id: RowId, command: AnyCommand) -> Receipt:
        """Do what the customer asked for; the same command id does it once."""
        actor = Actor(visitor.subject.customer_id, "", Role.CUSTOMER)
        return self.server.writer.perform(actor, CommandId(command_id), command)

    def fresh_id(self) -> RowId:
        return new_id(to_ms(self.server.clock()), secrets.token_bytes(10))


Desk = NamedDependency[SkipValidation[PortalDesk]]
Guest = NamedDependency[SkipValidation[Visitor]]
"""What a handler is given: the portal's parts, and the visitor of the record in the address."""


def is_genuine(visitor: Visitor, csrf: str) -> bool:
    return hmac.compare_digest(visitor.csrf, csrf)


def _csrf(cookie: str) -> str:
    return hmac.new(cookie.encode(), b"portal form", hashlib.sha256).hexdigest()
