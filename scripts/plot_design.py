#!/usr/bin/env python3
"""Compares the design quantities of results with targets: a table of what is reached and what is missing, and a chart.

    python3 scripts/plot_design.py RESULT.h5 [RESULT.h5 ...] [-o PICTURE.png] [--targets params/targets/asakura2020.csv]
"""
import argparse
import csv
import pathlib
import sys

from plotting import np, plt, save
from curves import open_result, run_script, text

ROOT = pathlib.Path(__file__).resolve().parent.parent


def read_targets(path):
    """Rows of the table of targets, numbers as numbers; ends the program with one line if it is none."""
    try:
        lines = [line for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        rows = list(csv.DictReader(lines))
        for row in rows:
            for name in ("factor", "achieved", "target"):
                row[name] = float(row[name])
            if row["wanted"] not in ("more", "less"):
                raise ValueError(row["wanted"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        sys.exit(f"{path}: no table of targets ({error})")
    return rows


def read_design(path, targets):
    """Title of a result, and its value for each target."""
    with open_result(path) as file:
        if "design" not in file or "steps" not in file:
            sys.exit(f"{path}: not a result file of closo run with /design")
        missing = [row["design"] for row in targets if row["design"] not in file["design"]]
        if missing:
            sys.exit(f"{path}: no /design/{missing[0]}")
        return text(file.attrs["title"]), [float(file["design"][row["design"]][()]) * row["factor"] for row in targets]


def reach(value, row):
    """Share of the target that is reached: 1 or more if it is met."""
    return value / row["target"] if row["wanted"] == "more" else row["target"] / value


def print_table(title, values, targets):
    print(f"{title}\n{'':48} {'here':>9} {'paper':>9} {'target':>9}  gap")
    for value, row in zip(values, targets):
        share = reach(value, row)
        verdict = "not known" if np.isnan(share) else "met" if share >= 1 else f"{value - row['target']:+.4g}, {share:.0%} of the way"
        print(f"{row['label']:48} {value:9.4g} {row['achieved']:9.4g} {row['target']:9.4g}  {verdict} [{row['unit']}]")


def draw(axis, designs, targets):
    places = np.arange(len(targets))
    sets = [("paper", [row["achieved"] for row in targets])] + designs
    height = 0.8 / len(sets)
    for k, (title, values) in enumerate(sets):
        shares = [reach(value, row) for value, row in zip(values, targets)]
        axis.barh(places + (k - (len(sets) - 1) / 2) * height, shares, height, label=title, color="lightgrey" if k == 0 else f"C{k - 1}")
    axis.axvline(1, color="black", lw=1)
    axis.set_xscale("log")
    axis.set_yticks(places, [f"{row['label']}: {'>' if row['wanted'] == 'more' else '<'} {row['target']:g} {row['unit']}" for row in targets])
    axis.invert_yaxis()
    axis.set(xlabel="value over target (line: target met)")
    axis.legend(fontsize=8)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="+")
    parser.add_argument("-o", "--output", help="picture; by default the name of the first result with .design.png")
    parser.add_argument("--targets", default=ROOT / "params/targets/asakura2020.csv")
    arguments = parser.parse_args()
    targets = read_targets(arguments.targets)
    designs = [read_design(path, targets) for path in arguments.results]
    for title, values in designs:
        print_table(title, values, targets)
    figure, axis = plt.subplots(figsize=(10, 6), layout="constrained")
    draw(axis, designs, targets)
    picture = arguments.output or arguments.results[0].rsplit(".", 1)[0] + ".design.png"
    save(figure, picture, dpi=120)
    print(picture)


if __name__ == "__main__":
    run_script(main)
