"""What can stand between a phone and its PBX: a wire that freezes, a TLS front, odd registrars."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class Wire:
    """Carries TCP connections to `target`; `freeze` kills those it has without telling anyone."""

    def __init__(self, target: tuple[str, int], tls: ssl.SSLContext | None = None) -> None:
        self._target = target
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._frozen = threading.Event()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.connections = 0
        self._start(self._accept)

    def freeze(self) -> None:
        self._frozen.set()
        self._frozen = threading.Event()

    def close(self) -> None:
        self._frozen.set()
        for each in (self._listener, *self._open):
            _end(each)
        for thread in self._threads:
            thread.join(3)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._carry, near)

    def _carry(self, near: socket.socket) -> None:
        try:
            if self._tls is not None:
                near = self._tls.wrap_socket(near, server_side=True)
            far = socket.create_connection(self._target)
        except OSError:
            near.close()
            return
        self.connections += 1
        self._open += [near, far]
        for source, target in ((near, far), (far, near)):
            self._start(_pump, source, target, self._frozen)


def _end(each: socket.socket) -> None:
    with each, suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)


def _pump(source: socket.socket, target: socket.socket, frozen: threading.Event) -> None:
    while True:
        try:
            data = source.recv(65_536)
            if frozen.is_set():
                return
            if not data:
                target.shutdown(socket.SHUT_WR)
                return
            target.sendall(data)
        except OSError:
            return


def certificate(folder: Path, name: str, address: str = "127.0.0.1") -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate for `address` and the server side that shows it."""
    key, pem = folder / f"{name}.key", folder / f"{name}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={name}", "-addext", f"subjectAltName=IP:{address}"]
    subprocess.run(
        [*command, "-keyout", str(key), "-out", str(pem)], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(pem, key)
    return pem, context


class Registrar:
    """Answers REGISTERs over UDP as `answer(number of the request, request)` says: a status line
    with further header lines."""

    def __init__(self, answer: Callable[[int, str], str]) -> None:
        self._answer = answer
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.port: int = self._socket.getsockname()[1]
        self.requests: list[str] = []
        self._serving = threading.Thread(target=self._serve, daemon=True)
        self._serving.start()

    def close(self) -> None:
        _end(self._socket)
        self._serving.join(3)

    def _serve(self) -> None:
        while True:
            try:
                data, source = self._socket.recvfrom(65_536)
            except TimeoutError:
                continue
            except OSError:
                return
            request = data.decode(errors="replace")
            if not request.startswith("REGISTER "):
                continue
            self.requests.append(request)
            status, *more = self._answer(len(self.requests), request).split("\r\n")
            kept = re.findall(r"^(?:Via|From|Call-ID|CSeq|Contact):.*$", request, re.MULTILINE)
            to = re.findall(r"^To:.*$", request, re.MULTILINE)[0].strip() + ";tag=r"
            rows = [f"SIP/2.0 {status}", *(row.strip() for row in kept), to, *more]
            reply = "\r\n".join([*rows, "Content-Length: 0", "", ""])
            self._socket.sendto(reply.encode(), source)
