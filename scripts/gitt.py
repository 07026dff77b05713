#!/usr/bin/env python3
"""Diffusivity from a GITT run of closo by the formula of Weppner and Huggins, against the diffusivity put in.

    python3 scripts/gitt.py RESULT.h5 [-o PICTURE.png] --diffusivity D [--longest SECONDS]

For each pulse followed by a rest, with the voltage E over the square root of time in the pulse and between the rests:

    D = 4 / (9 pi) R^2 / tau (dE_s / dE_t)^2        for spheres of radius R, tau << R^2 / D

where dE_s is the change of the rest potential and dE_t = sqrt(tau) dE/d(sqrt t), the change during the pulse without
its ohmic jump. Source: W. Weppner, R. A. Huggins, J. Electrochem. Soc. 124 (1977) 1569.
"""
import sys

from plotting import np, plt, save
from curves import open_result, picture_of, picture_parser, run_script

FITTED = (0.2, 1.0)  # part of a pulse over which E is a straight line in sqrt(t): after charge transfer has settled
LEAST_POINTS = 4


def pulses(result, longest):
    """Rows (mean stoichiometry, tau [s], dE_s [V], dE_t [V]) of each pulse between two rests."""
    steps = {key: result[f"steps/{key}"][:] for key in ("charge", "duration", "end_voltage", "start_time")}
    series = {key: result[f"series/{key}"][:] for key in ("step", "time", "voltage", "stoichiometry")}
    rows = []
    for k in range(1, len(steps["charge"]) - 1):
        if steps["duration"][k] > longest or steps["charge"][k] == 0 or steps["charge"][k - 1] != 0 or steps["charge"][k + 1] != 0:
            continue
        mine = series["step"] == k + 1
        t, E = series["time"][mine] - steps["start_time"][k], series["voltage"][mine]
        tau = steps["duration"][k]
        fitted = (t >= FITTED[0] * tau) & (t <= FITTED[1] * tau)
        if fitted.sum() < LEAST_POINTS:
            continue
        slope = np.polyfit(np.sqrt(t[fitted]), E[fitted], 1)[0]
        rows.append((series["stoichiometry"][mine].mean(), tau,
                     steps["end_voltage"][k + 1] - steps["end_voltage"][k - 1], slope * np.sqrt(tau)))
    return np.array(rows).T


def radius_of(result):
    """Radius of one size of particles with the same surface per volume, which the short times of a pulse see, and of how many
    classes it is the mean."""
    radius, share = result["mesh/particle_radius"][:], result["mesh/particle_share"][:]
    return 1 / np.sum(share / radius), len(radius)


def diffusivity(radius, tau, dE_s, dE_t):
    return 4 / (9 * np.pi) * radius**2 / tau * (dE_s / dE_t) ** 2


def draw(picture, y, D, given, title):
    figure, (axis, error) = plt.subplots(2, 1, figsize=(7, 7), sharex=True, constrained_layout=True,
                                         gridspec_kw={"height_ratios": (2, 1)})
    axis.semilogy(y, D, "o", ms=3, label="from GITT")
    axis.axhline(given, color="black", lw=1, label="input")
    axis.set(ylabel="diffusivity / m$^2$ s$^{-1}$", title=title, ylim=(given / 30, given * 30))
    axis.legend()
    error.plot(y, (D / given - 1) * 100, "o", ms=3)
    error.axhline(0, color="black", lw=1)
    error.set(xlabel="stoichiometry y (0 charged, 1 discharged)", ylabel="error / %", ylim=(-100, 100))
    save(figure, picture, dpi=110)


def main():
    parser = picture_parser(__doc__)
    parser.add_argument("--diffusivity", type=float, required=True, help="diffusivity of the simulation [m2/s]")
    parser.add_argument("--longest", type=float, default=np.inf, help="skip pulses longer than this [s]")
    arguments = parser.parse_args()
    with open_result(arguments.result) as result:
        rows = pulses(result, arguments.longest)
        if not rows.size:
            sys.exit(f"{arguments.result}: no recorded pulse between two rests")
        y, tau, dE_s, dE_t = rows
        radius, classes = radius_of(result)
        title = result.attrs["title"]
    D = diffusivity(radius, tau, dE_s, dE_t)
    picture = picture_of(arguments)
    draw(picture, y, D, arguments.diffusivity, title)
    error = D / arguments.diffusivity - 1
    if classes > 1:
        print(f"{classes} classes of particles: with the surface of one of radius {radius * 1e6:.3g} um")
    print(f"{len(D)} pulses; error of the diffusivity: median {np.median(error):+.1%}, "
          f"90 % of the pulses within {np.percentile(np.abs(error), 90):.1%}")
    print(picture)


if __name__ == "__main__":
    run_script(main)
