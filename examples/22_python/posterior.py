#!/usr/bin/env python3
"""The posterior of five parameters of the reference cell from three discharges, by emcee, with its corner plot.

usage: posterior.py [-o posterior.png] [--steps 450] [--charge-error 0.1]      needs closo, scipy, emcee and matplotlib

The curves were not measured: they are those of a cell with other values, with noise of 3 mV and of 0.1 % of the discharge:
as voltage and charge are both read with an error, a point in a fall of the voltage has a larger one than a point on a plateau.
"""
import argparse
import time

import emcee
import numpy as np

from fit import NOISE, SHARES, covariance_of, discharges, two_passes

RATES = ["C/10", "C/2", "1C"]
GALLERY = "materials.nvopf.open_circuit_voltage.galleries.{}.potential"
PARAMETERS = {"positive.contact": "%", "materials.nvopf.diffusivity": "m2/s",
              "materials.nvopf.exchange_current_density": "A/m2", GALLERY.format(0): "mV", GALLERY.format(1): "mV"}
TRANSFORM = {"materials.nvopf.diffusivity": "log10", "materials.nvopf.exchange_current_density": "log10"}
LABELS = ["connected / %", "log10 D / m2 s$^{-1}$", "log10 i$_0$ / A m$^{-2}$", "lower plateau / mV", "upper plateau / mV"]
TRUTH = np.array([78, np.log10(5e-16), np.log10(0.4), 3612, 3998])
LOW, HIGH = np.array([60, -16.5, -1.5, 3500, 3900]), np.array([100, -14.5, 1.0, 3700, 4100])  # of a prior that is flat between
SCALE = np.array([10, 0.3, 0.3, 10, 10])
MESH = {"positive": 8}  # of 20: curves that are some 0.01 mV off, in two thirds of the time
STEP = 1e-4  # of the duration, for slopes
WALKERS, LEFT_OUT = 32, 0.25  # of the steps, which forget where the walkers began


def simulators():
    """The discharges as functions of the parameters, at SHARES of their duration; and how steep these are there [V], over the whole
    duration."""
    for discharge in discharges(RATES, PARAMETERS, TRANSFORM, TRUTH, MESH):
        at, before, after = (discharge(SHARES + shift) for shift in (0, -STEP, STEP))
        yield at, (after(TRUTH) - before(TRUTH)) / (2 * STEP)


def best(residuals):
    """The best theta, the covariance of a normal distribution about it, where the walkers begin, and of each parameter the
    share of the squared slopes that a single point has: near 1 that point alone tells the parameter, if the slopes hold so far."""
    found = two_passes(residuals, 0.5 * (LOW + HIGH), (LOW, HIGH), SCALE)
    squares = found.jac**2
    return found.x, covariance_of(found), squares.max(axis=0) / squares.sum(axis=0)


def posterior(likelihoods):
    """The logarithm of the posterior of many thetas at once, on all cores."""
    def of(thetas):
        inside = np.all((thetas > LOW) & (thetas < HIGH), axis=1)
        values = np.full(len(thetas), -np.inf)
        if inside.any():
            values[inside] = sum(likelihood(thetas[inside]) for likelihood in likelihoods)
        return values

    return of


def draw(path, samples):
    """All pairs of parameters, and each alone; lines are the truth."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    count = samples.shape[1]
    figure, axes = pyplot.subplots(count, count, figsize=(9, 9), layout="constrained")
    for row in range(count):
        for column in range(count):
            place = axes[row, column]
            if column > row:
                place.axis("off")
                continue
            if column == row:
                place.hist(samples[:, row], bins=40, color="#0072b2", histtype="stepfilled", alpha=0.7)
                place.set_yticks([])
            else:
                place.hist2d(samples[:, column], samples[:, row], bins=40, cmap="Blues")
                place.axhline(TRUTH[row], color="#d55e00", linewidth=0.8)
            place.axvline(TRUTH[column], color="#d55e00", linewidth=0.8)
            place.ticklabel_format(useOffset=False)
            place.tick_params(labelsize=7, labelrotation=30, labelbottom=row == count - 1, labelleft=column == 0 < row)
        axes[row, 0].set_ylabel(LABELS[row] if row else "", fontsize=8)
        axes[-1, row].set_xlabel(LABELS[row], fontsize=8)
    figure.savefig(path, dpi=130)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-o", "--output", help="picture")
    parser.add_argument("--steps", type=int, default=450, help="of each walker")
    parser.add_argument("--charge-error", type=float, default=0.1, help="of each point, in %% of the discharge")
    options = parser.parse_args()
    rng = np.random.default_rng(3)
    np.random.seed(3)  # which emcee draws from
    begin = time.perf_counter()
    curves = []
    for f, slope in simulators():
        sigma = np.hypot(NOISE, 0.01 * options.charge_error * slope)
        curves.append((f, f(TRUTH) + sigma * rng.normal(size=sigma.size), sigma))
    theta, covariance, shares = best([f.residual(measured, sigma) for f, measured, sigma in curves])
    likelihoods = [f.loglike(measured, sigma) for f, measured, sigma in curves]
    sampler = emcee.EnsembleSampler(WALKERS, theta.size, posterior(likelihoods), vectorize=True)
    sampler.run_mcmc(rng.multivariate_normal(theta, covariance, WALKERS), options.steps)
    samples = sampler.get_chain(discard=int(LEFT_OUT * options.steps), flat=True)
    seconds = time.perf_counter() - begin
    print(f"{WALKERS * options.steps * len(RATES)} discharges in {seconds:.0f} s; autocorrelation "
          f"{sampler.get_autocorr_time(tol=0).max():.0f} steps; {np.mean(sampler.acceptance_fraction):.2f} accepted")
    print(f"{'':62s}{'truth':>9s} {'95 % of the sample':>22s} {'linear':>22s}  most of one point")
    for k, name in enumerate(PARAMETERS):
        low, high = np.quantile(samples[:, k], [0.025, 0.975])
        half = 1.96 * np.sqrt(covariance[k, k])
        print(f"{name:62s}{TRUTH[k]:9.3f} {low:10.3f} - {high:9.3f} {theta[k] - half:10.3f} - {theta[k] + half:9.3f}"
              f"{100 * shares[k]:15.0f} %")
    if options.output:
        draw(options.output, samples)


if __name__ == "__main__":
    main()
