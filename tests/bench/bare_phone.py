"""The barest phone pjsua2 makes: registers, rings, answers when told; a peer for the engine.

Standard input: `a ACCOUNT` answers, `h ACCOUNT` hangs up. One process holds up to eight accounts,
given as `user:password` after the domain and the proxy.
"""

from __future__ import annotations

import os
import select
import socket
import sys

import pjsua2 as pj


class BareCall(pj.Call):  # type: ignore[misc]  # pjsua2 has no types
    gone = False

    def onCallState(self, _prm: pj.OnCallStateParam) -> None:
        self.gone = self.getInfo().state == pj.PJSIP_INV_STATE_DISCONNECTED


class BareAccount(pj.Account):  # type: ignore[misc]
    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.calls: list[BareCall] = []

    def onRegState(self, prm: pj.OnRegStateParam) -> None:
        if prm.code == 200:
            print(f"registered {self.number}", flush=True)

    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        call = BareCall(self, prm.callId)
        self.calls.append(call)
        say(call, 180)


def say(call: BareCall, code: int) -> None:
    options = pj.CallOpParam(True)
    options.statusCode = code
    call.answer(options)


def account_of(domain: str, proxy: str, given: str) -> pj.AccountConfig:
    user, _, password = given.partition(":")
    config = pj.AccountConfig()
    config.idUri = f"sip:{user}@{domain}"
    config.regConfig.registrarUri = f"sip:{domain}"
    config.sipConfig.proxies.append(f"sip:{proxy};lr;transport=tcp")
    config.sipConfig.authCreds.append(pj.AuthCredInfo("digest", domain, user, 0, password))
    config.natConfig.contactRewriteUse = config.natConfig.sipOutboundUse = 0
    return config


def main() -> None:
    domain, proxy, *given = sys.argv[1:]
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    config = pj.EpConfig()
    config.logConfig.level = config.logConfig.consoleLevel = 0
    config.uaConfig.threadCnt = 0
    endpoint.libInit(config)
    transport = pj.TransportConfig()
    transport.boundAddress = "127.0.0.1"
    # as ours: without it a 180 waits 40 ms for an acknowledgement
    no_delay = pj.SockOpt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    transport.sockOptParams.sockOpts.append(no_delay)
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_TCP, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    accounts = [BareAccount(number) for number in range(len(given))]
    for account, text in zip(accounts, given, strict=True):
        account.create(account_of(domain, proxy, text))
    serve(endpoint, accounts)
    os._exit(0)


def serve(endpoint: pj.Endpoint, accounts: list[BareAccount]) -> None:
    waiting = b""
    while True:
        endpoint.libHandleEvents(2)
        if not select.select([0], [], [], 0)[0]:
            continue
        got = os.read(0, 4096)
        if not got:
            return
        waiting += got
        *orders, waiting = waiting.split(b"\n")
        for order in orders:
            verb, _, number = order.decode().partition(" ")
            carry_out(verb, accounts[int(number)])


def carry_out(verb: str, account: BareAccount) -> None:
    account.calls[:] = [call for call in account.calls if not call.gone]
    if account.calls and verb == "a":
        say(account.calls[-1], 200)
    elif account.calls and verb == "h":
        account.calls[-1].hangup(pj.CallOpParam(True))


if __name__ == "__main__":
    main()
