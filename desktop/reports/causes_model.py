"""The report of root causes as it is shown: tiles, bars and lines, each with the list behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop.links import ListWish
from desktop.qt.formatting import money, number, round_money
from desktop.qt.tones import Tone
from desktop.replica.listing_issues_fields import NO_SERVICE
from desktop.replica.listing_query import Filter, Op, Query, write_query
from desktop.replica.root_causes import Picked, Report
from sync_server.contract.columns import from_ms
from sync_server.contract.values import RecordKind
from sync_server.rules.root_causes import DAY_MS, HOUR_MS, Rate, Times

MOST_BARS = 8
_MANY_HOURS = 72
REST = "All others"
NOTHING = "n/a"


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: what it is, its value, and of what."""

    key: str
    title: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `filters` find the issues behind it, none: nothing can be opened."""

    label: str
    value: float
    text: str
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of one measure, longest first. `most` is where the longest possible bar ends."""

    key: str
    title: str
    measure: str
    bars: tuple[Bar, ...]
    tone: Tone = Tone.ACCENT
    most: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One measure over time; None where nothing was measured."""

    name: str
    tone: Tone
    values: tuple[float | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Some measures over the same buckets of time."""

    key: str
    title: str
    buckets: tuple[str, ...]
    lines: tuple[Line, ...]
    filters: tuple[tuple[Filter, ...], ...]
    """What finds the issues of each bucket."""
    marks: tuple[tuple[float, str], ...] = ()
    """Heights with a name of their own, such as the target."""
    is_money: bool = False


Chart = Bars | Lines


@dataclass(frozen=True, slots=True)
class Shown:
    tiles: tuple[Tile, ...]
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The same as a chart, to be read row by row."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def shown_report(report: Report, picked: Picked) -> Shown:
    """The figures in the words of the office."""
    causes = report.causes
    base = _base(report, picked)
    workers = [(report.workers.get(each, "A former colleague"), n) for each, n in causes.by_worker]
    types = _counted(causes.by_type, "issue_type", base)
    crews = _counted(workers, "responsible", base)
    services = [(name or NO_SERVICE, count) for name, count in causes.by_service]
    return Shown(
        _tiles(report),
        (
            Bars("types", "Issues by type", "Issues", types),
            _reopened(report, base),
            Bars("workers", "Issues by fieldworker", "Issues", crews),
            Bars("services", "Issues by service", "Issues", _counted(services, "service", base)),
            _times("acknowledge", "Time to acknowledge", report, causes.acknowledged_over, picked),
            _times("close", "Time to close", report, causes.closed_over, picked),
            _held(report),
        ),
    )


def wish(filters: Sequence[Filter]) -> ListWish:
    """The list of issues with these filters."""
    return ListWish(RecordKind.ISSUE, query=write_query(Query(filters=tuple(filters))))


def table_of(chart: Chart) -> Table:
    """What a chart shows, as rows."""
    if isinstance(chart, Bars):
        rows = tuple((bar.label, bar.text) for bar in chart.bars)
        return Table((chart.title.rpartition(" by ")[2].capitalize(), chart.measure), rows)
    heads = ("From", *(line.name for line in chart.lines))
    values = zip(chart.buckets, *(line.texts for line in chart.lines), strict=True)
    return Table(heads, tuple(values))


def length(ms: int | None) -> str:
    """`45 min`, `3.2 h`, `2.5 days`."""
    if ms is None:
        return NOTHING
    if ms < HOUR_MS:
        return f"{round(ms / 60_000)} min"
    if ms < 2 * DAY_MS:
        return f"{ms / HOUR_MS:.1f} h"
    return f"{ms / DAY_MS:.1f} days"


def percent(rate: Rate) -> str:
    return NOTHING if rate.percent is None else f"{rate.percent:.0f}%"


def _tiles(report: Report) -> tuple[Tile, ...]:
    causes = report.causes
    soon, later = causes.in_24_hours, causes.in_48_hours
    return (
        Tile("reported", "Reported", number(causes.reported), f"{number(causes.open)} open"),
        Tile("reopened", "Reopened", percent(causes.reopened), _of(causes.reopened, "closed")),
        Tile("in_24", "Acknowledged", percent(soon), _of(soon, "in 24 h")),
        Tile("in_48", "Acknowledged", percent(later), _of(later, "in 48 h")),
        _time_tile("acknowledge", "To acknowledge", causes.to_acknowledge),
        _time_tile("close", "To close", causes.to_close),
        Tile("held", "Held now", money(report.held_now), "Fieldworkers' pay"),
    )


def _of(rate: Rate, what: str) -> str:
    return f"{number(rate.part)} of {number(rate.whole)} {what}"


def _time_tile(key: str, title: str, found: Times) -> Tile:
    detail = f"90% in {length(found.p90)}" if found.p90 is not None else "Nothing yet"
    return Tile(key, title, length(found.median), detail)


def _base(report: Report, picked: Picked) -> tuple[Filter, ...]:
    """What is filtered already; every list behind a bar has it, too."""
    found = [_days(report.span.since, report.span.until)] if picked.days else []
    if picked.issue_type:
        found.append(Filter("issue_type", Op.ONE_OF, (picked.issue_type,)))
    if picked.worker_id:
        name = report.workers.get(picked.worker_id, "")
        found.append(Filter("responsible", Op.CONTAINS, (name,)))
    if picked.service:
        found.append(Filter("service", Op.ONE_OF, (picked.service,)))
    return tuple(found)


def _days(since: int, until: int) -> Filter:
    first, last = (from_ms(at).astimezone().date() for at in (since, until - 1))
    return Filter("reported", Op.BETWEEN, (first.isoformat(), last.isoformat()))


def _counted(
    counts: Sequence[tuple[str, int]], key: str, base: tuple[Filter, ...]
) -> tuple[Bar, ...]:
    op = Op.CONTAINS if key == "responsible" else Op.ONE_OF  # who is responsible is a list of names
    bars = [
        Bar(name, count, number(count), (*base, Filter(key, op, (name,))))
        for name, count in counts[:MOST_BARS]
    ]
    rest = sum(count for _name, count in counts[MOST_BARS:])
    if rest:
        bars.append(Bar(f"{REST} ({len(counts) - MOST_BARS})", rest, number(rest)))
    return tuple(bars)


def _reopened(report: Report, base: tuple[Filter, ...]) -> Bars:
    again = Filter("reopened", Op.BETWEEN, ("1", ""))
    ranked = sorted(
        report.causes.reopened_by_type, key=lambda pair: (-(pair[1].percent or 0), pair[0])
    )
    bars = tuple(
        Bar(
            name,
            rate.percent or 0,
            f"{percent(rate)} of {number(rate.whole)}",
            (*base, again, Filter("issue_type", Op.ONE_OF, (name,))),
        )
        for name, rate in ranked[:MOST_BARS]
    )
    return Bars("reopened", "Reopen rate by type", "Reopened", bars, Tone.ORANGE, most=100)


def _buckets(report: Report) -> tuple[tuple[int, int], ...]:
    span = report.span
    starts = (span.since + at * span.step for at in range(span.buckets))
    return tuple((start, min(start + span.step, span.until)) for start in starts)


def _names(report: Report) -> tuple[str, ...]:
    days = (from_ms(start).astimezone() for start, _end in _buckets(report))
    return tuple(f"{day.day} {day:%b %Y}" for day in days)


def _times(key: str, title: str, report: Report, found: Sequence[Times], picked: Picked) -> Lines:
    rest = _base(report, Picked(0, picked.issue_type, picked.worker_id, picked.service))
    marks = ((24.0, "24 h target"), (48.0, "48 h")) if key == "acknowledge" else ()
    return Lines(
        key,
        title,
        _names(report),
        (
            _line("Median", Tone.ACCENT, (each.median for each in found)),
            _line("90% within", Tone.ORANGE, (each.p90 for each in found)),
        ),
        tuple((*rest, _days(start, end)) for start, end in _buckets(report)),
        marks,
    )


def _line(name: str, tone: Tone, measured: Iterable[int | None]) -> Line:
    found = tuple(measured)
    hours = tuple(None if each is None else each / HOUR_MS for each in found)
    return Line(name, tone, hours, tuple(map(length, found)))


def _held(report: Report) -> Lines:
    values = tuple(cents / 100 for cents in report.held)
    line = Line("Held", Tone.RED, values, tuple(map(money, report.held)))
    return Lines("held", "Money held", _names(report), (line,), (), is_money=True)


def scale(most: float, *, is_money: bool) -> tuple[float, ...]:
    """Heights for lines across a chart, from 0 to the first round one that is not below `most`.
    Hours are counted in days where they are many."""
    unit = 24.0 if most > _MANY_HOURS and not is_money else 1.0
    most = most / unit
    if most <= 0:
        return (0.0, 1.0)
    step = next(each for each in _steps() if each * 4 >= most)
    return tuple(step * unit * at for at in range(int(-(-most // step)) + 1))


def _steps() -> Iterator[float]:
    size = 0.5
    while True:
        yield from (size, size * 2, size * 4)
        size *= 10


def height_text(value: float, top: float, *, is_money: bool) -> str:
    """`$1,200`, `36 h`, `4 days`; in days where the chart counts in them."""
    if is_money:
        return round_money(round(value * 100))
    return f"{value / 24:g} days" if top > _MANY_HOURS else f"{value:g} h"
