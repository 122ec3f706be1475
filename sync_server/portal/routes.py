"""All routes of the customer portal, and what each failure looks like to a customer."""

from __future__ import annotations

from litestar import Request, Response, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.static_files import create_static_files_router
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE
from litestar.types import ControllerRouterHandler

import resources
from sync_server.portal import closing, issues, live, records, threads
from sync_server.portal.desk import Desk, NotOpenHere, PortalDesk, SignInOver, Visitor
from sync_server.portal.forms import FormRefused
from sync_server.portal.sign_in import COOKIE, EXPIRED, NOT_OPEN, closed_page, open_link, show_link
from sync_server.store.server import Server


def route_handlers(server: Server) -> list[ControllerRouterHandler]:
    """Everything `create_app` mounts for customers."""
    desk = PortalDesk(server)

    def provide_desk() -> PortalDesk:
        return desk

    def on_not_open(_request: Request[None, None, State], _fault: NotOpenHere) -> Response[str]:
        return closed_page(desk, NOT_OPEN, 404)

    def on_over(_request: Request[None, None, State], _fault: SignInOver) -> Response[str]:
        return closed_page(desk, EXPIRED, 410)

    def on_refused(_request: Request[None, None, State], fault: Exception) -> Response[str]:
        return closed_page(desk, ("This did not work", _sentence(fault)), _status(fault))

    at_home = {"visitor": Provide(provide_visitor, sync_to_thread=True)}
    record = Router(
        "/portal/{kind:str}/{record_id:str}",
        route_handlers=[*_OF_A_RECORD, records.show_facts, records.show_problems],
        dependencies=at_home,
    )
    # Below its record, so that the cookie of the record's link opens it too.
    issue = Router(
        "/portal/{kind:str}/{record_id:str}/issues/{issue_id:str}",
        route_handlers=[*_OF_A_RECORD, records.show_facts, issues.show_confirmation],
        dependencies=at_home,
    )
    pages = Router(
        "/",
        route_handlers=[show_link, open_link, record, issue],
        dependencies={"desk": Provide(provide_desk, sync_to_thread=False)},
        exception_handlers={
            NotOpenHere: on_not_open,
            SignInOver: on_over,
            FormRefused: on_refused,
            HTTP_413_REQUEST_ENTITY_TOO_LARGE: on_refused,
        },
        include_in_schema=False,
    )
    static = create_static_files_router(
        path="/portal/static",
        directories=[resources.path("portal/static")],
        include_in_schema=False,
    )
    return [pages, static]


_OF_A_RECORD: tuple[ControllerRouterHandler, ...] = (
    records.show_record,
    records.show_progress,
    threads.show_thread,
    threads.write_post,
    threads.show_file,
    issues.show_problem_form,
    issues.report_problem,
    closing.show_reopen_form,
    closing.reopen,
    closing.show_survey,
    closing.answer_survey,
    live.watch_record,
)


def provide_visitor(request: Request[None, None, State], desk: Desk) -> Visitor:
    return desk.visitor_at(request.cookies.get(COOKIE), request.path_params)


def _sentence(fault: Exception) -> str:
    if isinstance(fault, HTTPException):
        return "What you sent is too large: up to five files of 5 MB each fit."
    return str(fault)


def _status(fault: Exception) -> int:
    return fault.status_code if isinstance(fault, HTTPException) else 422
