"""The ways to the phone system: UDP, TCP, TLS with a pinned certificate, and their connections."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

import pjsua2 as pj

from softphone.line import Transport
from softphone.pjsua.listener import hide_listener

log = logging.getLogger(__name__)

_KINDS = {
    Transport.TCP: pj.PJSIP_TRANSPORT_TCP,
    Transport.UDP: pj.PJSIP_TRANSPORT_UDP,
    Transport.TLS: pj.PJSIP_TRANSPORT_TLS,
}
_CONNECTED = (Transport.TCP, Transport.TLS)


class PhoneEndpoint(pj.Endpoint):  # type: ignore[misc]  # pjsua2 has no types
    """Notices when the connection to the PBX breaks, long before a registration would expire."""

    on_broken: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self) -> None:
        super().__init__()
        self._connections: dict[int, object] = {}

    def onTransportState(self, prm: pj.OnTransportStateParam) -> None:
        kind = str(prm.type).upper()
        if "TCP" not in kind and "TLS" not in kind:
            return
        handle = int(prm.hnd)
        if prm.state == pj.PJSIP_TP_STATE_CONNECTED:
            self._connections[handle] = prm.hnd
        else:
            self._connections.pop(handle, None)
        if prm.state == pj.PJSIP_TP_STATE_DISCONNECTED:
            self.on_broken()

    def drop_connections(self) -> None:
        """Whatever is sent next goes over a new connection."""
        for connection in list(self._connections.values()):
            try:
                self.transportShutdown(connection)
            except pj.Error as fault:
                log.info("a connection was gone already: %s", fault.reason)
        self._connections.clear()


class Transports:
    """At most one of each kind, bound to one address of ours."""

    def __init__(self, endpoint: pj.Endpoint) -> None:
        self._endpoint = endpoint
        self._open: dict[Transport, int] = {}
        # without it a 180 waits 40 ms for the acknowledgement of the 100 before it
        self._no_delay = pj.SockOpt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def open(self, kind: Transport, host: str, port: int = 0, ca_file: str = "") -> None:
        if kind in self._open:
            return
        config = pj.TransportConfig()
        config.boundAddress = host
        config.port = port
        if kind is Transport.TCP:
            config.sockOptParams.sockOpts.append(self._no_delay)
        elif kind is Transport.TLS:
            _pin(config.tlsConfig, ca_file)
            config.tlsConfig.sockOptParams.sockOpts.append(self._no_delay)
        self._open[kind] = self._endpoint.transportCreate(_KINDS[kind], config)

    def hide(self, kind: Transport) -> None:
        """Nobody may open a connection to us."""
        if kind in _CONNECTED:
            info = self._endpoint.transportGetInfo(self._open[kind])
            host, _, port = str(info.localName).rpartition(":")
            hide_listener(host, int(port))

    def close(self) -> None:
        """Close every listener, as when our address is no longer ours."""
        for number in self._open.values():
            try:
                self._endpoint.transportClose(number)
            except pj.Error as fault:
                log.info("a transport was gone already: %s", fault.reason)
        self._open.clear()


def _pin(tls: pj.TlsConfig, ca_file: str) -> None:
    """Nobody but the owner of the pinned certificate is the phone system; TLS 1.2 is the newest."""
    tls.CaListFile = ca_file
    tls.verifyServer = True
    tls.method = pj.PJSIP_TLSV1_2_METHOD
    tls.msecTimeout = 5_000


def address_towards(host: str, port: int) -> str:
    """Our own address on the way to the PBX, empty while there is no way; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((host, port))
        except OSError:
            return ""
        return str(probe.getsockname()[0])
