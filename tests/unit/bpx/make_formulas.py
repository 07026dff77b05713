#!/usr/bin/env python3
"""Writes formulas.tsv: random formulas in Python's syntax, where x is, and what Python makes of them.

    python3 make_formulas.py > formulas.tsv
"""
import math
import random

FUNCTIONS = {name: getattr(math, name) for name in
             ["exp", "tanh", "cosh", "sinh", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "asinh", "acosh",
              "atanh", "log10", "log2"]}
NAMES = {"abs": abs, "min": min, "max": max, **FUNCTIONS}


def number(rng):
    value = rng.choice([rng.randint(0, 9), round(rng.uniform(0, 20), rng.randint(0, 6)), rng.uniform(0, 3)])
    text = rng.choice([str(value), f"{value:e}", f"{value:.3E}"])
    if rng.random() < 0.1:
        text = rng.choice([".5", "5.", "1e-3", "2E+1", "00.25"])
    return text


def space(rng):
    return rng.choice(["", "", " ", "  "])


def formula(rng, depth):
    kind = rng.random()
    if depth == 0 or kind < 0.15:
        return rng.choice(["x", number(rng)])
    below = lambda: formula(rng, depth - 1)
    if kind < 0.6:
        return below() + space(rng) + rng.choice(["+", "-", "*", "/", "*", "-"]) + space(rng) + below()
    if kind < 0.72:
        return below() + space(rng) + "**" + space(rng) + rng.choice(["2", "3", "-2", "1.5", "-x", "2 ** 2", "-2 ** 2", "x"])
    if kind < 0.8:
        return rng.choice(["-", "-", "+", "--", "- "]) + below()
    if kind < 0.9:
        return "(" + space(rng) + below() + space(rng) + ")"
    name = rng.choice(sorted(NAMES))
    arguments = [below(), below()] if name in ("min", "max") else [below()]
    return name + "(" + ("," + space(rng)).join(arguments) + ")"


def main():
    rng = random.Random(20)
    rows = []
    while len(rows) < 500:
        text, x = formula(rng, rng.randint(1, 5)), round(rng.uniform(0.05, 0.95), 4)
        try:
            value = eval(text, {"__builtins__": {}, "x": x, **NAMES})
        except (ArithmeticError, ValueError, TypeError):
            continue
        if isinstance(value, complex) or not 1e-12 < abs(value) < 1e12 or len(text) < 5:
            continue
        rows.append(f"{text}\t{x}\t{float(value)!r}")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
