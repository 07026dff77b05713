#!/usr/bin/env python3
"""Compares the speed of closo with PyBaMM's on three discharges, at equal mesh and at equal error, in one run.

    scripts/setup_pybamm.sh
    build/pybamm/bin/python tests/benchmark/benchmark.py [--closo build/release/tests/work_precision] [--output docs]

Both codes run on one core in turn: closo, PyBaMM, closo; of repeated solves the shortest counts. Writes
work_precision.csv (every run of both), work_precision.png (largest voltage error over time) and benchmark.md (tables).
"""
import argparse
import csv
import io
import os
import pathlib
import subprocess
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ONE_CORE = ["taskset", "-c", "0"]
ENVIRONMENT = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
ERRORS = (0.3e-3, 0.5e-3, 1e-3, 2e-3, 3e-3)  # V, at which the diagram is read
SAME_MESH, SAME_TOLERANCE = 20, 1e-4
DISCHARGES = ((0.1, 1.14e-2), (1.0, 8e-2), (5.0, 1.14e-2))


def parse(text):
    rows = list(csv.DictReader(io.StringIO(text)))
    number = lambda value: float(value) if value else float("nan")  # noqa: E731  (failed runs are left empty)
    return [{k: v if k == "code" else number(v) for k, v in row.items()} for row in rows]


def run_closo(command):
    return parse(subprocess.run(ONE_CORE + command, check=True, capture_output=True, text=True, env=ENVIRONMENT).stdout)


def run_pybamm(path, script):
    command = ONE_CORE + [sys.executable, str(HERE / script), "timing", "--output", str(path)]
    subprocess.run(command, check=True, env=ENVIRONMENT)
    return parse(path.read_text())


def measure(command, output, script="pybamm_half_cell.py"):
    """Runs of both codes: closo's command and PyBaMM's script, the former twice."""
    first, other = run_closo(command), run_pybamm(output / "pybamm_timing.csv", script)
    for row, again in zip(first, run_closo(command)):
        row["seconds"] = min(row["seconds"], again["seconds"])
    (output / "pybamm_timing.csv").unlink()
    return first + other


def of(rows, code, discharge):
    return [r for r in rows if r["code"].lower() == code and (r["c_rate"], r["loading"]) == discharge]


def front(rows):
    """Error and time of the runs that no other run of the code beats in both, by rising error."""
    best, kept = np.inf, []
    for row in sorted((r for r in rows if np.isfinite(r["error_V"]) and np.isfinite(r["seconds"])),
                      key=lambda r: (r["seconds"], r["error_V"])):
        if row["error_V"] < best:
            best = row["error_V"]
            kept.append((row["error_V"], row["seconds"]))
    return sorted(kept)


def time_at(points, error):
    """Shortest time of a run whose error is at most the given one."""
    fitting = [seconds for e, seconds in points if e <= error]
    return min(fitting) if fitting else float("nan")


def same_mesh(rows):
    """Lines of the table at equal mesh and tolerance."""
    lines = ["| discharge | closo | error | PyBaMM | error | ratio |", "|---|---|---|---|---|---|"]
    ratios = []
    for discharge in DISCHARGES:
        pick = lambda code: next(r for r in of(rows, code, discharge)  # noqa: E731
                                 if r["n"] == SAME_MESH and r["rtol"] == SAME_TOLERANCE)
        ours, theirs = pick("closo"), pick("pybamm")
        ratios.append(theirs["seconds"] / ours["seconds"])
        lines.append(f"| {discharge[0]:g}C, {discharge[1] * 100:g} mg/cm2 | {ours['seconds'] * 1e3:.2f} ms | "
                     f"{ours['error_V'] * 1e3:.2f} mV | {theirs['seconds'] * 1e3:.1f} ms | {theirs['error_V'] * 1e3:.2f} mV "
                     f"| {ratios[-1]:.0f} |")
    return lines + [f"| geometric mean | | | | | **{np.exp(np.mean(np.log(ratios))):.0f}** |"]


def same_error(rows):
    """Lines of the table at equal error."""
    lines = ["| discharge | error | closo | PyBaMM | ratio |", "|---|---|---|---|---|"]
    worst = np.inf
    for discharge in DISCHARGES:
        ours, theirs = front(of(rows, "closo", discharge)), front(of(rows, "pybamm", discharge))
        for error in ERRORS:
            a, b = time_at(ours, error), time_at(theirs, error)
            if np.isfinite(b):
                worst = min(worst, b / a)
                theirs_text, ratio = f"{b * 1e3:.1f} ms", f"{b / a:.0f}"
            else:
                theirs_text, ratio = "not reached", ""
            lines.append(f"| {discharge[0]:g}C | {error * 1e3:g} mV | {a * 1e3:.2f} ms | {theirs_text} | {ratio} |")
    return lines + [f"| smallest ratio | | | | **{worst:.0f}** |"]


def tables(rows):
    return "\n".join([
        "## Same mesh and tolerance", "",
        f"{SAME_MESH} cells, {SAME_MESH} shells, relative tolerance {SAME_TOLERANCE:g}; largest error of the voltage "
        "over the first 98 % of the discharge.", "", *same_mesh(rows), "",
        "## Same error", "",
        "Shortest time among the meshes of 8 to 40 points and tolerances of 1e-3 to 1e-6 (half decades) that stay below the error.", "",
        *same_error(rows), ""])


def draw(rows, picture):
    figure, axes = plt.subplots(1, 3, figsize=(14, 4.4), sharey=True, constrained_layout=True)
    for axis, discharge in zip(axes, DISCHARGES):
        for code, colour, label in (("closo", "C0", "closo"), ("pybamm", "C1", "PyBaMM")):
            runs = of(rows, code, discharge)
            axis.plot([r["seconds"] * 1e3 for r in runs], [r["error_V"] * 1e3 for r in runs], ".", color=colour, alpha=0.35)
            errors, seconds = zip(*front(runs))
            axis.plot(np.array(seconds) * 1e3, np.array(errors) * 1e3, "o-", color=colour, label=label)
        axis.axhspan(0.3, 3, color="0.93", zorder=0)
        axis.set(xscale="log", yscale="log", xlabel="time of one discharge / ms",
                 title=f"{discharge[0]:g}C, {discharge[1] * 100:g} mg cm$^{{-2}}$")
    axes[0].set_ylabel("largest voltage error / mV")
    axes[0].legend()
    figure.savefig(picture, dpi=110)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--closo", default=str(ROOT / "build/release/tests/work_precision"))
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    rows = measure([arguments.closo], arguments.output)
    with open(arguments.output / "work_precision.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    draw(rows, arguments.output / "work_precision.png")
    report = tables(rows)
    (arguments.output / "benchmark.md").write_text(
        "# Speed and error, closo and PyBaMM\n\nMade by tests/benchmark/benchmark.py in one run on one core (see the script for details). Times are "
        "of the solve alone, repeated, the shortest of several.\n\n![work-precision diagram](work_precision.png)\n\n" + report)
    print(report)


if __name__ == "__main__":
    main()
