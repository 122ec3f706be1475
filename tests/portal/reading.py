"""How a customer without JavaScript works the portal: open the link, read forms, send them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import requests


@dataclass(frozen=True, slots=True)
class OpenPage:
    session: requests.Session
    url: str
    html: str

    def again(self) -> requests.Response:
        return self.session.get(self.url, timeout=10)

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        assert found, f"no hidden field {name}"
        return found[1]

    def post_note(self, note: str, *files: tuple[str, bytes], **instead: str) -> requests.Response:
        fields = {"csrf": self.hidden("csrf"), "post_id": self.hidden("post_id"), "note": note}
        parts = [("files", file) for file in files] or [("files", ("", b""))]
        return self.session.post(
            f"{self.url}/posts", data={**fields, **instead}, files=parts, timeout=10
        )


def open_link(session: requests.Session, link: str) -> OpenPage:
    answer = session.post(link, timeout=10)
    assert answer.status_code == 200, answer.status_code
    return OpenPage(session, answer.url.split("#")[0], answer.text)
