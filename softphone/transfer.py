"""Where the transfer of a call stands, and why one failed, in words for the agent."""

from __future__ import annotations

import re
from enum import StrEnum

from softphone.address import Address

_OUTSIDE_NUMBER = re.compile(r"^\+?\d{7,}$")


class TransferState(StrEnum):
    NONE = "none"
    ASKED = "asked"
    FAILED = "failed"
    DONE = "done"


_WHY = {
    404: "nobody has this number",
    405: "the other side's phone cannot transfer calls",
    408: "nobody answered",
    480: "nobody answered",
    481: "the call was already over",
    486: "the line is busy",
    487: "it was called off",
    501: "the other side's phone cannot transfer calls",
    600: "the line is busy",
    603: "it was declined",
}


def why_failed(code: int) -> str:
    """A sentence for the SIP status (RFC 3261 section 21) a transfer ended with."""
    why = _WHY.get(code, f"the phone system answered {code}" if code else "the caller hung up")
    return f"The transfer did not work: {why}."


def may_follow(far: Address, target: Address, domain: str, pbx: str) -> bool:
    """Whether the far end of a call may send this phone to `target`.

    Only by way of our own phone system, and to numbers that cost money only when a colleague asks:
    else a stranger could have our phones call whatever pays them.
    """
    if target.host not in (domain.lower(), pbx):
        return False
    is_colleague = far.host in (domain.lower(), pbx) and not _OUTSIDE_NUMBER.match(far.user)
    return is_colleague or not _OUTSIDE_NUMBER.match(target.user)
