"""A server process for benchmarks; with `naive` it also pages rows the way most people would."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import psutil
import requests

from sync_server.app import serve
from tests.bench.sync_rows import settings_for
from tests.support.office import free_port

PAGE = 1_000


@contextmanager
def serving(folder: Path) -> Iterator[Serving]:
    """Run a server over a folder in a process of its own."""
    port, naive_port = free_port(), free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sync_serving", str(folder), str(port), str(naive_port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    served = Serving(process.pid, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{naive_port}")
    try:
        served.wait_until_up()
        yield served
    finally:
        process.terminate()
        process.wait(20)


class Serving:
    """Where a server is and what it has spent."""

    def __init__(self, pid: int, url: str, naive_url: str) -> None:
        self.url = url
        self.naive_url = naive_url
        self._process = psutil.Process(pid)

    def cpu_seconds(self) -> float:
        spent = self._process.cpu_times()
        return float(spent.user + spent.system)

    def wait_until_up(self) -> None:
        until = time.monotonic() + 30
        with requests.Session() as session:
            while time.monotonic() < until:
                try:
                    session.get(f"{self.url}/healthz", timeout=1)
                except requests.ConnectionError:
                    time.sleep(0.05)  # noqa: TID251 - the pause between two looks
                else:
                    return
        raise TimeoutError(f"no server at {self.url}")


class NaivePages(BaseHTTPRequestHandler):
    """GET /ENTITY?after=ID: the next thousand rows as a list of objects."""

    protocol_version = "HTTP/1.1"
    database = ""

    def do_GET(self) -> None:
        asked = urlparse(self.path)
        after = parse_qs(asked.query).get("after", [""])[0]
        db = sqlite3.connect(self.database)
        db.row_factory = sqlite3.Row
        sql = f'SELECT * FROM "{asked.path[1:]}" WHERE id > ? ORDER BY id LIMIT {PAGE}'  # noqa: S608 - a benchmark's own
        rows = [dict(row) for row in db.execute(sql, (after,))]
        db.close()
        body = json.dumps(rows).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Keep quiet."""


def main() -> None:
    folder, port, naive_port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    settings = settings_for(folder, port)
    NaivePages.database = str(folder / "ringdesk.db")
    naive = ThreadingHTTPServer(("127.0.0.1", naive_port), NaivePages)
    threading.Thread(target=naive.serve_forever, daemon=True).start()
    serve(settings)


if __name__ == "__main__":
    main()
