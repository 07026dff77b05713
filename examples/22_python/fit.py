#!/usr/bin/env python3
"""Three parameters of the reference cell from two discharges, by scipy, and a sample of their distribution by emcee if it is there.

usage: fit.py [-o fit.png]      needs closo, scipy and matplotlib

The curves were not measured: they are those of a cell with other values, with 3 mV of noise.
"""
import argparse

import numpy as np
from scipy.optimize import least_squares

import closo

PROTOCOL = ["Charge at C/10 until 4.15 V", "Rest for 1 hour", "Discharge at C/10 until 2.5 V", "Rest for 1 hour",
            "Charge at C/10 until 4.15 V", "Rest for 1 hour", "Discharge at 1C until 2.5 V"]
PARAMETERS = {"positive.contact": "%", "materials.nvopf.diffusivity": "m2/s", "separator.thickness": "um"}
TRANSFORM = {"materials.nvopf.diffusivity": "log10"}
TRUTH = np.array([78, np.log10(5e-16), 540])
START = np.array([83.7, np.log10(8.69e-16), 600])
SCALE = np.array([10, 0.3, 100])
NOISE = 0.003  # V


def curves():
    """Times at which the cell of TRUTH discharges, what its voltages were measured to be, and the simulator."""
    cell = closo.load("asakura2020_swagelok")
    whole = cell.simulator(PARAMETERS, protocol=PROTOCOL, transform=TRANSFORM)
    result = cell.run(dict(whole.values(TRUTH)), PROTOCOL, tolerance=1e-6)
    start, duration = result["steps/start_time"], result["steps/duration"]
    at = np.concatenate([np.linspace(start[k], start[k] + 0.98 * duration[k], 150) for k in (2, 6)])
    simulator = cell.simulator(PARAMETERS, at=at, protocol=PROTOCOL, transform=TRANSFORM, tolerance=1e-6)
    return at, simulator(TRUTH) + np.random.default_rng(1).normal(0, NOISE, at.size), simulator


def fitted(simulator, measured):
    """The best theta and its covariance."""
    found = least_squares(simulator.residual(measured, NOISE), START, x_scale=SCALE, diff_step=1e-3)
    return found.x, np.linalg.inv(found.jac.T @ found.jac)


def sample(simulator, measured, theta, covariance):
    """A sample of the distribution of theta; nothing without emcee."""
    try:
        import emcee
    except ImportError:
        return None
    rng = np.random.default_rng(2)
    walkers = emcee.EnsembleSampler(24, theta.size, simulator.loglike(measured, NOISE), vectorize=True)
    np.random.seed(2)
    walkers.run_mcmc(rng.multivariate_normal(theta, covariance, 24), 300)
    return walkers.get_chain(discard=100, flat=True)


def draw(path, at, measured, simulator, theta):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    before, after = simulator(START), simulator(theta)
    for k, (name, colour) in enumerate((("C/10", "#0072b2"), ("1C", "#d55e00"))):
        part = slice(150 * k, 150 * (k + 1))
        share = np.linspace(0, 98, 150)
        left.plot(share, measured[part], ".", color=colour, markersize=3, alpha=0.5)
        left.plot(share, before[part], "--", color=colour, linewidth=1)
        left.plot(share, after[part], color=colour, linewidth=1.5, label=name)
        right.plot(share, 1e3 * (after - measured)[part], ".", color=colour, markersize=3, label=name)
    left.set(xlabel="Time / % of the discharge", ylabel="Voltage / V")
    right.set(xlabel="Time / % of the discharge", ylabel="Fitted - measured / mV")
    left.legend(frameon=False, title="fitted (dashed: start)")
    right.axhline(0, color="0.5", linewidth=0.8)
    figure.savefig(path, dpi=150)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-o", "--output", help="picture")
    options = parser.parse_args()
    at, measured, simulator = curves()
    theta, covariance = fitted(simulator, measured)
    half = 1.96 * np.sqrt(np.diag(covariance))
    chain = sample(simulator, measured, theta, covariance)
    print(f"{'':36s}{'truth':>9s} {'start':>9s} {'95 % interval':>19s}" + (f"{'by emcee':>21s}" if chain is not None else ""))
    for k, name in enumerate(simulator.parameters):
        line = f"{name:36s}{TRUTH[k]:9.3f} {START[k]:9.3f} {theta[k] - half[k]:9.3f} {theta[k] + half[k]:9.3f}"
        if chain is not None:
            line += "   {:9.3f} {:9.3f}".format(*np.quantile(chain[:, k], [0.025, 0.975]))
        print(line)
    if options.output:
        draw(options.output, at, measured, simulator, theta)


if __name__ == "__main__":
    main()
