"""Why a ringing call stopped: answered or declined elsewhere, or the caller gave up (RFC 3326)."""

from __future__ import annotations

import re
from enum import StrEnum

_CAUSE = re.compile(r";\s*cause\s*=\s*(\d{3})\b", re.IGNORECASE)
_VALUES = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')  # commas outside quoted text
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


class RingStop(StrEnum):
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    DECLINED_ELSEWHERE = "declined_elsewhere"
    GAVE_UP = "gave_up"


# RFC 3326: the SIP cause in a CANCEL is the final response that made this leg pointless
_BY_CAUSE = {
    200: RingStop.ANSWERED_ELSEWHERE,
    600: RingStop.DECLINED_ELSEWHERE,
    603: RingStop.DECLINED_ELSEWHERE,
}


def why_stopped(reason: str) -> RingStop:
    """Read a CANCEL's Reason header; without a usable one it was the caller who gave up."""
    for value in _VALUES.split(reason):
        bare = _QUOTED.sub("", value).strip()
        protocol = bare.split(";", 1)[0].strip().upper()
        cause = _CAUSE.search(bare)
        if protocol == "SIP" and cause and int(cause[1]) in _BY_CAUSE:
            return _BY_CAUSE[int(cause[1])]
    return RingStop.GAVE_UP
