"""The figures of a tour; times in milliseconds, each the median of what was seen."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass, field
from pathlib import Path

MEASURED = (
    "invite_to_card_ms",
    "invite_to_ringing_ms",
    "answer_to_others_silent_ms",
    "post_to_other_desk_ms",
    "portal_post_to_desk_ms",
)


@dataclass
class Report:
    times: dict[str, list[float]] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)

    def took(self, name: str, seconds: float) -> None:
        self.times.setdefault(name, []).append(seconds * 1000)

    def save(self, target: Path) -> dict[str, object]:
        told: dict[str, object] = {}
        for name in MEASURED:
            seen = self.times.get(name, [])
            told[name] = round(statistics.median(seen), 1) if seen else None
            told[f"{name}_seen"] = [round(one, 1) for one in seen]
        told |= self.facts
        target.write_text(json.dumps(told, indent=2) + "\n")
        return told
