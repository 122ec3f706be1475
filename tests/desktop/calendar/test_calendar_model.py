"""Days and clocks, clashes, loads, and where things stand: all without a window."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.calendar.calendar_model import (
    NOBODY,
    Block,
    Load,
    blocks_of,
    first_gap,
    in_the_way,
    loads,
    moved,
    placed,
    resized,
    spoken,
    warning,
)
from desktop.calendar.days import (
    Mode,
    days_shown,
    instant,
    local,
    minute_of,
    snapped,
    stepped,
    title,
)
from desktop.calendar.layout import Board, lay_out
from desktop.replica.calendar import Planned, PlannedKind, Worker
from sync_server.contract.base import RowId

SYDNEY, BERLIN = ZoneInfo("Australia/Sydney"), ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 18)
OMAR, MEI = Worker(RowId("omar"), "Omar", 480), Worker(RowId("mei"), "Mei", 240)
PEOPLE = (OMAR, MEI)


def planned(row_id: str, start: float, hours: float, *workers: Worker) -> Planned:
    """A job at an hour of the day, in UTC."""
    starts = datetime(2026, 11, 18, tzinfo=UTC) + timedelta(hours=start)
    return Planned(
        PlannedKind.BOOKING,
        RowId(row_id),
        "BOK-1",
        f"Job {row_id}",
        RowId("c"),
        "Olivia Smith",
        "Glebe",
        "in_progress",
        starts,
        starts + timedelta(hours=hours),
        tuple(worker.id for worker in workers),
    )


def blocks(*jobs: Planned) -> tuple[Block, ...]:
    return blocks_of(jobs, PEOPLE)


# -- days


def test_a_week_begins_on_monday_and_says_its_number() -> None:
    days = days_shown(Mode.WEEK, date(2027, 1, 2))
    assert (days[0], days[-1]) == (date(2026, 12, 28), date(2027, 1, 3))
    assert title(Mode.WEEK, date(2027, 1, 2)) == "28 December 2026 to 3 January 2027 · Week 53"
    assert title(Mode.WEEK, DAY) == "16 to 22 November 2026 · Week 47"
    assert title(Mode.DAY, DAY) == "Wednesday 18 November 2026 · Week 47"
    assert stepped(Mode.WEEK, DAY, -1) == date(2026, 11, 11)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (SYDNEY, date(2026, 10, 4), 23),
        (SYDNEY, date(2026, 4, 5), 25),
        (BERLIN, date(2026, 3, 29), 23),
        (BERLIN, date(2026, 10, 25), 25),
        (SYDNEY, DAY, 24),
    ],
)
def test_days_are_as_long_as_the_clock_makes_them(zone, day, hours) -> None:
    length = instant(day + timedelta(days=1), 0, zone) - instant(day, 0, zone)
    assert length == timedelta(hours=hours)


@pytest.mark.parametrize("day", [date(2026, 10, 4), date(2026, 4, 5), DAY])
@pytest.mark.parametrize("hour", [0, 1, 4, 9, 13, 23])
def test_a_time_on_the_clock_is_found_again_where_it_was_put(day, hour) -> None:
    at = instant(day, hour * 60, SYDNEY)
    assert minute_of(at, day, SYDNEY) == hour * 60
    assert local(at, SYDNEY).date() == day


def test_a_time_that_summer_skips_is_an_hour_later_and_never_lost() -> None:
    at = instant(date(2026, 10, 4), 2 * 60 + 30, SYDNEY)
    assert local(at, SYDNEY).hour == 3


def test_a_job_over_the_change_of_clocks_keeps_its_length() -> None:
    starts = instant(date(2026, 10, 3), 22 * 60, SYDNEY)
    job = planned("a", 0, 2, OMAR)
    block = Block(job, OMAR.id, starts, starts + timedelta(hours=2))
    move = moved(block, OMAR.id, instant(date(2026, 10, 4), 60, SYDNEY))
    assert move.starts_at is not None
    assert move.ends_at is not None
    assert move.ends_at - move.starts_at == timedelta(hours=2)
    assert local(move.ends_at, SYDNEY).hour == 4


def test_times_snap_to_quarters_of_an_hour_of_the_day() -> None:
    assert [snapped(m) for m in (-40, 7, 8, 544, 9999)] == [0, 0, 15, 540, 1425]


# -- clashes and loads


def test_two_jobs_of_one_person_at_once_clash_and_of_two_do_not() -> None:
    made = blocks(planned("a", 9, 2, OMAR), planned("b", 10, 1, OMAR), planned("c", 9, 2, MEI))
    assert {block.planned.id for block in made if block.clashes} == {"a", "b"}


def test_one_job_after_the_other_does_not_clash() -> None:
    assert not [b for b in blocks(planned("a", 9, 2, OMAR), planned("b", 11, 1, OMAR)) if b.clashes]


def test_a_short_job_inside_a_long_one_clashes_behind_others() -> None:
    made = blocks(
        planned("long", 8, 8, OMAR), planned("a", 9, 1, OMAR), planned("late", 15, 1, OMAR)
    )
    assert all(block.clashes for block in made)


def test_jobs_of_nobody_have_a_line_and_never_clash() -> None:
    made = blocks(planned("a", 9, 2), planned("b", 9, 2))
    assert {block.worker_id for block in made} == {NOBODY.id}
    assert not any(block.clashes for block in made)


def test_a_clash_is_told_in_words_before_anything_moves() -> None:
    made = blocks(planned("a", 9, 2, OMAR), planned("b", 13, 1, MEI))
    mine = next(b for b in made if b.planned.id == "b")
    move = moved(mine, OMAR.id, datetime(2026, 11, 18, 10, tzinfo=UTC))
    people = {worker.id: worker for worker in PEOPLE}
    assert warning(in_the_way(made, move), people, UTC) == "Omar already has Job a, 09:00 to 11:00."
    free = moved(mine, OMAR.id, datetime(2026, 11, 18, 11, tzinfo=UTC))
    assert warning(in_the_way(made, free), people, UTC) == ""


def test_minutes_of_a_day_are_counted_against_what_fits() -> None:
    made = blocks(planned("a", 9, 3, MEI), planned("b", 13, 2, MEI), planned("n", 23, 4, OMAR))
    found = loads(made, PEOPLE, [DAY, DAY + timedelta(days=1)], UTC)
    assert found[MEI.id, DAY] == Load(300, 240)
    assert found[MEI.id, DAY].is_over
    assert found[MEI.id, DAY].words() == "5 h of 4 h"
    assert found[OMAR.id, DAY] == Load(60, 480)
    assert found[OMAR.id, DAY + timedelta(days=1)].minutes == 180, "past midnight is the next day"


# -- moves


def test_handing_a_job_over_keeps_the_others_on_it_and_their_order() -> None:
    third = Worker(RowId("zoe"), "Zoe", 480)
    job = planned("a", 9, 2, OMAR, MEI)
    (first, _second) = blocks_of([job], (*PEOPLE, third))
    assert moved(first, third.id, job.starts_at).worker_ids == (third.id, MEI.id)  # type: ignore[arg-type]
    assert moved(first, MEI.id, job.starts_at).worker_ids == (MEI.id,)  # type: ignore[arg-type]
    assert moved(first, NOBODY.id, job.starts_at).worker_ids == (MEI.id,)  # type: ignore[arg-type]


def test_a_job_is_a_quarter_of_an_hour_long_at_least() -> None:
    (block,) = blocks(planned("a", 9, 2, OMAR))
    move = resized(block, block.starts_at - timedelta(hours=1))
    assert move.ends_at == block.starts_at + timedelta(minutes=15)


def test_a_waiting_job_is_an_hour_long_and_whose_line_it_fell_into() -> None:
    job = planned("a", 9, 2)
    bare = Planned(
        job.kind, job.id, "", "x", job.customer_id, "", "", "to_schedule", None, None, ()
    )
    at = datetime(2026, 11, 18, 14, tzinfo=UTC)
    move = placed(bare, OMAR.id, at)
    assert (move.starts_at, move.ends_at) == (at, at + timedelta(hours=1))
    assert move.worker_ids == (OMAR.id,)


def test_the_first_gap_lies_between_jobs() -> None:
    made = blocks(planned("a", 8, 2, OMAR), planned("b", 10.5, 5, OMAR))
    hour = timedelta(hours=1)
    assert first_gap(made, OMAR.id, DAY, hour, UTC).hour == 15
    assert first_gap(made, OMAR.id, DAY, timedelta(minutes=30), UTC).hour == 10
    assert first_gap(made, MEI.id, DAY, hour, UTC).hour == 8


def test_a_block_says_everything_that_its_colour_says() -> None:
    made = blocks(planned("a", 9, 2, OMAR), planned("b", 10, 1, OMAR))
    assert spoken(made[0], "Omar", UTC) == (
        "Omar, Wed 18 Nov, 09:00 to 11:00, Job a, Olivia Smith, Glebe, In progress, "
        "overlaps another job"
    )


# -- where things stand

jobs = st.lists(
    st.tuples(st.floats(0, 30), st.floats(0.1, 40), st.sampled_from([OMAR, MEI])), max_size=25
)


@pytest.mark.parametrize("mode", list(Mode))
@given(found=jobs, width=st.integers(300, 2000))
def test_nothing_ever_stands_on_something_else(mode, found, width) -> None:
    made = blocks(*(planned(str(n), s, h, w) for n, (s, h, w) in enumerate(found)))
    board = lay_out(mode, days_shown(mode, DAY), PEOPLE, made, width, UTC)
    boxes = [each.box for each in board.standing]
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y


@given(found=jobs, top=st.integers(0, 900), height=st.integers(1, 400))
def test_only_what_can_be_seen_is_painted_and_all_of_that(found, top, height) -> None:
    made = blocks(*(planned(str(n), s, h, w) for n, (s, h, w) in enumerate(found)))
    board = lay_out(Mode.WEEK, days_shown(Mode.WEEK, DAY), PEOPLE, made, 700, UTC)
    seen = set(board.between(top, top + height))
    for each in board.standing:
        is_visible = each.box.y <= top + height and each.box.y + each.box.height >= top
        if is_visible and top < board.height:
            assert each in seen


def test_of_fifty_people_only_the_lines_in_view_are_looked_at() -> None:
    people = [Worker(RowId(f"w{n}"), f"Worker {n}", 480) for n in range(50)]
    many = [planned(f"j{n}", 24 * (n % 5) - 48 + 8, 1, people[n % 50]) for n in range(500)]
    board = lay_out(
        Mode.WEEK, days_shown(Mode.WEEK, DAY), people, blocks_of(many, people), 800, UTC
    )
    assert len(board.standing) == 500
    assert 0 < len(board.between(1000, 1700)) < 150
    assert len(board.lines_between(1000, 1700)) < 12


def test_a_point_is_a_place_and_a_week_keeps_the_time_of_day() -> None:
    made = blocks(planned("a", 9.5, 2, OMAR))
    day: Board = lay_out(Mode.DAY, (DAY,), PEOPLE, made, 700, UTC)
    spot = day.spot_at(84 * 13 + 43, day.lines[1].y + 3)
    assert spot is not None
    assert (spot.worker_id, spot.minute) == (MEI.id, 13 * 60 + 30)
    week = lay_out(Mode.WEEK, days_shown(Mode.WEEK, DAY), PEOPLE, made, 700, UTC)
    kept = week.spot_at(650, 3, made[0].starts_at)
    assert kept is not None
    assert (kept.day, kept.minute) == (date(2026, 11, 22), 9 * 60 + 30)
