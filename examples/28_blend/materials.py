#!/usr/bin/env python3
"""Which active material of a blend carries the current: what each holds, its share of the current, and how much thicker the composite
becomes by it, in the last charge and discharge.

    closo run examples/28_blend/run.yaml -o blend.h5
    python3 examples/28_blend/materials.py blend.h5 [-o materials.png]
"""
import argparse
import pathlib
import sys

import h5py
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "python"))
from closo.plot import style  # noqa: E402

NAMES = ("graphite", "silicon")  # in the order of the composition


def read(path):
    """Per profile of the last two moves of charge: time [h], stoichiometry and current [A/m2] of each material; time [h] and change
    of the thickness [um]."""
    with h5py.File(path) as file:
        profiles, mesh, steps = file["profiles"], file["mesh"], file["steps"]
        number = profiles["step"][:] - 1  # counted from 1
        kept = [k for k in range(len(steps["text"])) if "Hold" not in steps["text"][k].decode()][-2:]
        active = mesh["negative_particle_active"][:].astype(int)
        area = mesh["negative_specific_area"][:] * mesh["negative_cell_width"][()]
        share = mesh["negative_particle_share"][:]
        for step in kept:
            at = number == step
            y, j = profiles["negative_stoichiometry_mean"][at], profiles["negative_reaction_rate"][at]  # (time, class, x)
            held = [np.tensordot(y.mean(axis=2)[:, active == m], share[active == m], 1) for m in range(len(NAMES))]
            carried = [np.tensordot(j.sum(axis=2)[:, active == m], area[active == m], 1) for m in range(len(NAMES))]
            series = file["series"]
            rows = series["step"][:] - 1 == step
            thicker = series["time"][rows] / 3600, 1e6 * series["negative_thickness_change"][rows]
            yield steps["text"][step].decode(), profiles["time"][at] / 3600, np.array(held), np.array(carried), thicker


@style.look()
def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("result", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path, default="materials.png")
    arguments = parser.parse_args()
    moves = list(read(arguments.result))
    figure = style.figure(3, 6)
    for (text, hours, held, carried, thicker), column in zip(moves, figure.subplots(3, len(moves), sharex="col", sharey="row").T):
        hours, begin = hours - hours[0], hours[0]
        for k, (name, y, current) in enumerate(zip(NAMES, held, carried)):
            column[0].plot(hours, y, color=style.colour(k), label=name)
            column[1].plot(hours, 100 * current / carried.sum(axis=0), color=style.colour(k), label=name)
        column[0].set_title(text)
        column[2].plot(thicker[0] - begin, thicker[1], color=style.colour(2))
        column[2].set_xlabel("time [h]")
    figure.axes[0].set_ylabel("stoichiometry")
    figure.axes[2].set_ylabel("share of the current [%]")
    figure.axes[4].set_ylabel("thickness change [µm]")
    figure.axes[0].legend()
    style.save(figure, arguments.output)


if __name__ == "__main__":
    main()
