#!/usr/bin/env python3
"""Draws a charge and a discharge of several results of closo over one another, and where each discharge loses its voltage.

    python3 scripts/overlay_runs.py RESULT.h5 RESULT.h5... -o PICTURE.png [--labels LABEL,LABEL,...]

Of each result its last discharge, and the charge before it if there is one.
"""
import argparse
import contextlib
import pathlib
import sys

from plotting import np, plt, save
from curves import open_result, run_script, text
from losses import COLOURS

LEAST_SHOWN = 0.1  # mV


def last_steps(result, path):
    """Numbers of the last recorded discharge, and of the last charge before it or None."""
    if "series" not in result or "cell/active_mass" not in result:
        sys.exit(f"{path}: not a result file of closo run for a cell with an active material")
    recorded = set(result["series/step"][:])
    charge = {int(n): q for n, q in zip(result["steps/number"][:], result["steps/charge"][:]) if n in recorded}
    discharges = [n for n, q in charge.items() if q > 0]
    if not discharges:
        sys.exit(f"{path}: no discharge was recorded")
    return discharges[-1], next((n for n in reversed(charge) if n < discharges[-1] and charge[n] < 0), None)


def curve(result, step):
    """Specific capacity [mAh/g] and voltage [V] over a step."""
    rows = result["series/step"][:] == step
    charge = result["series/charge"][:][rows]
    return np.abs(charge - charge[0]) / 3.6 / (result["cell/active_mass"][()] * 1e3), result["series/voltage"][:][rows]


def mean_losses(result, step):
    """Each term of U - V, mean over the charge of a discharge [mV]."""
    rows = result["series/step"][:] == step
    charge = result["series/charge"][:][rows]
    mean = lambda v: -np.sum((v[1:] + v[:-1]) / 2 * np.diff(charge)) / (charge[-1] - charge[0]) * 1e3  # noqa: E731
    return {key: mean(terms[:][rows]) for key, terms in result["series/overpotential"].items()}


def draw_curves(axes, runs):
    for result, label, colour, (discharge, charge) in runs:
        axes.plot(*curve(result, discharge), color=colour, label=f"{label}: {text(result['steps/text'][discharge - 1])}")
        if charge:
            axes.plot(*curve(result, charge), color=colour, lw=0.8, ls="--")
    axes.set(xlabel="specific capacity / mAh g$^{-1}$", ylabel="voltage / V", title="Discharge (lines), charge (dashes)")
    axes.legend(fontsize=8)


def draw_bars(axes, runs):
    losses = [mean_losses(result, discharge) for result, _, _, (discharge, _) in runs]
    shown = [key for key in COLOURS if any(abs(of.get(key, 0)) > LEAST_SHOWN for of in losses)]
    height = 0.8 / len(runs)
    for k, ((_, label, colour, _), of) in enumerate(zip(runs, losses)):
        places = np.arange(len(shown)) + (k - (len(runs) - 1) / 2) * height
        bars = axes.barh(places, [of.get(key, 0) for key in shown], height, color=colour, label=label)
        axes.bar_label(bars, fmt="%.1f", fontsize=8, padding=2)
    axes.set_yticks(range(len(shown)), [key.replace("_", " ") for key in shown])
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set(xlabel="mean loss on discharge / mV", title="Where the voltage is lost")
    axes.legend(fontsize=8)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="+")
    parser.add_argument("-o", "--output", required=True, help="picture")
    parser.add_argument("--labels", help="labels of the results, separated by commas; default: their names")
    arguments = parser.parse_args()
    labels = arguments.labels.split(",") if arguments.labels else [pathlib.Path(path).stem for path in arguments.results]
    if len(labels) != len(arguments.results):
        sys.exit(f"--labels: {len(labels)} labels for {len(arguments.results)} results")
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(open_result(path)) for path in arguments.results]
        runs = [(file, label.strip(), f"C{k}", last_steps(file, path))
                for k, (file, label, path) in enumerate(zip(files, labels, arguments.results))]
        figure, axes = plt.subplots(1, 2, figsize=(12, 4.8), constrained_layout=True)
        draw_curves(axes[0], runs)
        draw_bars(axes[1], runs)
        save(figure, arguments.output, dpi=110)
    print(arguments.output)


if __name__ == "__main__":
    run_script(main)
