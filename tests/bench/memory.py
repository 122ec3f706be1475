"""What a million rows cost in memory: ours, Qt's own table model and a database browser."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.figures import Figures, load_now, spread
from tests.bench.grid import RSS_MB, measure


def run(arguments: Sequence[str] = ()) -> Figures:
    found = measure(arguments)
    ours = [found.ours.rss_mb, found.ours.rss_after_mb]
    most, peer = spread(ours), spread([found.model.rss_mb])
    parts = {"ours_mb": most, "sql_table_model_mb": peer}
    if found.browser_rss_mb:
        parts["sqlitebrowser_mb"] = spread([found.browser_rss_mb])
    return Figures(
        name="memory",
        unit="MB",
        n=most.n,
        median=most.median,
        p95=most.most,
        goal=f"resident <= {RSS_MB} MB with 1,000,000 rows",
        ok=most.most <= RSS_MB,
        load=load_now(),
        parts=parts,
        peer="QSqlTableModel with all rows",
        peer_median=peer.median,
        ratio=round(most.most / peer.median, 3),
        notes=("after dragging over everything; after 64 sorts and filters",),
    )
