#!/usr/bin/env python3
"""Three parameters of the reference cell from two discharges, by scipy; and a sample of their distribution, by emcee.

usage: fit.py [-o fit.png] [--sample]      needs closo, scipy, matplotlib and emcee

The curves were not measured: they are those of a cell with other values, with noise of 3 mV and of 0.1 % of the discharge: as voltage
and charge are both read with an error, a point in a fall of the voltage has a larger one than a point on a plateau.
"""
import argparse

import numpy as np
from scipy.optimize import least_squares

import closo

RATES = ["C/10", "1C"]
DIFFUSIVITY, EXCHANGE_CURRENT = "materials.nvopf.diffusivity", "materials.nvopf.exchange_current_density"
PARAMETERS = {"positive.contact": "%", DIFFUSIVITY: "m2/s", EXCHANGE_CURRENT: "A/m2"}
TRANSFORM = {DIFFUSIVITY: "log10", EXCHANGE_CURRENT: "log10"}
TRUTH = np.array([78, np.log10(5e-16), np.log10(0.4)])
START = np.array([89.8, np.log10(9.16e-16), np.log10(0.7)])  # of the reference cell
SCALE = np.array([10, 0.3, 0.3])
BOUNDS = [60, -16.5, -1.5], [100, -14.5, 1.0]
NOISE = 0.003  # V
CHARGE_ERROR = 1e-3  # of the discharge
SHARES = np.linspace(0.01, 0.95, 150)  # of the duration of a discharge, at which its voltage is read


def discharges(rates, parameters, transform, truth, mesh=None):
    """Of a charged cell: for each rate what makes a function of the parameters, the voltage at shares of the duration at `truth`."""
    for rate in rates:
        cell = closo.load({"closo": 1, "cell": "asakura2020_swagelok", "start": {"voltage": "4.15 V"},
                           "protocol": [f"Discharge at {rate} until 2.5 V"], "tolerance": 1e-6, "mesh": mesh or {}})
        duration = cell.run(dict(cell.simulator(parameters, transform=transform).values(truth)))["time"][-1]

        def at(shares, cell=cell, duration=duration):
            return cell.simulator(parameters, at=shares * duration, transform=transform)

        yield at


def simulators():
    """The discharges as functions of the parameters, and the error of each point [V]."""
    for at in discharges(RATES, PARAMETERS, TRANSFORM, TRUTH):
        before, after = (at(SHARES + shift)(TRUTH) for shift in (-CHARGE_ERROR, CHARGE_ERROR))
        yield at(SHARES), np.hypot(NOISE, 0.5 * (after - before))


def two_passes(residuals, start, bounds, scale):
    """scipy's best fit of several residuals. Far from it the steep parts of the discharges would rule: the first pass has a loss that
    mistrusts what is far off."""
    def all_residuals(theta):
        return np.concatenate([residual(theta) for residual in residuals])

    options = {"bounds": bounds, "x_scale": scale, "diff_step": 1e-4}
    near = least_squares(all_residuals, start, loss="cauchy", f_scale=10, **options)
    return least_squares(all_residuals, near.x, **options)


def covariance_of(found):
    """Of a normal distribution about a best fit."""
    return np.linalg.inv(found.jac.T @ found.jac)


def sample(likelihoods, theta, covariance):
    """A sample of the distribution of theta, by emcee."""
    import emcee

    np.random.seed(2)
    walkers = emcee.EnsembleSampler(24, theta.size, lambda thetas: sum(f(thetas) for f in likelihoods), vectorize=True)
    walkers.run_mcmc(np.random.multivariate_normal(theta, covariance, 24), 500)
    return walkers.get_chain(discard=150, flat=True)


def draw(path, curves, theta):
    """The curves with start and fit, and their distances, in the look of closo's figures."""
    from closo.plot import style

    with style.look():
        figure = style.figure(2, 2.9)
        left, right = figure.subplots(1, 2)
        for number, (rate, (simulator, measured, _)) in enumerate(zip(RATES, curves)):
            colour = style.colour(number)
            style.curve(left, 100 * SHARES, measured, name=f"{rate}, measured", color=colour, **style.MEASURED)
            style.curve(left, 100 * SHARES, simulator(START), name=f"{rate}, start", color=colour, ls="--", lw=0.8)
            style.curve(left, 100 * SHARES, simulator(theta), label=rate, color=colour)
            style.curve(right, 100 * SHARES, 1e3 * (simulator(theta) - measured), name=rate, color=colour, marker=".", ls="none")
        right.axhline(0, color=style.theme().ink, lw=0.5)
        style.label(left, "Time / % of the discharge", "Voltage / V")
        style.label(right, "Time / % of the discharge", "Fitted - measured / mV")
        style.heading(left, "Curves", subtitle="fitted; dashes: start, pale: measured")
        style.heading(right, "Distances", legend=False)
    style.save(figure, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-o", "--output", help="picture")
    parser.add_argument("--sample", action="store_true", help="sample the distribution with emcee, too")
    options = parser.parse_args()
    rng = np.random.default_rng(1)
    curves = [(f, f(TRUTH) + sigma * rng.normal(size=sigma.size), sigma) for f, sigma in simulators()]
    found = two_passes([f.residual(measured, sigma) for f, measured, sigma in curves], START, BOUNDS, SCALE)
    theta, covariance = found.x, covariance_of(found)
    half = 1.96 * np.sqrt(np.diag(covariance))
    chain = sample([f.loglike(measured, sigma) for f, measured, sigma in curves], theta, covariance) if options.sample else None
    print(f"{'':44s}{'truth':>9s} {'start':>9s} {'95 % interval':>19s}" + f"{'of the sample':>22s}" * options.sample)
    for k, name in enumerate(PARAMETERS):
        line = f"{name:44s}{TRUTH[k]:9.3f} {START[k]:9.3f} {theta[k] - half[k]:9.3f} {theta[k] + half[k]:9.3f}"
        if chain is not None:
            line += "   {:9.3f} {:9.3f}".format(*np.quantile(chain[:, k], [0.025, 0.975]))
        print(line)
    if options.output:
        draw(options.output, curves, theta)


if __name__ == "__main__":
    main()
