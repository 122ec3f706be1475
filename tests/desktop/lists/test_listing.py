"""Lists as data: every filter, order, group and total says the truth, by an index where it must."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.replica import listing, listing_statements
from desktop.replica.listing import is_indexed
from desktop.replica.listing_customers import CUSTOMER_LIST, made_at_ms
from desktop.replica.listing_query import (
    Filter,
    Match,
    Op,
    Query,
    ReadQuery,
    Sort,
    read_query,
    settled,
    shown_keys,
    write_query,
)
from desktop.replica.listing_records import INVOICE_LIST, RECORD_LISTS
from desktop.replica.listing_rows import Totals
from desktop.replica.listing_spec import ListSpec
from desktop.replica.listing_window import Listing, look_first, look_through
from desktop.replica.profile import Profile
from sync_server.contract.base import RowId, new_id
from sync_server.contract.values import RecordKind
from tests.desktop.lists import office

BOOKING_LIST = RECORD_LISTS[RecordKind.BOOKING]


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(tmp_path, office.office())
    yield made
    made.close()


PLAIN = Query()


def never() -> bool:
    return False


def whole(profile: Profile, spec: ListSpec, query: Query = PLAIN) -> Listing:
    db = profile.replica.reader()
    query = settled(query, office.NOW)
    made = Listing(profile.replica.reader, spec, query, look_first(db, spec, query))
    made.learn(look_through(db, spec, query, never))
    return made


def ids(found: Listing) -> list[str]:
    return [row.id for row in found.page(0, found.count())]


def narrowed(profile: Profile, spec: ListSpec, *filters: Filter, match: Match = Match.ALL):
    return set(ids(whole(profile, spec, Query(filters=filters, match=match))))


def value(found: Listing, row: int, key: str) -> object:
    at = [each.key for each in found.spec.fields].index(key)
    return found.page(row, 1)[0].values[at]


def test_customers_stand_in_the_order_of_their_names_with_all_their_columns(
    profile: Profile,
) -> None:
    everything = tuple(each.key for each in CUSTOMER_LIST.fields)
    found = whole(profile, CUSTOMER_LIST, Query(columns=everything))
    assert ids(found) == ["ann", "bob", "cid"]
    assert value(found, 0, "phones") == "+491711234567, +491719999999"
    assert value(found, 1, "emails") == "bob@example.org"
    assert (value(found, 0, "open_issues"), value(found, 0, "balance")) == (1, 42_000)
    assert value(found, 0, "last_activity") is not None
    assert value(found, 2, "last_activity") is None


def test_columns_that_are_not_shown_are_not_read(profile: Profile) -> None:
    found = whole(profile, CUSTOMER_LIST, Query(columns=("name",)))
    assert (value(found, 0, "name"), value(found, 0, "balance")) == ("Ann Taylor", None)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Filter("name", Op.CONTAINS, ("TAYLOR",)), {"ann"}),
        (Filter("name", Op.CONTAINS, ("0%",)), {"cid"}),
        (Filter("name", Op.CONTAINS, ("_",)), set()),
        (Filter("labels", Op.ONE_OF, ("VIP", "New")), {"ann", "cid"}),
        (Filter("labels", Op.ONE_OF, ('Say "hi"',)), {"ann"}),
        (Filter("labels", Op.ONE_OF, ("VI",)), set()),
        (Filter("labels", Op.NONE_OF, ("VIP",)), {"bob", "cid"}),
        (Filter("labels", Op.EMPTY), {"bob"}),
        (Filter("labels", Op.FILLED), {"ann", "cid"}),
        (Filter("location", Op.EMPTY), {"cid"}),
        (Filter("open_issues", Op.BETWEEN, ("1", "")), {"ann"}),
        (Filter("balance", Op.BETWEEN, ("", "0")), {"bob", "cid"}),
        (Filter("balance", Op.BETWEEN, ("42000", "42000")), {"ann"}),
        (Filter("last_activity", Op.EMPTY), {"cid"}),
        (Filter("last_activity", Op.LAST_DAYS, ("1",)), {"ann"}),
        (Filter("last_activity", Op.LAST_DAYS, ("7",)), {"ann", "bob"}),
        (Filter("phones", Op.CONTAINS, ("9999",)), {"ann"}),
        (Filter("emails", Op.FILLED), {"bob"}),
        (Filter("note", Op.EMPTY), {"ann", "bob", "cid"}),
    ],
)
def test_every_filter_of_customers_lets_exactly_these_through(
    profile: Profile, one: Filter, expected: set[str]
) -> None:
    """TML-23: the list is filtered by label."""
    assert narrowed(profile, CUSTOMER_LIST, one) == expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Filter("status", Op.ONE_OF, ("open", "overdue")), {"v1", "v2"}),
        (Filter("status", Op.NONE_OF, ("open", "overdue")), {"v3"}),
        (Filter("total", Op.BETWEEN, ("801", "5000")), {"v3"}),
        (Filter("number", Op.BETWEEN, ("8", "")), {"v2", "v3"}),
        (Filter("customer", Op.CONTAINS, ("ann",)), {"v1", "v2"}),
        (Filter("customer_id", Op.ONE_OF, ("bob",)), {"v3"}),
        (Filter("created", Op.BETWEEN, ("2026-11-20", "2026-11-20")), {"v1"}),
        (Filter("created", Op.BETWEEN, ("", "2026-11-20")), {"v1", "v3"}),
        (Filter("created", Op.BETWEEN, ("2026-11-21", "")), {"v2"}),
        (Filter("created", Op.BETWEEN, ("2026-11-22", "2026-11-20")), set()),
        (Filter("created", Op.BETWEEN, ("", "9999-12-31")), {"v1", "v2", "v3"}),
        (Filter("due", Op.FILLED), {"v1"}),
    ],
)
def test_every_filter_of_invoices_lets_exactly_these_through(
    profile: Profile, one: Filter, expected: set[str]
) -> None:
    assert narrowed(profile, INVOICE_LIST, one) == expected


def test_filters_hold_all_together_or_any_of_them(profile: Profile) -> None:
    both = (Filter("status", Op.ONE_OF, ("open",)), Filter("title", Op.CONTAINS, ("window",)))
    assert narrowed(profile, INVOICE_LIST, *both) == set()
    assert narrowed(profile, INVOICE_LIST, *both, match=Match.ANY) == {"v1", "v2", "v3"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [("window", ["v1", "v3"]), ("INV-00008", ["v2"]), ("inv 8", ["v2"]), ("9", ["v3"]),
     ("taylor", ["v2", "v1"]), ("zzz", [])],
)  # fmt: skip
def test_words_find_titles_customers_and_numbers(
    profile: Profile, words: str, expected: list[str]
) -> None:
    assert ids(whole(profile, INVOICE_LIST, Query(words=words))) == expected


@pytest.mark.parametrize("words", ["0171 123 45 67", "+49 171 1234567", "vip", "glebe", "ANN"])
def test_customers_are_found_by_number_label_place_and_name(profile: Profile, words: str) -> None:
    label = words.upper() if words == "vip" else words
    assert "ann" in ids(whole(profile, CUSTOMER_LIST, Query(words=label)))


def test_several_orders_apply_one_after_the_other(profile: Profile) -> None:
    by = (Sort("customer"), Sort("total", descending=True))
    assert ids(whole(profile, INVOICE_LIST, Query(sorts=by))) == ["v1", "v2", "v3"]
    by = (Sort("customer", descending=True), Sort("total"))
    assert ids(whole(profile, INVOICE_LIST, Query(sorts=by))) == ["v3", "v2", "v1"]


def test_totals_count_and_sum_what_is_filtered(profile: Profile) -> None:
    query = Query(filters=(Filter("status", Op.ONE_OF, ("open", "overdue")),))
    assert whole(profile, INVOICE_LIST, query).totals == Totals(2, (42_000, 42_000))


def test_groups_have_counts_sums_and_their_rows_and_can_be_folded(profile: Profile) -> None:
    found = whole(profile, INVOICE_LIST, Query(group_by="customer"))
    lines = found.page(0, found.count())
    assert [row.head.value if row.head else row.id for row in lines] == [
        "Ann Taylor", "v2", "v1", "bob Smith", "v3",
    ]  # fmt: skip
    assert [(r.head.count, r.head.sums) for r in lines if r.head] == [
        (2, (42_000, 42_000)),
        (1, (5_000, 5_000)),
    ]
    found.fold(lines[0].id)
    assert [row.id for row in found.page(0, 9)] == ["group:0", "group:1", "v3"]
    assert found.place_of(0) is None
    found.fold_all()
    assert found.count() == 2
    found.fold_all()
    assert found.count() == 5


def test_a_bookings_workers_and_money_are_listed(profile: Profile) -> None:
    found = whole(profile, BOOKING_LIST)
    assert (value(found, 0, "workers"), value(found, 0, "total")) == ("Liam, Amy", 41_200)


def test_pages_are_the_same_by_index_from_either_end_and_by_place(tmp_path: Path) -> None:
    profile = office.desk(tmp_path, office.many(900))
    db, query = profile.replica.reader(), Query(sorts=(Sort("name"),))
    found = Listing(
        profile.replica.reader, CUSTOMER_LIST, query, look_first(db, CUSTOMER_LIST, query)
    )
    assert found.count() == 900
    names = [f"Person {n:04d}" for n in range(900)]
    for first in (0, 64, 127, 128, 449, 450, 451, 836, 890):
        assert [row.values[0] for row in found.page(first, 64)] == names[first : first + 64]
    found.learn(look_through(db, CUSTOMER_LIST, query, never))
    for first in (0, 128, 451, 890):
        assert [row.values[0] for row in found.page(first, 64)] == names[first : first + 64]
    profile.close()


def test_a_search_that_is_stopped_ends_early(tmp_path: Path) -> None:
    profile = office.desk(tmp_path, office.many(50))
    db = profile.replica.reader()
    assert listing.all_places(db, CUSTOMER_LIST, Query(), lambda: True) == array("q")
    profile.close()


@pytest.mark.parametrize("spec", [CUSTOMER_LIST, *RECORD_LISTS.values()], ids=lambda s: s.key)
def test_every_order_that_claims_an_index_is_read_by_one(profile: Profile, spec: ListSpec) -> None:
    db = profile.replica.reader()
    for key in spec.indexed:
        for descending in (False, True):
            query = Query(sorts=(Sort(key, descending),))
            assert is_indexed(spec, query)
            statement = listing_statements.window(spec, query)
            plan = db.execute(
                f"EXPLAIN QUERY PLAN {statement.sql}",
                {**statement.constants, "size": 64, "offset": 5000},
            ).fetchall()
            words = " | ".join(str(line[3]) for line in plan)
            assert "COVERING INDEX" in words, (spec.key, key, words)
            assert "TEMP B-TREE" not in words, (spec.key, key, words)


@pytest.mark.parametrize("spec", [CUSTOMER_LIST, *RECORD_LISTS.values()], ids=lambda s: s.key)
def test_a_page_is_read_by_the_places_of_its_rows(profile: Profile, spec: ListSpec) -> None:
    keys = shown_keys(Query(), spec.fields)
    statement = listing_statements.rows(spec, tuple(f.key for f in spec.fields if f.key in keys))
    plan = profile.replica.reader().execute(
        f"EXPLAIN QUERY PLAN {statement.sql}", {**statement.constants, "ids": "[]"}
    )
    scans = [line[3] for line in plan.fetchall() if str(line[3]).startswith("SCAN")]
    assert not [each for each in scans if f"SCAN {spec.table.name}" in str(each)]


def test_a_query_comes_back_from_its_text_as_it_was() -> None:
    query = Query(
        (Sort("name", descending=True),),
        (Filter("labels", Op.ONE_OF, ("VIP",)),),
        Match.ANY,
        "ann",
        "location",
        ("name", "labels"),
    )
    assert read_query(write_query(query), CUSTOMER_LIST.fields) == ReadQuery(query, 0)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "null", "[]", "7", '"x"', '{"sorts": 7}', '{"sorts": [{"key": "nope"}]}',
        '{"filters": [{"key": "name", "op": "flies"}]}', '{"columns": ["nope", 7, null]}',
        '{"filters": [{"key": "created", "op": "between", "values": ["x", "y"]}]}',
        '{"filters": [{"key": "last_activity", "op": "last_days", "values": ["-1"]}]}',
        '{"filters": [{"key": "balance", "op": "between", "values": ["1e999", ""]}]}',
        '{"group_by": "name"}', '{"group_by": {"a": 1}}', '{"words": 9}', "[" * 5000,
    ],
)  # fmt: skip
def test_a_damaged_query_shows_the_list_without_what_is_not_understood(
    profile: Profile, text: str
) -> None:
    read = read_query(text, CUSTOMER_LIST.fields)
    assert read.query == Query()
    assert ids(whole(profile, CUSTOMER_LIST, read.query)) == ["ann", "bob", "cid"]


def test_a_newer_programs_query_keeps_what_is_known() -> None:
    text = (
        '{"sorts": [{"key": "mood"}, {"key": "name", "descending": true, "blink": 1}], "new": {},'
        '"filters": [{"key": "labels", "op": "one_of", "values": ["VIP"]}, {"key": "mood"}]}'
    )
    read = read_query(text, CUSTOMER_LIST.fields)
    assert read.query.sorts == (Sort("name", descending=True),)
    assert read.query.filters == (Filter("labels", Op.ONE_OF, ("VIP",)),)
    assert read.dropped == 2


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["sorts", "filters", "key", "op", "values", "columns", "words", "match"]),
        inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_no_stored_text_breaks_reading_it(found: object) -> None:
    read_query(msgspec.json.encode(found).decode(), CUSTOMER_LIST.fields)


def test_an_id_tells_when_its_row_was_made() -> None:
    assert made_at_ms(new_id(1_700_000_000_123, b"0123456789")) == 1_700_000_000_123
    assert made_at_ms(RowId("ann")) is None


def test_amounts_and_dates_beyond_all_measure_are_listed(tmp_path: Path) -> None:
    profile = office.desk(tmp_path, office.hard())
    assert set(ids(whole(profile, INVOICE_LIST))) == {"huge", "huge2", "deep"}
    found = whole(profile, INVOICE_LIST, Query(group_by="status"))
    assert found.totals is not None
    assert found.totals.count == 3
    assert set(ids(whole(profile, CUSTOMER_LIST))) == {"long", "rtl", "ctl"}
    profile.close()


def test_labels_in_use_are_offered_once_each(profile: Profile) -> None:
    db = profile.replica.reader()
    assert listing.labels_in_use(db, CUSTOMER_LIST) == ("New", 'Say "hi"', "VIP")


def test_the_customer_a_list_is_narrowed_to_has_a_name(profile: Profile) -> None:
    db = profile.replica.reader()
    assert listing.owner_name(db, INVOICE_LIST, "customer_id", "ann") == "Ann Taylor"
    assert listing.owner_name(db, INVOICE_LIST, "customer_id", "gone") == ""
