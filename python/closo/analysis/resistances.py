"""Direct-current resistances, from the jumps of the current in a test."""
from collections.abc import Iterable, Sequence

import numpy as np

from closo.data.curves import Step

__all__ = ["resistances"]

SMALLEST_JUMP = 1e-3  # of the current around it; smaller ones are noise


def resistances(steps: Iterable[Step], times: Sequence[float]) -> list[tuple[int, float, list]]:
    """Rows (number of the step, current [A], resistance [ohm] at each of `times` [s] after the jump of the current; NaN after the
    step's end) of the steps (closo.data.curves.Step) that begin with a jump: (V - V before) / (i before - i)."""
    rows = []
    for step in steps:
        jump = step.rest_current - step.current[0]
        if not abs(jump) > SMALLEST_JUMP * max(abs(step.rest_current), np.abs(step.current).max()):
            continue
        after = step.time - step.time[0]
        values = [np.interp(t, after, step.voltage) if t <= after[-1] else np.nan for t in times]
        rows.append((step.number, step.current[0], [(value - step.rest_voltage) / jump for value in values]))
    return rows
