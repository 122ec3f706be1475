"""Templates to HTML: one Jinja environment, escaping always on, icons from our own folder."""

from __future__ import annotations

import re
from functools import cache

import jinja2
from litestar import MediaType, Response
from markupsafe import Markup

import resources
from sync_server.portal.business import Business

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@cache
def icon(name: str) -> Markup:
    """One of our own SVG icons, hidden from screen readers: the words stand beside it."""
    svg = resources.path(f"portal/icons/{name}.svg").read_text()
    svg = re.sub(r"\s+", " ", svg).replace(f'class="lucide lucide-{name}"', 'class="icon"')
    return Markup(svg.replace("<svg", '<svg aria-hidden="true"', 1))  # noqa: S704  our own file


class Pages:
    """Renders the portal's templates for one business."""

    def __init__(self, business: Business) -> None:
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(resources.path("portal/templates")),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._templates.globals.update(icon=icon, business=business)

    def render(self, template: str, **values: object) -> str:
        return self._templates.get_template(template).render(**values)

    def respond(self, template: str, *, status: int = 200, **values: object) -> Response[str]:
        html = self.render(template, **values)
        return Response(html, status_code=status, media_type=MediaType.HTML, headers=PAGE_HEADERS)
