"""After any commands the index says what the rows say: an oracle that never looks at the index."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import AddCustomer
from sync_server.contract.feed import entity
from sync_server.contract.issues import IssueRow, MoveIssue, ReportIssue
from sync_server.contract.records import AddBooking, AddInquiry, AddQuote, AssignBooking, BookingRow
from sync_server.contract.staff import ChangeRole
from sync_server.contract.threads import (
    ChangePostVisibility,
    EditPost,
    PostRow,
    RemovePost,
    ThreadRow,
    WritePost,
)
from sync_server.contract.values import IssueStatus, RecordKind, Role, Visibility
from sync_server.rules.visibility import audience
from sync_server.store.database import Database
from sync_server.store.schema import migrate
from sync_server.store.tables import audience as index
from sync_server.store.tables import scopes
from sync_server.store.view import SqlView
from tests.server.shop import PEOPLE, Replica, Shop, fresh_id

WORKERS = st.lists(st.sampled_from(["liam", "zoe"]), unique=True).map(
    lambda names: tuple(map(RowId, names))
)
KINDS = (
    "customer",
    "inquiry",
    "quote",
    "booking",
    "post",
    "assign",
    "widen",
    "edit",
    "remove",
    "issue",
    "move",
    "role",
    "pull",
)


class World:
    """Makes commands that mostly make sense out of what is there."""

    def __init__(self, shop: Shop, data: st.DataObject) -> None:
        self.shop = shop
        self.data = data
        self.replicas = [Replica(shop, name) for name in PEOPLE]

    def pick(self, kind: type):
        found = [row for row in self.shop.all_rows() if isinstance(row, kind)]
        return self.data.draw(st.sampled_from(found)) if found else None

    def step(self, kind: str) -> None:
        if kind == "pull":
            replica = self.data.draw(st.sampled_from(self.replicas))
            replica.pull(self.data.draw(st.sampled_from([1, 2_000, 10**6])))
            return
        command = getattr(self, f"_{kind}")()
        if command is not None:
            self.shop.do(self.data.draw(st.sampled_from(["olive", "amy", "liam"])), command)

    def _customer(self) -> AnyCommand:
        return AddCustomer(customer_id=fresh_id(), name="Ann")

    def _inquiry(self) -> AnyCommand | None:
        thread = self.pick(ThreadRow)
        return thread and AddInquiry(
            inquiry_id=fresh_id(), customer_id=thread.customer_id, title="Hello"
        )

    def _quote(self) -> AnyCommand | None:
        thread = self.pick(ThreadRow)
        return thread and AddQuote(
            quote_id=fresh_id(), customer_id=thread.customer_id, title="Offer", total_cents=1
        )

    def _booking(self) -> AnyCommand | None:
        thread = self.pick(ThreadRow)
        return thread and AddBooking(
            booking_id=fresh_id(),
            customer_id=thread.customer_id,
            title="Job",
            worker_ids=self.data.draw(WORKERS),
        )

    def _post(self) -> AnyCommand | None:
        thread = self.pick(ThreadRow)
        file = NewAttachment(fresh_id(), "a.png", "image/png", 10, "a" * 64)
        return thread and WritePost(
            post_id=fresh_id(),
            thread_id=thread.id,
            body="hello",
            visibility=self.data.draw(st.sampled_from(Visibility)),
            attachments=(file,) if self.data.draw(st.booleans()) else (),
        )

    def _assign(self) -> AnyCommand | None:
        job = self.pick(BookingRow)
        return job and AssignBooking(
            booking_id=job.id, seen=job.worker_ids, worker_ids=self.data.draw(WORKERS)
        )

    def _widen(self) -> AnyCommand | None:
        post = self.pick(PostRow)
        return post and ChangePostVisibility(
            post_id=post.id,
            visibility=self.data.draw(st.sampled_from(Visibility)),
            seen_version=post.version,
        )

    def _edit(self) -> AnyCommand | None:
        post = self.pick(PostRow)
        return post and EditPost(post_id=post.id, body="edited")

    def _remove(self) -> AnyCommand | None:
        post = self.pick(PostRow)
        return post and RemovePost(post_id=post.id)

    def _issue(self) -> AnyCommand | None:
        job = self.pick(BookingRow)
        return job and ReportIssue(
            issue_id=fresh_id(),
            record_kind=RecordKind.BOOKING,
            record_id=job.id,
            issue_type="damage",
            responsible_ids=job.worker_ids[:1],
        )

    def _move(self) -> AnyCommand | None:
        issue = self.pick(IssueRow)
        to = self.data.draw(st.sampled_from(IssueStatus))
        return issue and MoveIssue(issue_id=issue.id, seen=issue.status, to=to)

    def _role(self) -> AnyCommand:
        role = self.data.draw(st.sampled_from([Role.AGENT, Role.FIELDWORKER, Role.FINANCE]))
        return ChangeRole(staff_id=RowId("amy"), role=role)


def _index_says(database: Database) -> set[tuple[str, str, str]]:
    wanted = select(scopes.c.name, index.c.entity, index.c.id).join(
        scopes, scopes.c.id == index.c.scope
    )
    with database.reading() as connection:
        return {tuple(row) for row in connection.execute(wanted.where(index.c.gone == 0))}


def _rows_say(shop: Shop) -> set[tuple[str, str, str]]:
    rows = shop.all_rows()
    with shop.database.reading() as connection:
        view = SqlView(connection)
        return {(scope, entity(type(row)), row.id) for row in rows for scope in audience(view, row)}


@settings(suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_index_and_every_replica_say_what_the_rows_say(
    tmp_path_factory, data: st.DataObject
) -> None:
    database = _fresh(tmp_path_factory)
    shop = Shop(database)
    shop.add_booking(shop.add_customer(), "liam")
    world = World(shop, data)
    for kind in data.draw(st.lists(st.sampled_from(KINDS), min_size=5, max_size=25)):
        world.step(kind)
    assert _index_says(database) == _rows_say(shop)
    for replica in world.replicas:
        replica.pull()
        assert replica.is_right(), replica.name
    _check_customers_read_only_what_is_for_everyone(shop)
    database.close()


def _check_customers_read_only_what_is_for_everyone(shop: Shop) -> None:
    """No office-only or staff post ever stands in a customer's scope."""
    shown = {row_id for scope, _kind, row_id in _index_says(shop.database) if scope[:2] == "c:"}
    posts = [row for row in shop.all_rows() if isinstance(row, PostRow)]
    hidden = [p.id for p in posts if p.visibility is not Visibility.EVERYONE]
    assert not shown & set(hidden)


def _fresh(tmp_path_factory) -> Database:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('world') / 'office.db'}")
    migrate(database)
    return database
