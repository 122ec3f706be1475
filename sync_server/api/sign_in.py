"""Signing in and out, and who one is."""

from __future__ import annotations

from litestar import get, post
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from sync_server.api.access import By, Here, bearer
from sync_server.api.problems import AnyRequest
from sync_server.contract.base import Message, RowId
from sync_server.contract.values import Role
from sync_server.contract.wire import SignedIn, SignIn


class Me(Message, frozen=True):
    """The signed-in person as the server sees them now."""

    staff_id: RowId
    name: str
    role: Role


@post("/v1/sign-in", status_code=HTTP_200_OK, sync_to_thread=True)
def sign_in(data: JSONBody[SignIn], server: Here, request: AnyRequest) -> SignedIn:
    """Exchange e-mail and password for a token that is bound to this device."""
    address = request.client.host if request.client else ""
    return server.accounts.sign_in(data, address)


@post("/v1/sign-out", status_code=HTTP_204_NO_CONTENT, sync_to_thread=True)
def sign_out(server: Here, actor: By, request: AnyRequest) -> None:  # noqa: ARG001 - only the signed-in
    """End the token this request came with."""
    server.accounts.sign_out(bearer(request))


@get("/v1/me", sync_to_thread=False)
def me(actor: By) -> Me:
    """Who this token belongs to."""
    return Me(actor.id, actor.name, actor.role)
