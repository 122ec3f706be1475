"""How the board is drawn: head of hours or days, people with their load, blocks, the time now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop.calendar.calendar_model import NOBODY, Load
from desktop.calendar.days import MINUTES, Mode, clock, local, minute_of
from desktop.calendar.layout import HOUR, Board, Box, Line, Standing
from desktop.qt import icons, painting, theme
from desktop.qt.tones import Tone
from sync_server.contract.base import RowId

LEFT, TOP = 196, 40
_ONE_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class Ghost:
    """Where something that is dragged would stand, and what would be in its way."""

    box: Box
    words: str
    warning: str = ""


@dataclass(slots=True)
class Scene:
    """Everything one painting needs."""

    board: Board
    loads: Mapping[tuple[RowId, date], Load]
    now: datetime
    chosen: str = ""
    has_focus: bool = False
    ghost: Ghost | None = None
    offset: QPointF = field(default_factory=QPointF)


def paint(painter: QPainter, scene: Scene, area: QRectF) -> None:
    """`area` is the part of the viewport to be drawn; the head and the people stay in view."""
    now = theme.tokens()
    painter.fillRect(area, QColor(now.surface))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    top = int(scene.offset.y())
    bottom = top + int(area.bottom()) - TOP
    lines = scene.board.lines_between(top, bottom)
    painter.save()
    painter.setClipRect(QRectF(LEFT, TOP, area.width() - LEFT, area.height() - TOP))
    painter.translate(LEFT - scene.offset.x(), TOP - scene.offset.y())
    _grid(painter, scene, lines)
    _now(painter, scene, bottom)  # under the blocks: no line goes through their words
    for standing in scene.board.between(top, bottom):
        _block(painter, scene, standing)
    if scene.ghost is not None:
        _ghost(painter, scene.ghost)
    painter.restore()
    painter.save()
    painter.setClipRect(QRectF(0, TOP, LEFT, area.height() - TOP))
    painter.translate(0, TOP - scene.offset.y())
    for line in lines:
        _person(painter, scene, line)
    painter.restore()
    _head(painter, scene, area)


def _grid(painter: QPainter, scene: Scene, lines: tuple[Line, ...]) -> None:
    board, now = scene.board, theme.tokens()
    if not lines:
        return
    top, bottom = lines[0].y, lines[-1].y + lines[-1].height
    if board.mode is Mode.DAY:
        night = QColor(now.background)
        painter.fillRect(QRectF(0, top, 7 * HOUR, bottom - top), night)
        painter.fillRect(QRectF(19 * HOUR, top, 5 * HOUR, bottom - top), night)
    else:
        for at, day in enumerate(board.days):
            if day.weekday() > 4:
                where = QRectF(at * board.column, top, board.column, bottom - top)
                painter.fillRect(where, QColor(now.background))
    painter.setPen(QPen(QColor(now.line)))
    columns = 25 if board.mode is Mode.DAY else len(board.days) + 1
    for at in range(columns):
        painter.drawLine(QPointF(at * board.column, top), QPointF(at * board.column, bottom))
    for line in lines:
        y = line.y + line.height - 0.5
        painter.drawLine(QPointF(0, y), QPointF(board.width, y))


def _block(painter: QPainter, scene: Scene, standing: Standing) -> None:
    block, box = standing.block, standing.box
    frame = QRectF(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1)
    tone = block.badge.tone
    painter.setBrush(theme.soft(tone))
    edge = (
        QColor(theme.tokens().red)
        if block.clashes
        else theme.mix(theme.solid(tone), theme.soft(tone), 0.45)
    )
    is_chosen = block.key == scene.chosen
    if is_chosen:
        edge = QColor(theme.tokens().accent)
    painter.setPen(QPen(edge, 2 if is_chosen or block.clashes else 1))
    painter.drawRoundedRect(frame, 6, 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.solid(tone))
    painter.drawRoundedRect(QRectF(box.x + 3, box.y + 4, 3, box.height - 8), 1.5, 1.5)
    _lines_of(painter, scene, standing)


def _lines_of(painter: QPainter, scene: Scene, standing: Standing) -> None:
    """Title and times above, whose and where below; what has no room is cut."""
    block, box = standing.block, standing.box
    room = box.width - 18
    if room < 12:
        return
    ink, job = theme.ink(block.badge.tone), block.planned
    left, y = box.x + 11.0, box.y + (box.height - 36) / 2
    if room > 40:
        _icon(painter, standing, left, y + 1)
        left, room = left + 18, room - 18
    strong = theme.font(12, QFont.Weight.DemiBold)
    _text(painter, QRectF(left, y, room, 17), job.title or job.code, strong, ink)
    times = f"{clock(block.starts_at, scene.board.zone)} · {job.customer}"
    words = f"{block.badge.text} · {times}" if box.width > 220 else times
    small, muted = theme.figures(11), QColor(theme.tokens().muted)
    where = QRectF(box.x + 11, y + 18, box.width - 18, 16)
    _text(painter, where, words, small, muted)


@lru_cache(maxsize=4096)
def _fitting(words: str, font_key: str, room: int) -> str:
    """Cut to its room; asked anew for every block in every frame, and always the same."""
    font = QFont()
    font.fromString(font_key)
    line = words.replace("\n", " ")
    return QFontMetricsF(font).elidedText(line, Qt.TextElideMode.ElideRight, room)


@lru_cache(maxsize=8)
def _key(size: int, weight: QFont.Weight) -> str:
    return theme.font(size, weight).toString()


def _text(painter: QPainter, where: QRectF, words: str, font: QFont, colour: QColor) -> None:
    painter.setFont(font)
    painter.setPen(QPen(colour))
    fitting = _fitting(words, _key(font.pixelSize(), font.weight()), int(where.width()))
    painter.drawText(where, _ONE_LINE, fitting)


def _icon(painter: QPainter, standing: Standing, x: float, y: float) -> None:
    """A second cue beside the colour; a clash shows its own."""
    block = standing.block
    name = "triangle-alert" if block.clashes else block.badge.icon
    ink = QColor(theme.tokens().red) if block.clashes else theme.ink(block.badge.tone)
    icons.paint(painter, name, ink, QRectF(x, y, 14, 14))


def _ghost(painter: QPainter, ghost: Ghost) -> None:
    tone = Tone.RED if ghost.warning else Tone.ACCENT
    colour = QColor(theme.tokens().red if ghost.warning else theme.tokens().accent)
    fill = QColor(colour)
    fill.setAlphaF(0.12)
    box = ghost.box
    painter.setBrush(fill)
    painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(QRectF(box.x + 1, box.y + 1, box.width - 2, box.height - 2), 6, 6)
    words = ghost.warning or ghost.words
    font = theme.font(12, QFont.Weight.Medium)
    painter.setFont(font)
    width = painter.fontMetrics().horizontalAdvance(words) + 20
    label = QRectF(box.x, box.y + box.height + 3, width, 22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.tokens().raised))
    painter.drawRoundedRect(label, 6, 6)
    painter.setBrush(theme.soft(tone))
    painter.drawRoundedRect(label, 6, 6)
    painting.text(painter, label.adjusted(10, 0, -10, 0), words, font, theme.ink(tone))


def _now(painter: QPainter, scene: Scene, bottom: int) -> None:
    """The line of this moment, or the day it belongs to."""
    board = scene.board
    today = local(scene.now, board.zone).date()
    if today not in board.days:
        return
    minute = minute_of(scene.now, today, board.zone)
    at = board.days.index(today)
    share = minute / MINUTES
    x = minute * HOUR / 60 if board.mode is Mode.DAY else (at + share) * board.column
    painter.setPen(QPen(QColor(theme.tokens().red), 2))
    painter.drawLine(QPointF(x, 0), QPointF(x, min(board.height, bottom)))


def _person(painter: QPainter, scene: Scene, line: Line) -> None:
    now = theme.tokens()
    painter.fillRect(QRectF(0, line.y, LEFT, line.height), QColor(now.surface))
    is_nobody = line.worker.id == NOBODY.id
    middle = line.y + 8
    if is_nobody:
        icons.paint(painter, "hourglass", QColor(now.muted), QRectF(18, middle + 8, 20, 20))
    else:
        painting.avatar(painter, QRectF(14, middle + 3, 30, 30), line.worker.name)
    name = theme.font(13, QFont.Weight.Medium)
    where = QRectF(54, middle, LEFT - 64, 18)
    painting.text(painter, where, line.worker.name, name, QColor(now.text))
    if not is_nobody:
        _load(painter, scene, line, middle + 19)
    painter.setPen(QPen(QColor(now.line)))
    painter.drawLine(QPointF(0, line.y + line.height - 0.5), QPointF(LEFT, line.y + line.height))
    painter.drawLine(QPointF(LEFT - 0.5, line.y), QPointF(LEFT - 0.5, line.y + line.height))


def _load(painter: QPainter, scene: Scene, line: Line, y: float) -> None:
    found = [scene.loads[line.worker.id, day] for day in scene.board.days]
    working = found if len(found) == 1 else found[:5]
    load = Load(sum(e.minutes for e in found), sum(e.room for e in working))
    colour = QColor(theme.tokens().red if load.is_over else theme.tokens().accent)
    words = f"{load.words()}, too much" if load.is_over else load.words()
    ink = theme.ink(Tone.RED) if load.is_over else QColor(theme.tokens().muted)
    painting.text(painter, QRectF(54, y, LEFT - 64, 14), words, theme.figures(11), ink)
    bar = QRectF(54, y + 17, LEFT - 68, 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.tokens().line))
    painter.drawRoundedRect(bar, 1.5, 1.5)
    painter.setBrush(colour)
    filled = QRectF(bar.x(), bar.y(), bar.width() * min(1.0, load.share), bar.height())
    painter.drawRoundedRect(filled, 1.5, 1.5)


def _head(painter: QPainter, scene: Scene, area: QRectF) -> None:
    now, board = theme.tokens(), scene.board
    painter.fillRect(QRectF(0, 0, area.width(), TOP), QColor(now.surface))
    muted = QColor(now.muted)
    painting.text(painter, QRectF(16, 0, LEFT - 24, TOP), "Who", theme.font(12), muted)
    painter.save()
    painter.setClipRect(QRectF(LEFT, 0, area.width() - LEFT, TOP))
    painter.translate(LEFT - scene.offset.x(), 0)
    if board.mode is Mode.DAY:
        for hour in range(24):
            where = QRectF(hour * HOUR + 6, 0, HOUR - 8, TOP)
            painting.text(painter, where, f"{hour:02}:00", theme.figures(12), muted)
    else:
        _days(painter, scene)
    painter.restore()
    painter.setPen(QPen(QColor(now.line)))
    painter.drawLine(QPointF(0, TOP - 0.5), QPointF(area.width(), TOP - 0.5))


def _days(painter: QPainter, scene: Scene) -> None:
    board, today = scene.board, local(scene.now, scene.board.zone).date()
    for at, day in enumerate(board.days):
        is_today = day == today
        weight = QFont.Weight.DemiBold if is_today else QFont.Weight.Medium
        colour = QColor(theme.tokens().accent if is_today else theme.tokens().text)
        where = QRectF(at * board.column + 8, 0, board.column - 12, TOP)
        words = f"{day:%a} {day.day}" + (" · Today" if is_today else "")
        painting.text(painter, where, words, theme.font(12, weight), colour)
