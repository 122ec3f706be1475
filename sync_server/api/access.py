"""Who is asking: a bearer token becomes an Actor before any handler runs."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import NotAuthorizedException
from litestar.params import SkipValidation

from sync_server.store.actor import Actor
from sync_server.store.server import Server

Here = NamedDependency[SkipValidation[Server]]
By = NamedDependency[SkipValidation[Actor]]

AnyConnection = ASGIConnection[Any, Any, Any, Any]  # Any: handler, user, auth and state are unused


def bearer(request: AnyConnection) -> str:
    """The token of a request. Raises NotAuthorizedException when there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthorizedException(detail="Sign in first.")
    return token


def provide_actor(request: AnyConnection, server: Here) -> Actor:
    """The signed-in person. Raises AccessEnded when their devices must erase themselves."""
    return actor_of(server, bearer(request))


def actor_of(server: Server, token: str) -> Actor:
    actor = server.accounts.actor_of(token)
    if actor is None:
        raise NotAuthorizedException(detail="Your sign-in has ended. Sign in again.")
    return actor
