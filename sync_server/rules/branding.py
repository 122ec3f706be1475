"""E-mails as the business wants them to look: the same words as text and as a page (TPL-17)."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sync_server.contract.letters import BRANDING_ID, BrandingRow
from sync_server.rules.letter_marks import Mark
from sync_server.rules.view import View

LINK_WORDS: Mapping[Mark, str] = {
    Mark.DISCUSSION: "Open the discussion",
    Mark.SURVEY: "Tell us how we did",
}
_TEXT, _QUIET, _EDGE, _PAPER, _GROUND = "#1F2933", "#5B6673", "#DDE2E8", "#FFFFFF", "#F3F5F8"
_FONT = "font-family:Inter,Helvetica,Arial,sans-serif;"
_URL = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Link:
    """`Facebook https://…` taken apart."""

    name: str
    address: str


def branding_of(view: View) -> BrandingRow:
    """What the business decided, or what Ringdesk comes with (version -1)."""
    return view.get(BrandingRow, BRANDING_ID) or BrandingRow(id=BRANDING_ID, version=-1)


def links_of(row: BrandingRow) -> tuple[Link, ...]:
    parts = (text.rpartition(" ") for text in row.links)
    return tuple(Link(name.strip(), address) for name, _, address in parts)


def as_text(body: str, row: BrandingRow, addresses: Mapping[Mark, str]) -> str:
    """The whole e-mail for who reads no pages; a mark without an address leaves its line."""
    parts = [with_addresses(body, addresses).strip()]
    foot = [row.footer.strip(), *(f"{link.name}: {link.address}" for link in links_of(row))]
    if any(foot):
        parts.append("-- \n" + "\n".join(line for line in foot if line))
    return "\n\n".join(parts) + "\n"


def with_addresses(body: str, addresses: Mapping[Mark, str]) -> str:
    """The words with an address in place of each mark; lines left empty by it are dropped."""
    kept: list[str] = []
    for line in body.split("\n"):
        filled = line
        for mark in Mark:
            filled = filled.replace(mark, addresses.get(mark, ""))
        if line.strip() and not filled.strip():
            if kept and kept[-1].rstrip().endswith(":"):
                kept.pop()
            continue
        kept.append(filled)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept))


def as_page(body: str, row: BrandingRow, addresses: Mapping[Mark, str], logo: str = "") -> str:
    """The e-mail as HTML 4 with tables, which every mail program draws; everything a person
    wrote is escaped. `logo` is the picture's address, such as `cid:logo`; empty for none."""
    accent = row.accent if _COLOUR.fullmatch(row.accent) else BrandingRow(id=row.id).accent
    words = with_addresses(body, {mark: mark for mark in Mark if addresses.get(mark)})
    paragraphs = "".join(
        _paragraph(part, addresses, accent) for part in re.split(r"\n{2,}", words.strip())
    )
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>'
        f'<body style="margin:0;background-color:{_GROUND};">'
        f'<table width="100%" cellpadding="0" cellspacing="0" bgcolor="{_GROUND}"><tr>'
        '<td align="center" style="padding:16px;">'
        f'<table width="600" cellpadding="0" cellspacing="0" bgcolor="{_PAPER}">'
        f'<tr><td bgcolor="{accent}" height="6" style="font-size:1px;">&nbsp;</td></tr>'
        f"{_head(row, accent, logo)}"
        f'<tr><td style="padding:8px 24px 24px 24px;{_FONT}font-size:15px;color:{_TEXT};">'
        f"{paragraphs}</td></tr>{_foot(row, accent)}</table></td></tr></table></body></html>"
    )


def on_colour(accent: str) -> str:
    """Black or white, whichever reads better on the colour (WCAG 2.2, 1.4.3)."""
    parts = (int(accent[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#FFFFFF" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000000"


def _head(row: BrandingRow, accent: str, logo: str) -> str:
    name = html.escape(row.business_name)
    shown = f'<img src="{html.escape(logo)}" height="48" alt="{name}">' if logo else name
    if not shown:
        return f'<tr><td height="16" style="color:{accent};"></td></tr>'
    style = f"padding:24px 24px 8px 24px;{_FONT}font-size:20px;font-weight:bold;color:{_TEXT};"
    return f'<tr><td style="{style}">{shown}</td></tr>'


def _foot(row: BrandingRow, accent: str) -> str:
    lines = "<br>".join(html.escape(line) for line in row.footer.strip().split("\n") if line)
    links = " &nbsp;·&nbsp; ".join(
        f'<a href="{html.escape(each.address)}" style="color:{_QUIET};">'
        f"{html.escape(each.name)}</a>"
        for each in links_of(row)
    )
    inside = "<br><br>".join(part for part in (lines, links) if part)
    if not inside:
        return f'<tr><td height="8" style="color:{accent};"></td></tr>'
    style = f"padding:16px 24px 24px 24px;{_FONT}font-size:12px;color:{_QUIET};"
    return (
        f'<tr><td style="padding:0 24px;"><table width="100%" cellspacing="0"><tr>'
        f'<td bgcolor="{_EDGE}" height="1" style="font-size:1px;"></td></tr></table></td></tr>'
        f'<tr><td style="{style}">{inside}</td></tr>'
    )


def _paragraph(text: str, addresses: Mapping[Mark, str], accent: str) -> str:
    """Lines of text are one block; a link that stands alone is a button between blocks."""
    blocks: list[str] = []
    lines: list[str] = []
    for line in (*text.split("\n"), ""):
        mark = next((mark for mark in Mark if line.strip() == mark), None)
        if line and mark is None:
            lines.append(_line(line, addresses))
        elif lines:
            below = 14 if mark is None else 6
            style = f"margin:0 0 {below}px 0;line-height:150%;"
            blocks.append(f'<div style="{style}">{"<br>".join(lines)}</div>')
            lines = []
        if mark is not None:
            blocks.append(_button(LINK_WORDS[mark], addresses[mark], accent))
    return "".join(blocks)


def _line(line: str, addresses: Mapping[Mark, str]) -> str:
    for mark in Mark:
        line = line.replace(mark, addresses.get(mark, ""))
    done, at = [], 0
    for found in _URL.finditer(line):
        address = html.escape(found[0])
        done += [html.escape(line[at : found.start()]), f'<a href="{address}">{address}</a>']
        at = found.end()
    return "".join((*done, html.escape(line[at:])))


def _button(words: str, address: str, accent: str) -> str:
    return (
        '<table cellpadding="0" cellspacing="0"><tr>'
        f'<td bgcolor="{accent}" style="padding:10px 18px;">'
        f'<a href="{html.escape(address)}" style="color:{on_colour(accent)};'
        f'text-decoration:none;font-weight:bold;">{html.escape(words)}</a></td></tr></table>'
        '<div style="margin:0;font-size:10px;">&nbsp;</div>'
    )
