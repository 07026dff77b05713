#!/usr/bin/env python3
"""Many discharges by `cell.map` of the Python package, and by `closo sweep` of the same package.

    pip install .
    python3 tests/benchmark/python_map.py [--cases 10000] [--turns 3] [--outputs design/mean_voltage ...]

The loading of the positive electrode varies. Both on one thread, in turns, which begin with either; processor time of each, of
the user and the system, as others may use the machine: of the sweep that of its process, which also reads its input and writes
its result. Prints it per case, with the ratio of the shortest times; both have to find the same numbers.
"""
import argparse
import json
import pathlib
import resource
import tempfile

import numpy as np

import closo

PROTOCOL = ["Charge at C/10 until 4.15 V", "Discharge at 1C until 2.5 V"]
KEY, LOADINGS = "positive.active_loading", (1, 8)  # mg/cm2
FIGURE = "mean_voltage"


def processor_time(of_whom, work):
    """Of a call [s], with what it returns."""
    def spent():
        usage = resource.getrusage(of_whom)
        return usage.ru_utime + usage.ru_stime

    before = spent()
    value = work()
    return spent() - before, value


def sweep_of(folder, values):
    """The sweep as a function without arguments, which returns the mean voltages [V]."""
    run = {"closo": 1, "cell": "asakura2020_swagelok", "protocol": PROTOCOL}
    sweep = {"closo": 1, "title": "loadings", "run": "run.yaml", "cases": [{"key": KEY, "values": values}],
             "keep": {"design": [FIGURE]}}
    for name, content in (("run", run), ("sweep", sweep)):
        (folder / f"{name}.yaml").write_text(json.dumps(content))

    def work():
        result = folder / "sweep.h5"
        result.unlink(missing_ok=True)
        closo.command.run(["sweep", str(folder / "sweep.yaml"), "-q", "--threads", "1", "-o", str(result)])
        return result

    return work


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--outputs", nargs="+", default=[f"design/{FIGURE}"], help="what map keeps of each case")
    options = parser.parse_args()

    values = [f"{loading!r} mg/cm2" for loading in np.linspace(*LOADINGS, options.cases).tolist()]
    cases, cell = [{KEY: value} for value in values], closo.load("asakura2020_swagelok")
    times = {"sweep": [], "map": []}
    with tempfile.TemporaryDirectory() as scratch:
        sweep = sweep_of(pathlib.Path(scratch), values)
        cell.map(cases[:1], PROTOCOL, outputs=options.outputs)  # names of outputs are looked up once
        for turn in range(options.turns):
            for name in sorted(times, reverse=turn % 2 == 0):
                if name == "sweep":
                    time, file = processor_time(resource.RUSAGE_CHILDREN, sweep)
                    swept = closo.read(file)[f"design/{FIGURE}"]
                else:
                    time, found = processor_time(resource.RUSAGE_SELF, lambda: cell.map(
                        cases, PROTOCOL, outputs=options.outputs, threads=1))
                    mapped = found[f"design/{FIGURE}"]
                times[name].append(time)
                print(f"{name}: {1e3 * time / options.cases:.4f} ms per case", flush=True)
    np.testing.assert_array_equal(mapped, swept)
    ratios = np.array(times["map"]) / np.array(times["sweep"])
    print(f"closo {closo.version()}, {options.cases} cases: map over sweep {min(times['map']) / min(times['sweep']):.3f}, "
          f"of {options.turns} turns {ratios.min():.3f} to {ratios.max():.3f}")


if __name__ == "__main__":
    main()
