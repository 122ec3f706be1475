"""Twilio's side of REST on the loopback: every request is checked against Twilio's description."""

from __future__ import annotations

import base64
import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
DESCRIPTION = Path(
    os.environ.get("RINGDESK_TWILIO_SPEC", ROOT.parent / "shared/data/twilio/twilio_api_v2010.json")
)
described = pytest.mark.skipif(
    not DESCRIPTION.exists(), reason="Twilio's description is not beside the project"
)
"""For what is about nothing but the description; everything else runs without it, unchecked."""
_TYPES: dict[str, Callable[[str], bool]] = {
    "string": lambda _text: True,
    "integer": lambda text: re.fullmatch(r"-?\d+", text) is not None,
    "number": lambda text: re.fullmatch(r"-?\d+(\.\d+)?", text) is not None,
    "boolean": lambda text: text in ("true", "false"),
}
_FORMATS: dict[str, Callable[[str], bool]] = {
    "uri": lambda text: bool(urlsplit(text).netloc),
    "date-time": lambda text: re.fullmatch(r"\d{4}-\d\d-\d\d(T[\d:]+Z)?", text) is not None,
    "http-method": lambda text: text in ("GET", "POST"),
}
Json = dict[str, Any]


@cache
def description() -> Json:
    """Twilio's own OpenAPI description, which stays outside the project."""
    loaded: Json = json.loads(DESCRIPTION.read_text())
    return loaded


@dataclass(frozen=True, slots=True)
class Asked:
    """One REST request as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    form: dict[str, list[str]]

    @property
    def is_media(self) -> bool:
        return self.path.endswith(".wav")


def faults(asked: Asked) -> list[str]:
    """Everything in which a request differs from the description; empty when it is right."""
    # The sound of a described recording lies beside it, under another ending.
    path = asked.path.removesuffix(".wav") + ".json" if asked.is_media else asked.path
    for template, item in description()["paths"].items():
        values = _match(template, path)
        operation = item.get(asked.method.lower())
        if values is not None and operation is not None:
            return [
                *_path_faults(operation, values),
                *_query_faults(operation, asked.query),
                *_form_faults(operation, asked.form),
            ]
    return [f"{asked.method} {path} is not described"]


def _match(template: str, path: str) -> dict[str, str] | None:
    parts = re.split(r"\{(\w+)\}", template)
    pattern = "".join(
        f"(?P<{part}>[^/.]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )
    found = re.fullmatch(pattern, path)
    return found.groupdict() if found else None


def _path_faults(operation: Json, values: dict[str, str]) -> Iterator[str]:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            yield from _value_faults(
                parameter["name"], parameter["schema"], [values[parameter["name"]]]
            )


def _query_faults(operation: Json, query: dict[str, list[str]]) -> Iterator[str]:
    known = {p["name"]: p["schema"] for p in operation.get("parameters", []) if p["in"] == "query"}
    yield from _fields_faults(known, query)


def _form_faults(operation: Json, form: dict[str, list[str]]) -> Iterator[str]:
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/x-www-form-urlencoded", {}).get("schema", {})
    yield from _fields_faults(schema.get("properties", {}), form)
    for name in schema.get("required", []):
        if name not in form:
            yield f"{name} is missing"


def _fields_faults(known: Json, given: dict[str, list[str]]) -> Iterator[str]:
    for name, values in given.items():
        if name not in known:
            yield f"{name} is not described"
        else:
            yield from _value_faults(name, known[name], values)


def _value_faults(name: str, schema: Json, values: list[str]) -> Iterator[str]:
    schema = _resolved(schema)
    if schema.get("type") == "array":
        schema = _resolved(schema["items"])
    elif len(values) != 1:
        yield f"{name} is given {len(values)} times"
    for value in values:
        if not _TYPES[schema.get("type", "string")](value):
            yield f"{name} is no {schema['type']}"
        if "enum" in schema and value not in schema["enum"]:
            yield f"{name} is none of {schema['enum']}"
        if not re.search(schema.get("pattern", ""), value):
            yield f"{name} does not match {schema['pattern']}"
        if not _FORMATS.get(schema.get("format", ""), bool)(value or "-"):
            yield f"{name} is no {schema['format']}"


def _resolved(schema: Json) -> Json:
    while "$ref" in schema:
        found: Any = description()
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


@dataclass
class Answer:
    status: int = 200
    body: bytes = b"{}"
    says_length: int | None = None
    """A Content-Length that is not true: the connection ends before it."""


@dataclass
class TwilioApi:
    """Use `twilio_api()`. `answers` are taken first; without one the right thing is answered."""

    url: str
    account_sid: str
    auth_token: str
    sound: bytes = b""
    asked: list[Asked] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    recording_status: str = "completed"
    call_status: str = "completed"
    messages: list[Json] = field(default_factory=list)

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if DESCRIPTION.exists():
            self.faults += faults(asked)
        if self.answers:
            return self.answers.pop(0)
        if asked.is_media:
            return Answer(body=self.sound)
        if asked.path.endswith("/Recordings.json"):
            listed = {"recordings": self.messages, "next_page_uri": None, "page": 0}
            return Answer(body=json.dumps(listed).encode())
        sid = asked.path.rsplit("/", 1)[1].removesuffix(".json")
        is_call = "/Calls/" in asked.path
        status = self.call_status if is_call else self.recording_status
        told = {"sid": sid, "account_sid": self.account_sid, "status": status}
        if is_call:
            told["end_time"] = "Sun, 22 Nov 2026 09:05:00 +0000"
        return Answer(body=json.dumps(told).encode())


class _Handler(BaseHTTPRequestHandler):
    api: TwilioApi

    def do_GET(self) -> None:
        self._handle(b"")

    def do_POST(self) -> None:
        self._handle(self.rfile.read(int(self.headers["Content-Length"])))

    def _handle(self, body: bytes) -> None:
        given = base64.b64decode(self.headers.get("Authorization", "Basic ")[6:]).decode()
        parts = urlsplit(self.path)
        query = parse_qs(parts.query, keep_blank_values=True)
        form = parse_qs(body.decode(), keep_blank_values=True)
        if given == f"{self.api.account_sid}:{self.api.auth_token}":
            answer = self.api.answer(Asked(self.command, parts.path, query, form))
        else:
            answer = Answer(401, b'{"code": 20003, "message": "Authenticate"}')
        self.send_response(answer.status)
        length = len(answer.body) if answer.says_length is None else answer.says_length
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = answer.says_length is not None

    def log_message(self, *args: object) -> None:
        """Quiet."""


@contextmanager
def twilio_api(account_sid: str, auth_token: str) -> Iterator[TwilioApi]:
    """A server that answers as Twilio would and ends with every request described."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    api = TwilioApi(f"http://127.0.0.1:{server.server_port}", account_sid, auth_token)
    handler.api = api  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield api
        assert api.faults == []
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
