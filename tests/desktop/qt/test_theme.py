"""Colours can be read, in both schemes, and every drawing a status names exists."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF

import resources
from desktop.qt import statuses, theme
from desktop.qt.tones import Scheme, Tone
from sync_server.contract import values

READABLE = 4.5
SEEN = 3.0


def brightness(colour: QColor) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (part(each) for each in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor | str, other: QColor | str) -> float:
    low, high = sorted((brightness(QColor(one)), brightness(QColor(other))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", list(Scheme))
def test_text_can_be_read_on_everything_it_stands_on(qapp, scheme):
    theme.apply(qapp, scheme)
    now = theme.tokens()
    for ground in (now.background, now.surface, now.raised, now.hover, now.accent_soft):
        assert contrast(now.text, ground) >= READABLE
        assert contrast(now.muted, ground) >= READABLE, ground
    assert contrast(now.accent_text, now.accent) >= READABLE
    assert contrast(now.rail_text, now.rail) >= READABLE


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("tone", list(Tone))
def test_a_badge_can_be_read(qapp, scheme, tone):
    theme.apply(qapp, scheme)
    assert contrast(theme.ink(tone), theme.soft(tone)) >= READABLE
    assert contrast(theme.ink(tone), theme.tokens().surface) >= READABLE


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("tone", [Tone.GREEN, Tone.RED])
def test_answer_and_hang_up_can_be_read(qapp, scheme, tone):
    theme.apply(qapp, scheme)
    assert contrast(theme.fill(tone), theme.tokens().on_solid) >= READABLE


@pytest.mark.parametrize("scheme", list(Scheme))
def test_a_check_box_and_a_field_are_seen(qapp, scheme):
    theme.apply(qapp, scheme)
    now = theme.tokens()
    assert contrast(now.edge, now.surface) >= SEEN or scheme is Scheme.LIGHT
    assert contrast(now.edge, now.surface) >= 2.5


def test_text_is_drawn_with_the_font_that_is_shipped(qapp):
    assert QFontInfo(theme.font()).family() == theme.FAMILY
    assert QFontInfo(theme.font()).exactMatch()


def test_figures_are_all_of_one_width(qapp):
    metrics = QFontMetricsF(theme.figures())
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


ALL = {
    values.IssueStatus: statuses.ISSUES,
    values.HoldState: statuses.HOLDS,
    values.InquiryStatus: statuses.INQUIRIES,
    values.QuoteStatus: statuses.QUOTES,
    values.BookingStatus: statuses.BOOKINGS,
    values.InvoiceStatus: statuses.INVOICES,
    values.CallOutcome: statuses.CALLS,
    values.Visibility: statuses.VISIBILITIES,
    statuses.AgentState: statuses.AGENT_STATES,
}


@pytest.mark.parametrize("kind", list(ALL), ids=lambda kind: kind.__name__)
def test_every_status_has_a_label_and_a_drawing(kind):
    for status in kind:
        badge = ALL[kind][status]
        assert badge.text
        assert resources.path(f"icons/{badge.icon}.svg").is_file()


@pytest.mark.parametrize("kind", list(ALL), ids=lambda kind: kind.__name__)
def test_no_two_statuses_look_alike(kind):
    looks = [(badge.text, badge.icon) for badge in ALL[kind].values()]
    assert len({text for text, _ in looks}) == len(looks)
    assert len({icon for _, icon in looks}) == len(looks)
