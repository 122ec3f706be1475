"""What lies in the outbox, read back: a command, and what the server answered in words."""

from __future__ import annotations

import msgspec

from sync_server.contract.feed import AnyCommand, command_decoder
from sync_server.contract.wire import Receipt, Result


def read_command(json: bytes) -> AnyCommand | None:
    """None for one of a newer version that this program does not know."""
    try:
        return command_decoder.decode(json)
    except msgspec.ValidationError:
        return None


def sentence(receipt: bytes | None) -> str:
    """What to tell the person of an answer that did not take all they wanted."""
    if receipt is None:
        return ""
    told = msgspec.json.decode(receipt, type=Receipt)
    if told.result is Result.MERGED:
        return f"Somebody else changed this first: {told.detail}. Yours was not taken."
    return told.detail
