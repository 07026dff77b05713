#!/usr/bin/env python3
"""Compares the speed of closo with PyBaMM's on discharges of full cells, in liquid and in solid electrolytes, in one run.

    scripts/setup_pybamm.sh
    build/pybamm/bin/python tests/benchmark/benchmark_full.py [--closo build/release/tests/work_precision] [--output docs]

Both codes solve PyBaMM's own parameter sets on one core in turn: closo, PyBaMM, closo; of repeated solves the shortest counts, in
processor time. Writes benchmark_full.md.
"""
import argparse
import contextlib
import pathlib
import tempfile
import time

import numpy as np
import pybamm

import benchmark
import pybamm_discharges as discharges
import pybamm_full_cell as full_cell
import pybamm_to_closo

CELLS = (("Marquis2019", False), ("Marquis2019", True))  # set, with a solid electrolyte
POINTS, RTOL = (10, 20, 40), (1e-3, 1e-4, 1e-5)
REPEATS = 3
FINE = (80, 60)  # points of PyBaMM's own reference, on the graded meshes of pybamm_full_cell.py
# PyBaMM as its documentation shows it; with the voltage alone as output; and that with functions compiled by a C compiler, which takes longer
# than thousands of solves and is tried on one mesh. The second runs on even points and on those graded toward separator and surface.
VOLTAGE = {"output_variables": ["Voltage [V]"]}
SETTINGS = {"plain": {}, "voltage": VOLTAGE, "compiled": {"options": {"compile": True}, **VOLTAGE}}
PAGE = """# Full cells: speed, closo and PyBaMM

Made by tests/benchmark/benchmark_full.py in one run on one core (see the script for details): PyBaMM's own parameter sets, once with
their liquid electrolyte and once with a solid one, in which the transference number is 1 and the conductivity that at the start. PyBaMM
{version} with IDAKLU, its full Doyle-Fuller-Newman model: plain; with the voltage alone as output; and that compiled, which takes a C
compiler longer than hundreds of solves. closo gives all its unknowns. Times are processor time of the solve alone, repeated, the
shortest of several. Errors are the largest of the voltage over the first 98 % of the discharge, each code against itself on a fine
mesh.{remark}

## Same mesh and tolerance

20 points in each part and along the radius, relative tolerance 1e-4.

{same_mesh}

## Same error

Shortest time among the meshes (closo 8 to 28 points, PyBaMM 10, 20 and 40, even or graded, with the voltage alone as output) and tolerances
(1e-3 to 1e-5) that stay below the error.

{same_error}
"""


def values_of(name, solid):
    values = pybamm.ParameterValues(name)
    values["Current function [A]"] = "[input]"
    if solid:
        values["Cation transference number"] = 1.0
    return values


def simulation(name, solid, n_x, n_r, rtol, graded, settings):
    """A simulation whose current is an input."""
    model = pybamm.lithium_ion.DFN()
    solver = pybamm.IDAKLUSolver(rtol=rtol, atol=rtol * 1e-2, **settings)
    mesh = full_cell.CURVE_MESH if graded else {}
    return pybamm.Simulation(model, parameter_values=values_of(name, solid), solver=solver,
                             **full_cell.settings(model, n_x, n_r, mesh))


def solve(simulated, c_rate, capacity):
    return simulated.solve([0, 1.3 * 3600 / c_rate], inputs={"Current function [A]": c_rate * capacity})


def measure_pybamm(name, solid):
    """Rows of one cell at all rates, meshes and tolerances."""
    title = pybamm_to_closo.ParameterSet(name, solid).run()["title"]
    capacity = pybamm.ParameterValues(name)["Nominal cell capacity [A.h]"]
    exact = simulation(name, solid, *FINE, full_cell.RTOL, True, {})
    fine = {c_rate: discharges.as_discharge(solve(exact, c_rate, capacity)) for c_rate in full_cell.RATES}
    rows = []
    cases = [(n, rtol, graded, "voltage") for n in POINTS for rtol in RTOL for graded in (False, True)]
    for n, rtol, graded, kind in [*cases, (20, 1e-4, False, "plain"), (20, 1e-4, False, "compiled")]:
        simulated = simulation(name, solid, n, n, rtol, graded, SETTINGS[kind])
        for c_rate in full_cell.RATES:
            row = {"code": "pybamm", "cell": title, "c_rate": c_rate, "n": n, "rtol": rtol, "graded": graded, "kind": kind}
            with contextlib.suppress(pybamm.SolverError):  # the row is then left out
                solve(simulated, c_rate, capacity)
                row["seconds"] = np.inf
                for _ in range(REPEATS):
                    start = time.process_time()
                    solution = solve(simulated, c_rate, capacity)
                    row["seconds"] = min(row["seconds"], time.process_time() - start)
                _, row["error_V"] = discharges.difference(discharges.as_discharge(solution), fine[c_rate], 0.98)
                rows.append(row)
                print(row, flush=True)
    return rows


def measure_closo(program, files):
    """Rows of all cells at all rates."""
    rows = []
    for c_rate in full_cell.RATES:
        command = benchmark.ONE_CORE + [program, "full", f"{c_rate:g}", *files]
        text = benchmark.subprocess.run(command, check=True, capture_output=True, text=True, env=benchmark.ENVIRONMENT).stdout
        for row in benchmark.csv.DictReader(text.splitlines()):
            rows.append({key: value if key in ("code", "cell") else float(value) for key, value in row.items()})
    return rows


def measure(program):
    """Rows of both codes: closo's twice, of which the shorter time counts."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, solid in CELLS:
            files.append(pathlib.Path(folder) / f"{name}{solid}.yaml")
            files[-1].write_text(pybamm_to_closo.convert(name, solid), encoding="utf-8")
        ours = measure_closo(program, files)
        theirs = [row for name, solid in CELLS for row in measure_pybamm(name, solid)]
        for row, again in zip(ours, measure_closo(program, files)):
            row["seconds"] = min(row["seconds"], again["seconds"])
    return ours, theirs


def same_mesh(ours, theirs):
    lines = ["| cell | rate | closo | error | PyBaMM, plain | voltage | compiled | error | ratio, plain | compiled |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    ratios = []
    for cell, c_rate in dict.fromkeys((row["cell"], row["c_rate"]) for row in ours):
        pick = lambda rows, **wanted: next(  # noqa: E731
            row for row in rows if row["cell"] == cell and row["c_rate"] == c_rate and row["n"] == 20 and row["rtol"] == 1e-4
            and all(row[key] == value for key, value in wanted.items()))
        a = pick(ours)
        kinds = [pick(theirs, kind=kind, graded=False) for kind in SETTINGS]
        ratios.append([kind["seconds"] / a["seconds"] for kind in kinds])
        times = " | ".join(f"{kind['seconds'] * 1e3:.1f} ms" for kind in kinds)
        lines.append(f"| {cell} | {c_rate:g}C | {a['seconds'] * 1e3:.2f} ms | {a['error_V'] * 1e3:.2f} mV | {times} | "
                     f"{kinds[0]['error_V'] * 1e3:.2f} mV | {ratios[-1][0]:.0f} | {ratios[-1][-1]:.0f} |")
    mean = np.exp(np.mean(np.log(ratios), axis=0))
    return "\n".join(lines + [f"| geometric mean | | | | | | | | **{mean[0]:.0f}** | **{mean[-1]:.0f}** |"])


def same_error(ours, theirs):
    lines = ["| cell | rate | " + " | ".join(f"{error * 1e3:g} mV" for error in benchmark.ERRORS) + " |",
             "|---|---|" + "---|" * len(benchmark.ERRORS)]
    ratios = []
    for cell, c_rate in dict.fromkeys((row["cell"], row["c_rate"]) for row in ours):
        of = lambda rows: benchmark.front(  # noqa: E731
            [row for row in rows if row["cell"] == cell and row["c_rate"] == c_rate and row.get("kind", "voltage") == "voltage"])
        a, b = of(ours), of(theirs)
        cells = []
        for error in benchmark.ERRORS:
            t_a, t_b = benchmark.time_at(a, error), benchmark.time_at(b, error)
            ratio = t_b / t_a
            if np.isfinite(ratio):
                ratios.append(ratio)
            cells.append(f"{t_a * 1e3:.2f}, {t_b * 1e3:.1f} ms: {ratio:.0f}" if np.isfinite(ratio) else f"{t_a * 1e3:.2f} ms, not reached")
        lines.append(f"| {cell} | {c_rate:g}C | " + " | ".join(cells) + " |")
    def seconds(kind):
        return np.array([row["seconds"] for row in theirs if (row["kind"], row["n"], row["rtol"], row["graded"]) == (kind, 20, 1e-4, False)])

    compiled = np.exp(np.mean(np.log(seconds("compiled") / seconds("voltage"))))
    return "\n".join([*lines, "", f"In each place closo, PyBaMM and the ratio. Smallest ratio **{min(ratios):.0f}**, geometric mean "
                      f"**{np.exp(np.mean(np.log(ratios))):.0f}**, largest {max(ratios):.0f}. Compiled, PyBaMM takes {compiled:.2f} of its times here."])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--closo", default=str(benchmark.ROOT / "build/release/tests/work_precision"))
    parser.add_argument("--output", type=pathlib.Path, default=benchmark.ROOT / "docs")
    parser.add_argument("--remark", default="", help="a sentence on the conditions of this run, for the page")
    arguments = parser.parse_args()
    pybamm.set_logging_level("ERROR")
    ours, theirs = measure(arguments.closo)
    text = PAGE.format(version=pybamm.__version__, same_mesh=same_mesh(ours, theirs), same_error=same_error(ours, theirs),
                       remark=f" {arguments.remark}" if arguments.remark else "")
    (arguments.output / "benchmark_full.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
