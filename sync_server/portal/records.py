"""A customer's record page and its fragments."""

from __future__ import annotations

from litestar import Response, get

from sync_server.portal.desk import Desk, Guest, NotOpenHere
from sync_server.portal.drafts import fresh_note


@get("/", sync_to_thread=True)
def show_record(desk: Desk, visitor: Guest) -> Response[str]:
    page, draft = desk.page(visitor), fresh_note(desk, visitor)
    return desk.pages.respond(page.template, page=page, draft=draft)


@get("/facts", sync_to_thread=True)
def show_facts(desk: Desk, visitor: Guest) -> Response[str]:
    """The facts alone, for a page that is already open."""
    return desk.pages.respond("facts.html", page=desk.page(visitor))


@get("/problems", sync_to_thread=True)
def show_problems(desk: Desk, visitor: Guest) -> Response[str]:
    """The problems reported about this record and how far they are, for an open page."""
    return desk.pages.respond("problems.html", page=desk.page(visitor))


@get("/progress", sync_to_thread=True)
def show_progress(desk: Desk, visitor: Guest) -> Response[str]:
    """How far an issue is, for an open page."""
    page = desk.page(visitor)
    if page.issue is None:
        raise NotOpenHere
    return desk.pages.respond("progress.html", page=page)
