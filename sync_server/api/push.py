"""Commands coming in from devices, and what a device may send at once."""

from __future__ import annotations

import asyncio

import msgspec
from litestar import get, post
from litestar.exceptions import ValidationException
from litestar.status_codes import HTTP_200_OK

from sync_server.api.access import By, Here
from sync_server.api.problems import AnyRequest
from sync_server.contract.base import PROTOCOL_VERSION, Message
from sync_server.contract.wire import (
    MAX_BATCH_COMMANDS,
    MAX_COMMAND_BYTES,
    PushReply,
    PushRequest,
)

MAX_PUSH_BYTES = 8 * 1024 * 1024
_request = msgspec.json.Decoder(PushRequest)


class Limits(Message, frozen=True):
    """What this server speaks and takes; readable before signing in."""

    versions: tuple[int, ...] = (PROTOCOL_VERSION,)
    max_command_bytes: int = MAX_COMMAND_BYTES
    max_batch_commands: int = MAX_BATCH_COMMANDS


@post("/v1/sync/push", status_code=HTTP_200_OK, request_max_body_size=MAX_PUSH_BYTES)
async def push(request: AnyRequest, server: Here, actor: By) -> PushReply:
    """Take a device's commands in the order of their numbers.

    The body is read here and not by the framework: commands stay raw until their turn, so that
    one that cannot be read does not stop the others.
    """
    body = await request.body()
    return await asyncio.to_thread(server.writer.push, actor, _read(body))


def _read(body: bytes) -> PushRequest:
    try:
        return _request.decode(body)
    except msgspec.DecodeError as failure:
        raise ValidationException(detail=str(failure)) from failure


@get("/v1/sync/limits", sync_to_thread=False)
def limits() -> Limits:
    """What a client may send."""
    return Limits()
