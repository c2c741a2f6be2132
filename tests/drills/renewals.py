"""`python -m tests.drills.renewals`: many who hold one refresh token renew it at the same moment, again and again.

With 8 and with 32 at once, on both kinds of token: each time, all must be granted, and get the same next token. Ends
with 1 otherwise.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.integration.gateway.asking import Asker, tick
from tests.local_stack import ROOT, start

HOME = ROOT / ".local" / "drill-renewals"
TIMES = int(os.environ.get("TIMES", "200"))


def main() -> int:
    """Every round of every size and kind; 1 when one was not as it must be."""
    stack = start(HOME, "--no-console", "--no-demo", "--fresh")
    try:
        found: dict[tuple[int, int], dict[str, int]] = {}
        for kind in (1, 2):
            tick(stack, refresh_kind=kind)
            found |= {(kind, at_once): rounds(Asker(stack), at_once) for at_once in (8, 32)}
    finally:
        stack.command("down", "--wipe")
    print("  kind  at once  rounds  refused  rounds with several tokens")
    for (kind, at_once), seen in found.items():
        print(f"{kind:6} {at_once:8} {seen['rounds']:7} {seen['refused']:8} {seen['several']:8}")
    return 1 if any(seen["refused"] or seen["several"] for seen in found.values()) else 0


def rounds(asker: Asker, at_once: int) -> Counter[str]:
    """One session, renewed so many times by so many."""
    seen: Counter[str] = Counter()
    email = asker.person()["email"]
    token = asker.session(email)["refresh_token"]
    with ThreadPoolExecutor(at_once) as pool:
        for _ in range(TIMES):
            answers = list(pool.map(asker.renew, [token] * at_once))
            tokens = {answer.json()["refresh_token"] for answer in answers if answer.status_code == 200}
            seen.update(rounds=1, refused=sum(answer.status_code != 200 for answer in answers))
            seen.update(several=len(tokens) != 1)
            token = tokens.pop() if tokens else asker.session(email)["refresh_token"]
    return seen


if __name__ == "__main__":
    sys.exit(main())
