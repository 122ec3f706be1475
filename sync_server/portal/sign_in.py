"""From a magic link to a page: the one-time exchange and the cookie bound to one record."""

from __future__ import annotations

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from sync_server.contract.values import RecordKind, code
from sync_server.portal.desk import Desk, PortalDesk
from sync_server.portal.record_page import Subject, find_record
from sync_server.portal.words import KIND_LABELS
from sync_server.store.portal_links import LinkState, PortalLink

COOKIE = "ringdesk_portal"
SURVEY = "survey"

EXPIRED = (
    "This link has expired",
    "For your safety our links stop working after a while. Ask us for a new link and we will "
    "send it to you.",
)
NOT_OPEN = (
    "This page is not open here",
    "Open it with the link we sent you. If the link was already used on another device, "
    "ask us for a new link.",
)


def closed_page(desk: PortalDesk, words: tuple[str, str], status: int) -> Response[str]:
    """A page that says in plain words why nothing is shown and what to do next."""
    symbol = "clock" if words is EXPIRED else "lock"
    heading, explanation = words
    return desk.pages.respond(
        "closed.html", status=status, heading=heading, explanation=explanation, symbol=symbol
    )


@get("/p/{secret:str}", sync_to_thread=True)
def show_link(
    desk: Desk, secret: FromPath[str], to: FromQuery[str] = ""
) -> Response[str] | Redirect:
    """Offer to open the record: a mail scanner that merely fetches the link does not use it up.

    `?to=survey` leads on to the satisfaction survey of an issue.
    """
    link = desk.links.look_up(secret)
    if link is None:
        return closed_page(desk, NOT_OPEN, 404)
    if link.state in {LinkState.EXPIRED, LinkState.REVOKED}:
        return closed_page(desk, EXPIRED, 410)
    if link.state is LinkState.USED:
        return Redirect(_landing(link, to), status_code=303)
    subject = _subject(link)
    record = desk.read(lambda view: find_record(view, subject))
    if record is None:
        return closed_page(desk, NOT_OPEN, 404)
    return desk.pages.respond(
        "link.html",
        kind_label=KIND_LABELS[link.record_kind],
        code=code(link.record_kind, record.number, record.id),
        until=desk.business.day(link.expires_at),
        address=f"/p/{secret}?to=survey" if to == SURVEY else f"/p/{secret}",
    )


@post("/p/{secret:str}", sync_to_thread=True)
def open_link(
    desk: Desk, secret: FromPath[str], to: FromQuery[str] = ""
) -> Response[str] | Redirect:
    """Use the link up and hand this browser a cookie that opens its record and nothing else."""
    link = desk.links.look_up(secret)
    sign_in = desk.links.exchange(secret)
    if link is None:
        return closed_page(desk, NOT_OPEN, 404)
    if sign_in is None:
        return closed_page(desk, NOT_OPEN if link.state is LinkState.USED else EXPIRED, 410)
    answer = Redirect(_landing(link, to), status_code=303)
    lasts = link.expires_at - desk.server.clock()
    answer.set_cookie(
        Cookie(
            COOKIE,
            path=_subject(link).address,
            value=sign_in,
            max_age=max(1, int(lasts.total_seconds())),
            httponly=True,
            samesite="lax",
            secure=desk.is_https,
        )
    )
    return answer


def cookie_of(request: Request[object, object, object]) -> str | None:  # type: ignore[type-var]
    return request.cookies.get(COOKIE)


def _landing(link: PortalLink, to: str) -> str:
    address = _subject(link).address
    is_survey = to == SURVEY and link.record_kind is RecordKind.ISSUE
    return f"{address}/survey" if is_survey else address


def _subject(link: PortalLink) -> Subject:
    return Subject(link.customer_id, link.record_kind, link.record_id)
