"""Tables of the outbox file, and the states a command goes through in it."""

from __future__ import annotations

from enum import StrEnum

TABLES = """
CREATE TABLE IF NOT EXISTS setting(k TEXT PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS command(
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, json BLOB NOT NULL, at INTEGER NOT NULL,
  state TEXT NOT NULL, receipt BLOB, told INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS command_state ON command(state, n);
CREATE TABLE IF NOT EXISTS draft(k TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS upload(
  sha256 TEXT PRIMARY KEY, path TEXT NOT NULL, media_type TEXT NOT NULL, done INTEGER NOT NULL
  DEFAULT 0, problem TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
"""


class State(StrEnum):
    NEW = "new"
    DONE = "done"
    REJECTED = "rejected"
