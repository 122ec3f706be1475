"""Who may sign in: passwords, tokens, devices and phone secrets. Nothing here ever syncs.

Passwords are argon2id hashes, tokens are stored as SHA-256, and a SIP password is derived from
the server's secret when it is needed, so a stolen database opens no door.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, func, insert, select, update

from sync_server.contract.base import DeviceId, RowId, new_id
from sync_server.contract.columns import to_ms
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Role
from sync_server.contract.wire import SignedIn, SignIn
from sync_server.rules.history import SIGN_IN
from sync_server.settings import Settings
from sync_server.store import receipts
from sync_server.store.actor import AccessEnded, Actor
from sync_server.store.audit import Changed, Deed, append, at_console
from sync_server.store.change import write_change
from sync_server.store.clock import Clock, utc_now
from sync_server.store.database import Database
from sync_server.store.sequence import epoch_and_floor, take_seq
from sync_server.store.tables import accounts, tokens
from sync_server.store.throttle import check_throttle, count_failure, forgive
from sync_server.store.view import SqlView

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash(secrets.token_hex(16))
"""Checked when there is no such account: the answer takes as long as for a wrong password."""

MIN_PASSWORD = 8


class WrongCredentials(Exception):
    """E-mail and password do not belong together; nobody is told which of them is wrong."""


class BadAccount(Exception):
    """An account cannot be made like this; the message says why."""


@dataclass(frozen=True, slots=True)
class NewStaff:
    name: str
    email: str
    role: Role
    password: str
    has_phone: bool = True


@dataclass(frozen=True, slots=True)
class PhoneAccount:
    """What the phone system needs to know a colleague's phone: never the password."""

    sip_user: str
    ha1: str


class Accounts:
    """Signs people in and out, and makes their accounts."""

    def __init__(self, database: Database, settings: Settings, clock: Clock = utc_now) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    def add_staff(self, new: NewStaff) -> RowId:
        """Make a colleague with an account and a phone. Raises BadAccount."""
        email = new.email.strip().lower()
        if "@" not in email or not new.name.strip():
            raise BadAccount("a colleague needs a name and an e-mail address")
        if len(new.password) < MIN_PASSWORD:
            raise BadAccount(f"a password needs at least {MIN_PASSWORD} characters")
        now = to_ms(self._clock())
        staff_id = new_id(now, secrets.token_bytes(10))
        password_hash = _hasher.hash(new.password)
        with self._database.writing() as tx:
            if tx.execute(select(accounts.c.email).where(accounts.c.email == email)).first():
                raise BadAccount(f"{email} has an account already")
            sip_user = _free_sip_user(tx, email) if new.has_phone else None
            staff = StaffRow(staff_id, 0, new.name.strip(), new.role, email, sip_user)
            deed = at_console(now, "staff.add")
            write_change(tx, SqlView(tx), [staff], take_seq(tx, deed.actor_id, now), deed)
            values = {"staff_id": staff_id, "email": email, "password_hash": password_hash}
            ha1 = self._ha1(sip_user, staff_id) if sip_user else None
            tx.execute(insert(accounts), {**values, "sip_ha1": ha1})
        return staff_id

    def give_password(self, staff: StaffRow, password: str) -> None:
        """Make the account of a colleague whose row is there already."""
        values = {
            "staff_id": staff.id,
            "email": staff.email,
            "password_hash": _hasher.hash(password),
            "sip_ha1": self._ha1(staff.sip_user, staff.id) if staff.sip_user else None,
        }
        with self._database.writing() as tx:
            tx.execute(insert(accounts), values)

    def sign_in(self, request: SignIn, address: str) -> SignedIn:
        """Raises TooMany, WrongCredentials, or DeviceTaken."""
        email = request.email.strip().lower()
        keys = (f"account:{email}", f"address:{address}")
        with self._database.reading() as connection:
            check_throttle(connection, keys, to_ms(self._clock()))
            found = connection.execute(select(accounts).where(accounts.c.email == email)).first()
        is_right = _verify(found.password_hash if found else _NOBODY, request.password)
        with self._database.writing() as tx:
            view = SqlView(tx)
            staff = view.get(StaffRow, RowId(found.staff_id)) if found else None
            if is_right and staff is not None and staff.active:
                forgive(tx, keys[:1])
                return self._let_in(tx, staff, request)
            count_failure(tx, keys, to_ms(self._clock()))
        raise WrongCredentials

    def _let_in(self, tx: Connection, staff: StaffRow, request: SignIn) -> SignedIn:
        now = self._clock()
        if receipts.last_of(tx, request.device, staff.id) is None:
            receipts.add_device(tx, request.device, staff.id, request.device_name, to_ms(now))
        token = secrets.token_urlsafe(32)
        values = {
            "token_hash": _hash(token),
            "staff_id": staff.id,
            "device_id": request.device,
            "issued_at": to_ms(now),
            "expires_at": to_ms(now + timedelta(days=self._settings.token_days)),
        }
        tx.execute(insert(tokens), values)
        _note(tx, to_ms(now), staff, "account.sign_in", request.device_name or request.device)
        epoch, _floor = epoch_and_floor(tx)
        has_phone = staff.sip_user is not None
        return SignedIn(
            token=token,
            staff_id=staff.id,
            name=staff.name,
            role=staff.role,
            epoch=epoch,
            sip_user=staff.sip_user,
            sip_password=self.sip_password(staff.id) if has_phone else None,
            sip_domain=self._settings.sip_domain,
            sip_proxy=self._settings.sip_proxy,
            sip_tls_port=self._settings.sip_tls_port,
            sip_certificate=self._sip_certificate(),
        )

    def actor_of(self, token: str) -> Actor | None:
        """The person behind a token; None when it is unknown, expired or revoked.

        Raises AccessEnded for a person whose access ended: the device must erase itself.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                select(tokens).where(tokens.c.token_hash == _hash(token))
            ).first()
            if row is None or row.expires_at <= to_ms(self._clock()):
                return None
            staff = SqlView(connection).get(StaffRow, RowId(row.staff_id))
        if staff is None or not staff.active:
            raise AccessEnded(f"staff {row.staff_id} has no access any more")
        if row.revoked_at is not None:
            return None
        return Actor(staff.id, staff.name, staff.role, DeviceId(row.device_id))

    def sign_out(self, token: str) -> None:
        """End one token; the others of the same person stay."""
        mine, now = tokens.c.token_hash == _hash(token), to_ms(self._clock())
        with self._database.writing() as tx:
            ended = tx.execute(
                select(tokens.c.staff_id, tokens.c.device_id).where(
                    mine, tokens.c.revoked_at.is_(None)
                )
            ).first()
            tx.execute(update(tokens).where(mine).values(revoked_at=now))
            staff = SqlView(tx).get(StaffRow, RowId(ended.staff_id)) if ended else None
            if ended is not None and staff is not None:
                _note(tx, now, staff, "account.sign_out", ended.device_id)

    def _sip_certificate(self) -> str:
        """The phone system makes it when it first starts; until then phones come without."""
        try:
            return self._settings.sip_certificate_file.read_text()
        except FileNotFoundError:
            return ""

    def sip_password(self, staff_id: RowId) -> str:
        """The phone password of a colleague: the same each time, and nowhere on disk."""
        raw = self._settings.derived("sip", staff_id)[:20]
        return base64.b32encode(raw).decode().lower()

    def phones(self) -> list[PhoneAccount]:
        """Everyone whose phone may register."""
        with self._database.reading() as connection:
            active = {s.id: s for s in SqlView(connection).where(StaffRow, active=True)}
            found = connection.execute(select(accounts.c.staff_id, accounts.c.sip_ha1)).all()
        return [
            PhoneAccount(staff.sip_user, row.sip_ha1)
            for row in found
            if (staff := active.get(row.staff_id)) and staff.sip_user and row.sip_ha1
        ]

    def _ha1(self, sip_user: str, staff_id: RowId) -> str:
        """RFC 2617's HA1: what a registrar needs to check a digest without the password."""
        text = f"{sip_user}:{self._settings.sip_domain}:{self.sip_password(staff_id)}"
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _note(tx: Connection, at_ms: int, staff: StaffRow, kind: str, device: str) -> None:
    """Signing in and out is history, though it changes no row anybody sees."""
    deed = Deed(at_ms, staff.id, staff.name, staff.role, kind)
    append(tx, deed, [Changed(SIGN_IN, staff.id, {"device": (None, device)})])


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _free_sip_user(tx: Connection, email: str) -> str:
    name = "".join(c for c in email.split("@")[0] if c.isascii() and c.isalnum()) or "phone"
    view = SqlView(tx)
    if not view.where(StaffRow, sip_user=name):
        return name
    staff = tx.execute(select(func.count()).select_from(accounts)).scalar_one()
    return f"{name}{staff + 1}"
