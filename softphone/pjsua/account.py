"""One SIP account of the worker: registration and incoming calls turned into line events."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import pjsua2 as pj

from softphone import line
from softphone.line import Account
from softphone.pjsua.call import header, referrer
from softphone.pjsua.worker import run_safely

_REFRESH_S = 300
_RTP_FIRST, _RTP_SPAN = 16_384, 16_000  # phones on one machine start apart from each other


@dataclass(frozen=True, slots=True)
class Invite:
    """What an INVITE says, copied out of pj's memory."""

    call_id: int
    source: str
    key: str
    caller: str
    dialled: str
    referred_by: str


class PjsuaAccount(pj.Account):  # type: ignore[misc]  # pjsua2 has no types
    """Tells its two listeners about registration and about calls; lives on the worker thread."""

    def __init__(
        self,
        on_registration: Callable[[int, str, int], None],
        on_invite: Callable[[Invite], None],
    ) -> None:
        super().__init__()
        self._on_registration = on_registration
        self._on_invite = on_invite

    def onRegState(self, prm: pj.OnRegStateParam) -> None:
        code, reason, expires = int(prm.code), str(prm.reason), int(prm.expiration)
        run_safely(lambda: self._on_registration(code, reason, expires))

    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        source, text = str(prm.rdata.srcAddress), str(prm.rdata.wholeMsg)
        invite = read_invite(int(prm.callId), source, text)
        run_safely(lambda: self._on_invite(invite))


def read_invite(call_id: int, source: str, text: str) -> Invite:
    """What an INVITE says. Twilio gives each phone a Call-ID of its own and names the call it
    belongs to in a header; our phone system takes that header from everybody else."""
    return Invite(
        call_id=call_id,
        source=source,
        key=header(text, "X-Desk-Call") or header(text, "Call-ID") or header(text, "i"),
        caller=header(text, "From") or header(text, "f"),
        dialled=header(text, "X-Desk-Group"),
        referred_by=referrer(text),
    )


def registering(account: Account, local: str) -> pj.AccountConfig:
    """Register with a PBX through an IP-literal outbound proxy, so that nothing ever asks DNS."""
    config = _plain(f"sip:{account.user}@{account.domain}", local)
    proxy = f"sip:{account.proxy_host}:{account.proxy_port};lr"
    if account.transport is not line.Transport.UDP:
        proxy = f"{proxy};transport={account.transport}"
    config.sipConfig.proxies.append(proxy)
    config.sipConfig.authCreds.append(
        # a provider's realm is seldom its domain; the password goes to this proxy only
        pj.AuthCredInfo("digest", "*", account.login or account.user, 0, account.password)
    )
    config.regConfig.registrarUri = f"sip:{account.domain}"
    config.regConfig.timeoutSec = _REFRESH_S
    config.regConfig.retryIntervalSec = 0  # homing.py tries again, at moments of its own
    config.regConfig.firstRetryIntervalSec = 0
    config.regConfig.randomRetryIntervalSec = 0
    config.regConfig.dropCallsOnFail = False
    if account.has_srtp:
        config.mediaConfig.srtpUse = pj.PJMEDIA_SRTP_OPTIONAL
        config.mediaConfig.srtpSecureSignaling = 1
    return config


def listening(uri: str, local: str) -> pj.AccountConfig:
    """An account that only answers: no registration, no password."""
    return _plain(uri, local)


def _plain(uri: str, local: str) -> pj.AccountConfig:
    config = pj.AccountConfig()
    config.idUri = uri
    config.natConfig.contactRewriteUse = 0
    config.natConfig.viaRewriteUse = 0
    config.natConfig.sdpNatRewriteUse = 0
    config.natConfig.sipOutboundUse = 0
    config.mediaConfig.transportConfig.boundAddress = local
    config.mediaConfig.transportConfig.port = _RTP_FIRST + os.getpid() * 40 % _RTP_SPAN
    config.mediaConfig.transportConfig.portRange = _RTP_SPAN
    config.mediaConfig.lockCodecEnabled = False
    config.mediaConfig.srtpUse = pj.PJMEDIA_SRTP_DISABLED  # keys in clear signalling protect nobody
    config.mwiConfig.enabled = False
    config.videoConfig.autoShowIncoming = False
    config.videoConfig.autoTransmitOutgoing = False
    return config
