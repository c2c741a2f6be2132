"""`make judge`: plants each fault of `faults/` in a copy of the tree and runs the tests that must cry out.

Ends with 1 below 57 of 60 caught, or when a fault no longer applies. `python -m tests.judge NAME…` judges some of them,
by name or by domain; the score of a domain is kept. Its tests are run without any fault first: what fails then judges
nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.judge import score
from tests.judge.faults import load
from tests.judge.tree import copied
from tests.judge.trial import Outcome, judge, run
from tests.local_stack import ROOT


def main(wanted: Sequence[str]) -> int:
    """Judge the faults wanted; all when none is named."""
    faults = [one for one in load() if not wanted or {one.name, one.domain} & set(wanted)]
    unknown = set(wanted) - {name for one in faults for name in (one.name, one.domain)}
    if unknown:
        print(f"no such fault or domain: {', '.join(sorted(unknown))}")
        return 2
    with copied(ROOT) as copy:
        tests = sorted({test for one in faults for test in one.tests})
        before = run(tests, copy)
        if not before.is_clean:
            print("These fail without any fault:", *before.failed, *before.errors, sep="\n  ")
            return 2
        print(f"{before.passed} tests pass without any fault", flush=True)
        outcomes = [_said(judge(one, copy)) for one in faults]
    print(score.summary(outcomes))
    for domain in {one.domain for one in faults}:
        of_it = [one for one in outcomes if one.fault.domain == domain]
        if len(of_it) == sum(one.domain == domain for one in load()):
            score.keep(domain, of_it, ROOT)
    return 0 if score.is_enough(outcomes) else 1


def _said(outcome: Outcome) -> Outcome:
    print(score.row(outcome), flush=True)
    return outcome


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
