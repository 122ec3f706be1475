"""The server over HTTP: typed questions, short connects, no total limit but no silence either."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TypeVar
from urllib.parse import quote

import msgspec
import requests

from desktop.sync.transport import Fault, SyncError
from sync_server.contract.base import DeviceId
from sync_server.contract.history import HistoryAsk, HistoryPage
from sync_server.contract.wire import Problem, PullRequest, PushReply, PushRequest, SignedIn, SignIn

CONNECT_SECONDS, STALL_SECONDS = 5.0, 30.0
"""A connection that moves no byte for this long is dead, however long the whole may take."""
CHUNK_BYTES = 64 * 1024
T = TypeVar("T", PushReply, SignedIn, HistoryPage)
_TIMEOUT = (CONNECT_SECONDS, STALL_SECONDS)


class Client:
    """One session with the server; used by one thread at a time."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address.rstrip("/")
        self._session = _session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        self._session.close()

    def push(self, request: PushRequest) -> PushReply:
        body = msgspec.json.encode(request)
        headers = {"Content-Type": "application/json"}
        with (
            _world(),
            self._session.post(
                self._at("/v1/sync/push"), data=body, headers=headers, timeout=_TIMEOUT
            ) as answer,
        ):
            _check(answer)
            return _decode(answer.content, PushReply)

    def pull(self, request: PullRequest) -> Iterator[bytes]:
        body = msgspec.json.encode(request)
        headers = {"Content-Type": "application/json"}
        with (
            _world(),
            self._session.post(
                self._at("/v1/sync/pull"), data=body, headers=headers, timeout=_TIMEOUT, stream=True
            ) as answer,
        ):
            _check(answer)
            yield from answer.iter_content(CHUNK_BYTES)

    def has_file(self, sha256: str) -> bool:
        """Whether the server holds these bytes already."""
        with (
            _world(),
            self._session.head(self._at(f"/v1/blob/{sha256}"), timeout=_TIMEOUT) as answer,
        ):
            if answer.status_code == requests.codes.not_found:
                return False
            _check(answer)
            return True

    def put_file(self, sha256: str, file: IO[bytes]) -> None:
        """Send a file whole. Raises Unwanted when the server will never take it."""
        with (
            _world(),
            self._session.put(
                self._at(f"/v1/blob/{sha256}"), data=file, timeout=_TIMEOUT
            ) as answer,
        ):
            if answer.status_code in {413, 422}:
                raise Unwanted(_problem(answer).detail)
            _check(answer)

    def file(self, sha256: str) -> bytes:
        with (
            _world(),
            self._session.get(self._at(f"/v1/blob/{sha256}"), timeout=_TIMEOUT) as answer,
        ):
            _check(answer)
            return answer.content

    def history(self, ask: HistoryAsk) -> HistoryPage:
        """Lines of the history, newest first; SyncError says PROTOCOL where they are not for us."""
        path, given = (
            "/v1/history",
            {
                "before": str(ask.before),
                "limit": str(ask.limit),
                "field": ",".join(ask.fields),
                "by": ask.by,
            },
        )
        if ask.customer_id:
            given |= {"customer": ask.customer_id, "entity": ",".join(ask.entities)}
        else:
            path = f"{path}/{quote(ask.entity, safe='')}/{quote(ask.row_id, safe='')}"
        with (
            _world(),
            self._session.get(self._at(path), params=given, timeout=_TIMEOUT) as answer,
        ):
            _check(answer)
            return _decode(answer.content, HistoryPage)

    def sign_out(self) -> None:
        with _world(), self._session.post(self._at("/v1/sign-out"), timeout=_TIMEOUT) as answer:
            _check(answer)

    def _at(self, path: str) -> str:
        return f"{self._address}{path}"


class Unwanted(Exception):
    """The server looked at a file and does not take it; says why."""


class WrongPassword(Exception):
    """E-mail and password do not match, or it was tried too often; says which."""


def sign_in(address: str, email: str, password: str, device: DeviceId, name: str) -> SignedIn:
    """Exchange a password for a token. Raises WrongPassword or SyncError."""
    body = msgspec.json.encode(SignIn(email, password, device, name))
    headers = {"Content-Type": "application/json"}
    url = f"{address.rstrip('/')}/v1/sign-in"
    with _world(), _session() as session:
        answer = session.post(url, data=body, headers=headers, timeout=_TIMEOUT)
        if answer.status_code in {401, 429}:
            raise WrongPassword(_problem(answer).detail)
        _check(answer)
        return _decode(answer.content, SignedIn)


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy and no .netrc of the surroundings gets our token
    return session


@contextmanager
def _world() -> Iterator[None]:
    """Whatever the network does is one kind of failure: the server was not reached."""
    try:
        yield
    except requests.RequestException as failure:
        raise SyncError(Fault.UNREACHABLE, type(failure).__name__) from failure


def _check(answer: requests.Response) -> None:
    """Raise SyncError for anything but success."""
    status = answer.status_code
    if status < 400:
        return
    told = _problem(answer)
    if told.code == "wipe":
        raise SyncError(Fault.WIPE, told.detail)
    if status == 401:
        raise SyncError(Fault.SIGNED_OUT, told.detail)
    if status in {429, 502, 503, 504}:
        raise SyncError(Fault.BUSY, told.detail, _seconds(answer.headers.get("Retry-After", "")))
    raise SyncError(Fault.PROTOCOL, f"{status} {told.code}: {told.detail}")


def _problem(answer: requests.Response) -> Problem:
    try:
        return msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        return Problem(code="", detail=f"The server answered {answer.status_code}.")


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() else 0.0


def _decode(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as failure:
        raise SyncError(Fault.PROTOCOL, f"not a {kind.__name__}: {failure}") from failure
