#!/usr/bin/env python3
"""Frozen numbers: what a cell computes may change only together with the tables beside this file.

usage: frozen.py compare PROGRAM                 against the tables; PROGRAM is the test program `frozen`
       frozen.py update PROGRAM                  rewrites the tables; say in CHANGELOG.md what moved and why
       frozen.py spread PROGRAM ...              rewrites spread.json from the same sources built in several ways

states.txt     residual, Newton step, events, impedance ... at stored states, to 1e-12
runs_1e-9.txt  short runs at a tolerance of 1e-9, to 1e-6
runs_1e-4.txt  the same at the default tolerance, to three times what builds differ by (spread.json)
"""
import collections
import json
import math
import pathlib
import re
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
TABLES = {"states.txt": ["states"], "runs_1e-9.txt": ["runs", "1e-9"], "runs_1e-4.txt": ["runs", "1e-4"]}
SPREAD = FOLDER / "spread.json"
POINTS = 20          # of the curve of a run
STATES = 1e-12       # round-off of a sum of some tens of terms
# Of a linear solve, which passes round-off on larger: builds with and without fused operations differ by 1.4e-11.
STEPS = 1e-10
# Rows of a cell that makes heat are differenced over 1e-5 K, which leaves nine digits of a temperature of 300 K; the same
# builds differ by 5e-8 in what is solved from them.
HEATED_STEPS = 2e-7
TIGHT = 1e-6         # a thousand times the tolerance, for what adds up over the steps of a run
FACTOR = 3
LEAST_SPREAD = 1e-6  # below which builds agree by chance
# A tolerance that differs in its last digits moves the choice of steps as another rounding does: many builds in one.
NOISE = 1e-12
SAMPLES = 40


def parse(text):
    """{(name, quantity): numbers}; the rows of a curve are keyed by step and time."""
    table = {}
    for line in text.splitlines():
        name, quantity, numbers = line.split("|")
        values = [float(word) for word in numbers.split()]
        if quantity == "curve":
            quantity, values = f"voltage at step {values[0]:g}, {values[1]:.6f} s", values[2:]
        table[name, quantity] = values
    return table


def output(program, arguments):
    return parse(subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout)


def stored(table):
    return parse((FOLDER / table).read_text())


def is_point(quantity):
    return quantity.startswith("voltage at")


def with_points(table, chosen=None):
    """Without all rows of the curves but 20 of each, or those of `chosen`."""
    if chosen is None:
        chosen = set()
        names = dict.fromkeys(name for name, _ in table)
        for name in names:
            rows = [q for n, q in table if n == name and is_point(q) and inside(table, name, q)]
            chosen |= {(name, rows[k * (len(rows) - 1) // (POINTS - 1)]) for k in range(POINTS) if rows}
    return {key: values for key, values in table.items() if not is_point(key[1]) or key in chosen}


def inside(table, name, quantity):
    """Whether a row lies within its step in every build: not at its end, which the error of the run moves."""
    step, time = re.fullmatch(r"voltage at step (\d+), (\S+) s", quantity).groups()
    return float(time) < 0.98 * table[name, f"duration{step}"][0]


def group_of(name, quantity):
    """What numbers are measured by together: the states of one option, the steps and rows of one run."""
    return name.split("/")[0], "voltage" if is_point(quantity) or quantity.startswith("voltages") else re.sub(r"\d+$", "", quantity)


def scales_of(table):
    """The largest number of each group."""
    scales = collections.defaultdict(float)
    for (name, quantity), values in table.items():
        group = group_of(name, quantity)
        scales[group] = max([scales[group], *map(abs, filter(math.isfinite, values))])
    return scales


def difference(a, b):
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    return abs(a - b) if math.isfinite(a) and math.isfinite(b) else math.inf


def deviations(old, new):
    """{group: (largest difference over the scale, where)}"""
    scales, found = scales_of(old), {}
    for key in {**old, **new}:
        group = group_of(*key)
        a, b = old.get(key, []), new.get(key, [])
        largest = math.inf if len(a) != len(b) else max(map(difference, a, b), default=0.0)
        largest = largest / scales[group] if largest > 0 and scales[group] > 0 else largest
        if largest >= found.get(group, (-1, None))[0]:
            found[group] = largest, key
    return found


def bound_of(table, group, spread):
    if table == "states.txt":
        heated = "heat" in group[0] or "every option" in group[0]
        if not group[1].startswith("step."):
            return STATES
        return HEATED_STEPS if heated else STEPS
    if table == "runs_1e-9.txt":
        return TIGHT
    return FACTOR * max(spread["spread"].get(group[0], {}).get(group[1], 0.0), LEAST_SPREAD)


def compare(program):
    failed = 0
    spread = json.loads(SPREAD.read_text())
    for table, arguments in TABLES.items():
        old, new = stored(table), output(program, arguments)
        if table != "states.txt":
            new = with_points(new, set(old))
        closest = 0.0
        for group, (largest, key) in deviations(old, new).items():
            bound = bound_of(table, group, spread)
            closest = max(closest, largest / bound)
            if largest > bound:
                failed += 1
                print(f"{table}: {' '.join(key)} is {new.get(key, 'missing')}, not {old.get(key, 'there')}: "
                      f"{largest:.2g} of its scale, {bound:.2g} are allowed")
        print(f"{table}: {len(old)} rows, the largest difference is {closest:.2g} of what is allowed")
    if failed:
        print(f"{failed} numbers have changed. If they should: frozen.py update, and CHANGELOG.md says which and why.")
    return failed == 0


def write(table, rows):
    lines = []
    for (name, quantity), values in rows.items():
        if is_point(quantity):
            step, time = re.fullmatch(r"voltage at step (\d+), (\S+) s", quantity).groups()
            quantity, values = "curve", [float(step), float(time), *values]
        digits = ".14g" if table == "states.txt" else ".10g"
        lines.append(f"{name}|{quantity}|{' '.join(format(v, digits) for v in values)}\n")
    (FOLDER / table).write_text("".join(lines))


def update(program):
    chosen = None
    for table, arguments in TABLES.items():
        rows = output(program, arguments)
        if table != "states.txt":
            rows = with_points(rows, chosen)
            chosen = set(rows)
        write(table, rows)


def tolerances():
    """The default tolerance, and others that differ from it as little as builds round differently."""
    return [f"{1e-4 * (1 + k * NOISE):.16g}" for k in range(-SAMPLES // 2, SAMPLES // 2 + 1)]


def description(program):
    """How a program was built: by its CMake cache."""
    cache = next(f / "CMakeCache.txt" for f in pathlib.Path(program).resolve().parents if (f / "CMakeCache.txt").exists())
    read = dict(re.findall(r"^(\w+):\w+=(.*)$", cache.read_text(), re.M))
    compiler = subprocess.run([read["CMAKE_CXX_COMPILER"], "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    native = " -march=native" if read.get("CLOSO_NATIVE") == "ON" else ""
    flags = " ".join([read["CMAKE_CXX_FLAGS"], {"Release": "-O3 -DNDEBUG"}.get(read["CMAKE_BUILD_TYPE"], "")]).strip()
    return f"{compiler.splitlines()[0]}: {flags}{native}"


def measure_spread(programs):
    """The largest difference of any two builds and tolerances, by run and quantity."""
    arguments, chosen = TABLES["runs_1e-4.txt"], set(stored("runs_1e-4.txt"))
    builds, first = [], stored("runs_1e-4.txt")
    scales = scales_of(first)
    low, high = {key: list(row) for key, row in first.items()}, {key: list(row) for key, row in first.items()}
    for program in programs:
        builds.append(description(program))
        for tolerance in tolerances():
            for key, row in with_points(output(program, [arguments[0], tolerance]), chosen).items():
                low[key] = list(map(min, low[key], row))
                high[key] = list(map(max, high[key], row))
    spread = collections.defaultdict(dict)
    for key in first:
        name, quantity = group_of(*key)
        scale = scales[name, quantity] or 1.0
        largest = max((b - a for a, b in zip(low[key], high[key])), default=0.0) / scale
        spread[name][quantity] = max(spread[name].get(quantity, 0.0), float(f"{largest:.2g}"))
    SPREAD.write_text(json.dumps({"builds": builds, "spread": spread}, indent=1) + "\n")
    largest = sorted(((v, n, q) for n, row in spread.items() for q, v in row.items()), reverse=True)
    for value, name, quantity in largest[:12]:
        print(f"{value:.2g} {name}: {quantity}")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "compare":
        sys.exit(not compare(sys.argv[2]))
    elif len(sys.argv) == 3 and sys.argv[1] == "update":
        update(sys.argv[2])
    elif len(sys.argv) >= 3 and sys.argv[1] == "spread":
        measure_spread(sys.argv[2:])
    else:
        sys.exit(__doc__)
