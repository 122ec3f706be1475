"""What goes wrong, as the client reads it: a status, a machine word, a sentence."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from sync_server.contract.wire import Problem
from sync_server.store.accounts import WrongCredentials
from sync_server.store.actor import AccessEnded, DeviceTaken
from sync_server.store.blobs import BadBlob, NoBlob, TooBig
from sync_server.store.database import DatabaseAway
from sync_server.store.throttle import TooMany

log = logging.getLogger(__name__)

AnyRequest = Request[Any, Any, Any]  # Any: user, auth and state are unused

_CODES: Mapping[int, str] = {
    400: "invalid",
    401: "signed_out",
    403: "not_allowed",
    404: "not_found",
    405: "not_allowed",
    413: "too_big",
    415: "invalid",
}


def problem(
    status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """Write a problem down the way every client reads it."""
    return Response(
        msgspec.json.encode(Problem(code, detail)),
        status_code=status,
        media_type="application/problem+json",
        headers=dict(headers or {}),
    )


def _http(_request: AnyRequest, failure: HTTPException) -> Response[bytes]:
    code = _CODES.get(failure.status_code, "invalid")
    if failure.status_code >= 500:
        return problem(failure.status_code, "fault", "Something went wrong on our side.")
    return problem(failure.status_code, code, failure.detail)


def _access_ended(_request: AnyRequest, _failure: AccessEnded) -> Response[bytes]:
    return problem(401, "wipe", "Your access has ended. This device erases what it holds.")


def _device_taken(_request: AnyRequest, _failure: DeviceTaken) -> Response[bytes]:
    return problem(409, "device_taken", "This device belongs to somebody else.")


def _wrong(_request: AnyRequest, _failure: WrongCredentials) -> Response[bytes]:
    return problem(401, "wrong_credentials", "E-mail and password do not match.")


def _too_many(_request: AnyRequest, failure: TooMany) -> Response[bytes]:
    detail = f"Too many wrong tries. Try again in {failure.seconds} seconds."
    return problem(429, "too_many", detail, {"Retry-After": str(failure.seconds)})


def _bad_blob(_request: AnyRequest, failure: BadBlob) -> Response[bytes]:
    return problem(422, "invalid", str(failure))


def _too_big(_request: AnyRequest, failure: TooBig) -> Response[bytes]:
    return problem(413, "too_big", str(failure))


def _no_blob(_request: AnyRequest, _failure: NoBlob) -> Response[bytes]:
    return problem(404, "not_found", "This file does not exist.")


def _busy(_request: AnyRequest, _failure: DatabaseAway) -> Response[bytes]:
    log.warning("the database is away or too busy")
    return problem(503, "busy", "The server is busy. It will be tried again.", {"Retry-After": "2"})


def _fault(request: AnyRequest, failure: Exception) -> Response[bytes]:
    log.error("a request to %s failed", request.url.path, exc_info=failure)
    return problem(500, "fault", "Something went wrong on our side.")


HANDLERS: ExceptionHandlersMap = {
    HTTPException: _http,
    AccessEnded: _access_ended,
    DeviceTaken: _device_taken,
    WrongCredentials: _wrong,
    TooMany: _too_many,
    BadBlob: _bad_blob,
    TooBig: _too_big,
    NoBlob: _no_blob,
    DatabaseAway: _busy,
    Exception: _fault,
}
