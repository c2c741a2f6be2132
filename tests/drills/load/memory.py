"""How much memory each program of a stack holds."""

from __future__ import annotations

import psutil

from backend.local.home import Home
from backend.local.state import read
from tests.local_stack import Stack

MB = 2**20


def in_megabytes(stack: Stack) -> dict[str, float]:
    """By program, its children included; what several processes share is shared out among them."""
    running = read(Home(stack.home))
    if running is None:
        return {}
    found = {name: child.process() for name, child in running.children.items()}
    return {name: round(_held(process) / MB, 1) for name, process in found.items() if process is not None}


def highest(seen: list[dict[str, float]]) -> dict[str, float]:
    """The most that each program held whenever it was looked at: one that was killed begins anew."""
    programs = sorted({program for one in seen for program in one})
    return {program: max(one.get(program, 0.0) for one in seen) for program in programs}


def _held(process: psutil.Process) -> int:
    total = 0
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0
    for one in family:
        try:
            total += one.memory_full_info().pss
        except psutil.Error:
            continue
    return total
