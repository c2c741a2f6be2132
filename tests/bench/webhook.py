"""Events per second from signed POST to committed and applied, against plain inserts of the same bodies."""

from __future__ import annotations

import statistics

import psycopg

from tests.bench.bodies import calls
from tests.bench.figure import Figure
from tests.bench.load import Load, post_all
from tests.bench.raw import insert_all
from tests.bench.webhook_process import SECRET, serving

ROUNDS = 5
CALLS = 150
SHARE_OF_RAW = 0.35
SLOWER_WHEN_LARGE = 1.3


def throughput(url: str) -> list[Figure]:
    """The two in turn, several rounds; the median round's ratio counts."""
    pairs: list[tuple[Load, Load]] = []
    with serving(url) as webhook:
        post_all(webhook, SECRET, calls(20, first=9_000))
        visits = _visits(url)
        for number in range(ROUNDS):
            bodies = calls(CALLS, first=number * CALLS)
            pairs.append((insert_all(url, bodies), post_all(webhook, SECRET, bodies)))
        missing = ROUNDS * CALLS - (_visits(url) - visits)
    raw, ours = (statistics.median(load.per_second for load in side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(b.per_second / a.per_second for a, b in pairs)
    p99 = [(_p99(a), _p99(b)) for a, b in pairs]
    raw_p99, our_p99 = (statistics.median(side) for side in zip(*p99, strict=True))
    refused = sum(load.refused for _, load in pairs)
    return [
        Figure("webhook_events_per_second", ours, "1/s", f"raw insert {raw:.0f} 1/s", None),
        Figure("webhook_share_of_raw", ratio, "ratio", f"at least {SHARE_OF_RAW}", SHARE_OF_RAW, at_least=True),
        Figure("webhook_p99", our_p99 * 1000, "ms", f"raw insert {raw_p99 * 1000:.1f} ms", None),
        Figure("webhook_p99_over_raw", our_p99 / raw_p99, "ratio", "no limit set", None),
        Figure("webhook_not_200", refused, "answers", "at most 0", 0),
        Figure("webhook_visits_missing", missing, "visits", "each call books one: at most 0", 0),
    ]


def at_scale(small: str, large: str) -> list[Figure]:
    """The same load on a small and on a large database, in turn: medians of the answer."""
    medians: dict[str, list[float]] = {small: [], large: []}
    with serving(small) as near, serving(large) as far:
        for url in (near, far):
            post_all(url, SECRET, calls(20, first=11_000))
        for number in range(ROUNDS):
            for url, key in ((near, small), (far, large)):
                load = post_all(url, SECRET, calls(60, first=5_000 + number * 60))
                medians[key].append(statistics.median(load.answers))
    before, after = (statistics.median(medians[key]) * 1000 for key in (small, large))
    ratio = statistics.median(b / a for a, b in zip(medians[small], medians[large], strict=True))
    limit = SLOWER_WHEN_LARGE
    return [
        Figure("webhook_median_at_1000000_calls", after, "ms", f"at 1000 calls {before:.2f} ms", None),
        Figure("webhook_large_over_small", ratio, "ratio", f"at most {limit}", limit),
    ]


def _visits(url: str) -> int:
    with psycopg.connect(url) as conn:
        row = conn.execute("select count(*) from appointments where status = 'booked'").fetchone()
    assert row
    return int(row[0])


def _p99(load: Load) -> float:
    return sorted(load.answers)[int(len(load.answers) * 0.99)]
