"""Where a fieldworker's browser wants its alerts: our public key, subscribe, unsubscribe."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from litestar import Request, delete, get, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.params import JSONBody, SkipValidation

from sync_server.contract.base import DeviceId, RowId
from sync_server.notify.push import is_allowed
from sync_server.notify.vapid import load_or_make, public_key
from sync_server.store.actor import AccessEnded
from sync_server.store.push_subscriptions import PushSubscription, PushSubscriptions
from sync_server.store.server import Server


class PushKey(msgspec.Struct, frozen=True):
    key: str


class WantAlerts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the browser's push service told the page."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in at which device."""

    staff_id: RowId
    device: DeviceId


def token_of(request: Request[None, None, State]) -> str:
    """The token a request came with. Raises NotAuthorizedException when there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthorizedException
    return token


class PushDoor:
    def __init__(self, server: Server) -> None:
        self.server = server
        self._subscriptions = PushSubscriptions(server.database, server.clock)
        self.key = public_key(load_or_make(server.settings.data_dir / "vapid.pem"))

    def person(self, request: Request[None, None, State]) -> Person:
        try:
            actor = self.server.accounts.actor_of(token_of(request))
        except AccessEnded:
            actor = None
        if actor is None or actor.device is None:
            raise NotAuthorizedException
        return Person(actor.id, actor.device)

    def subscribe(self, person: Person, wish: WantAlerts) -> None:
        if not is_allowed(wish.endpoint, loopback=self.server.settings.allow_loopback_push):
            raise HTTPException("This is not the address of a push service.", status_code=422)
        subscription = PushSubscription(wish.endpoint, wish.p256dh, wish.auth)
        self._subscriptions.add(person.staff_id, person.device, subscription)

    def unsubscribe(self, person: Person) -> None:
        self._subscriptions.remove_device(person.device)


Door = NamedDependency[SkipValidation[PushDoor]]


@get("/v1/field/push/key", sync_to_thread=True)
def show_push_key(request: Request[None, None, State], push_door: Door) -> PushKey:
    push_door.person(request)
    return PushKey(push_door.key)


@put("/v1/field/push", status_code=204, sync_to_thread=True)
def want_alerts(
    request: Request[None, None, State], push_door: Door, data: JSONBody[WantAlerts]
) -> None:
    push_door.subscribe(push_door.person(request), data)


@delete("/v1/field/push", status_code=204, sync_to_thread=True)
def want_no_alerts(request: Request[None, None, State], push_door: Door) -> None:
    push_door.unsubscribe(push_door.person(request))
