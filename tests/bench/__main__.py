"""Runs one benchmark by name and prints its figures as the last line."""

from __future__ import annotations

import argparse
import importlib
import sys

import msgspec

from tests.bench.figures import Figures

NAMES = (
    "pop",
    "start",
    "gaps",
    "sync_first",
    "sync_live",
    "ring",
    "answer",
    "others_silent",
    "callrate",
    "audio",
    "search",
    "grid",
    "holds_grid",
    "memory",
    "importing",
    "open_customer",
    "board",
)


def main() -> int:
    asked = argparse.ArgumentParser(prog="tests.bench")
    asked.add_argument("name", choices=NAMES)
    asked.add_argument("--json", action="store_true", help="figures as one JSON object")
    known, rest = asked.parse_known_args()
    module = importlib.import_module(f"tests.bench.{known.name}")
    figures: Figures = module.run(rest)
    if known.json:
        print(msgspec.json.encode(figures).decode())
    else:
        print(_readable(figures))
    return 0 if figures.ok else 1


def _readable(figures: Figures) -> str:
    verdict = "holds" if figures.ok else "MISSED"
    return (
        f"{figures.name}: median {figures.median} {figures.unit}, p95 {figures.p95}, "
        f"n {figures.n}, goal {figures.goal} {verdict}, load {figures.load}"
    )


if __name__ == "__main__":
    sys.exit(main())
