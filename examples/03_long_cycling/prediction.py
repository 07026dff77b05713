#!/usr/bin/env python3
"""Cycle 800 from a calibration on cycles 1 to 400, with its 95 % band, and what a resistance at the metal would predict.

    closo fit examples/07_calibration/fit.yaml -o calibration.h5
    python3 examples/03_long_cycling/prediction.py calibration.h5 [--closo closo] [-o prediction.png]

Parameters are drawn as the fit knows them: normal, with its intervals and correlations. Capacities also have the error of the mass.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "python"))
from closo.plot import style  # noqa: E402

COLUMNS = {"discharge_specific_capacity": (1, "mAh/g", {402: 90, 802: 78}), "energy_efficiency": (100, "%", {402: 94.5, 802: 92.0}),
           "voltage_gap": (1000, "mV", {802: 300})}
COARSE = {"mesh.positive": "2", "mesh.particle": "12"}  # as in the fit
INTERVAL = 1.96  # standard deviations to the ends of 95 %, close to Student's for these intervals
WEIGHING = 0.15 / 2  # standard deviation of the mass of the composite, weighed to 0.1 to 0.2 of 2 mg
# A resistance that grows with the charge at the metal, fitted to the same efficiency of cycle 400, and a coverage that stays.
AT_METAL = {"negative.interface.growth": "{with_charge: 229 ohm cm2}", "positive.coverage.loss.limit": "100 %"}


def simulate(closo, folder, overrides):
    result = folder / "result.h5"
    sets = [word for key, value in {**COARSE, **overrides}.items() for word in ("--set", f"{key}={value}")]
    subprocess.run([closo, "run", "-q", str(HERE / "run.yaml"), "-o", str(result), *sets], check=True)
    with h5py.File(result) as file:
        return {name: factor * file[f"cycles/{name}"][:] for name, (factor, _, _) in COLUMNS.items()}


def draws(path, count, seed=1):
    """Overrides: the best values of a fit, then values drawn from its covariance."""
    with h5py.File(path) as file:
        fit = file["fit/parameters"]
        keys, units = ([text.decode() for text in fit[name][:]] for name in ("key", "unit"))
        log = fit["logarithmic"][:].astype(bool)
        value, low, high = (np.where(log, np.log(fit[name][:]), fit[name][:]) for name in ("value", "low", "high"))
        correlation = file["fit/correlation"][:]
        bounds = [np.where(log, np.log(fit[name][:]), fit[name][:]) for name in ("lower_bound", "upper_bound")]
    deviation = (high - low) / 2 / INTERVAL
    random = np.random.default_rng(seed).multivariate_normal(value, correlation * np.outer(deviation, deviation), count)
    for drawn in [value, *np.clip(random, *bounds)]:
        numbers = np.where(log, np.exp(drawn), drawn)
        yield {key.removeprefix("cell."): f"{number:.10g} {unit}" for key, unit, number in zip(keys, units, numbers)}


def row(label, tables):
    cells = []
    for name, (_, unit, _) in COLUMNS.items():
        values = [table[name][801] if table[name].size > 801 else np.nan for table in tables]
        low, high = np.nanpercentile(values, [2.5, 97.5])
        cells.append(f"{values[0]:.4g} {unit}" + (f" ({low:.3g} - {high:.3g})" if len(values) > 1 else ""))
    return f"| {label} | " + " | ".join(cells) + " |"


@style.look()
def draw(best, sample, at_metal, path):
    figure = style.figure(3, 2.7)
    for axes, (name, (_, unit, points)) in zip(figure.subplots(1, 3), COLUMNS.items()):
        size = min(table[name].size for table in sample)
        band = np.percentile([table[name][:size] for table in sample], [2.5, 97.5], axis=0)
        cycle = np.arange(1, size + 1)
        axes.fill_between(cycle[2:], band[0][2:], band[1][2:], color=style.pale(style.colour(0)), lw=0, label="95 % band")
        axes.plot(np.arange(3, best[name].size + 1), best[name][2:], color=style.colour(0), label="loss of coverage")
        axes.plot(np.arange(3, at_metal[name].size + 1), at_metal[name][2:], color=style.colour(1), ls="--", label="a resistance at the metal")
        axes.plot(points.keys(), points.values(), "D", ms=4.5, mfc=style.theme().ground, mec=style.theme().ink, label="measured")
        axes.axvline(402, color=style.theme().soft, ls=":", lw=0.8)
        axes.set_xlabel("cycle")
        axes.set_ylabel(unit)
        axes.set_title({"discharge_specific_capacity": "Capacity", "energy_efficiency": "Energy efficiency", "voltage_gap": "Gap"}[name])
        axes.margins(x=0.02)
    figure.axes[0].legend(loc="lower left")
    figure.savefig(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("fit", help="result of closo fit")
    parser.add_argument("--closo", default="closo")
    parser.add_argument("--samples", type=int, default=40)
    parser.add_argument("-o", "--output", default="prediction.png")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tables = [simulate(arguments.closo, pathlib.Path(folder), values) for values in draws(arguments.fit, arguments.samples)]
        mass = np.random.default_rng(2).normal(1, WEIGHING, len(tables) - 1)
        for table, factor in zip(tables[1:], mass):
            table["discharge_specific_capacity"] *= factor
        at_metal = simulate(arguments.closo, pathlib.Path(folder), {**next(draws(arguments.fit, 1)), **AT_METAL})
    print("| cycle 800 | " + " | ".join(COLUMNS) + " |")
    print(row("loss of coverage", tables))
    print(row("a resistance at the metal", [at_metal]))
    draw(tables[0], tables, at_metal, arguments.output)


if __name__ == "__main__":
    main()
