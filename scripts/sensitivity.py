#!/usr/bin/env python3
"""How a result of a sweep depends on each swept key: a tornado plot, and Sobol indices with their confidence.

    python3 scripts/sensitivity.py SWEEP.h5 --quantity specific_energy_cell [-o PICTURE.png]

The sweep samples its keys as a Latin hypercube or a Sobol sequence. A polynomial (products of Legendre polynomials in the coordinates of
the keys, degree 1 to 4 by its error on cases left out) is fitted to the cases; indices and effects are those of the polynomial:
  first  share of the variance that the key has alone             total  with all that it does together with others
  effect the mean result with the key at its low and high end
Intervals hold 95 % of 200 fits to cases drawn anew with replacement. What the polynomial does not follow is told as "unexplained".
"""
import itertools
import sys

from plotting import np, plt, save  # first: it tells what this Python lacks
from numpy.polynomial import legendre
from curves import open_result, picture_of, picture_parser, run_script

HIGHEST_DEGREE = 4
RESAMPLES = 200
CASES_PER_TERM = 4  # at least, or the polynomial follows the cases alone
MOST_UNEXPLAINED = 0.2  # of the variance


def distance_from_even(z):
    """Largest distance of the distribution of z from an even one on 0 to 1 (Kolmogorov and Smirnov)."""
    z = np.sort(z)
    return np.abs(z - (np.arange(len(z)) + 0.5) / len(z)).max()


def coordinates(values):
    """From -1 to 1, evenly filled: in the value or in its logarithm."""
    candidates = [values] + ([np.log(values)] if (values > 0).all() else [])
    scaled = [(v - v.min()) / np.ptp(v) for v in candidates]
    return 2 * min(scaled, key=distance_from_even) - 1


def exponents(keys, degree):
    """Degrees of each term in each key, the constant first, shape (terms, keys)."""
    found = [e for e in itertools.product(range(degree + 1), repeat=keys) if sum(e) <= degree]
    return np.array(sorted(found, key=sum))


def basis(z, terms):
    """Orthonormal terms, shape (cases, terms)."""
    single = [legendre.legvander(column, terms.max()) * np.sqrt(2 * np.arange(terms.max() + 1) + 1) for column in z.T]
    return np.prod([single[j][:, terms[:, j]] for j in range(len(single))], axis=0)


def left_out_error(A, y):
    """Share of the variance that fits without each case leave of it."""
    Q = np.linalg.qr(A)[0]
    leverage = (Q**2).sum(axis=1)
    residual = (y - Q @ (Q.T @ y)) / (1 - np.minimum(leverage, 1 - 1e-9))
    return np.mean(residual**2) / np.var(y)


def best_terms(z, y):
    candidates = []
    for degree in range(1, HIGHEST_DEGREE + 1):
        terms = exponents(z.shape[1], degree)
        if len(y) >= CASES_PER_TERM * len(terms):
            candidates.append((left_out_error(basis(z, terms), y), degree, terms))
    if not candidates:
        sys.exit(f"{len(y)} cases are too few for {z.shape[1]} keys: {CASES_PER_TERM * (z.shape[1] + 1)} are the least")
    return min(candidates, key=lambda candidate: candidate[0])


def analyse(A, y, terms):
    """First and total indices, and mean results with a key at its ends, shapes (keys), (keys), (keys, 2)."""
    c = np.linalg.lstsq(A, y, rcond=None)[0]
    variance = (c[1:] ** 2).sum()
    used = terms > 0
    alone = used & (used.sum(axis=1) == 1)[:, None]
    first = (c[:, None] ** 2 * alone).sum(axis=0) / variance
    total = (c[:, None] ** 2 * used).sum(axis=0) / variance
    effects = []
    for j in range(terms.shape[1]):
        n = terms[:, j]
        size = np.sqrt(2 * n + 1) * c * (alone[:, j] | (n.sum() == 0))
        effects.append([c[0] + (size * (-1.0) ** n).sum(), c[0] + size.sum()])
    return first, total, np.array(effects)


def intervals(A, y, terms):
    """Ends of the 95 % intervals of the first and total indices and of the effects, each of shape (2, ...)."""
    random = np.random.default_rng(0)
    found = [analyse(A[rows], y[rows], terms) for rows in (random.integers(len(y), size=len(y)) for _ in range(RESAMPLES))]
    return [np.quantile([one[k] for one in found], (0.025, 0.975), axis=0) for k in range(3)]


def draw(figure, keys, ends, result, limits, label):
    first, total, effects = result
    order = np.argsort(total)
    left, right = figure.subplots(1, 2, sharey=True)
    places = np.arange(len(keys))
    middle = effects.mean()
    for place, j in zip(places, order):
        for end, colour in ((0, "C0"), (1, "C3")):
            left.barh(place, effects[j, end] - middle, left=middle, color=colour, height=0.6)
            left.plot(limits[2][:, j, end], [place + 0.08 * (2 * end - 1)] * 2, color="black", lw=1)
            below = effects[j, end] < effects[j, 1 - end]
            left.annotate(ends[j][end], (effects[j, end], place), (-4 if below else 4, 0), textcoords="offset points",
                          ha="right" if below else "left", va="center", fontsize=7)
        for values, bounds, shift, colour in ((first, limits[0], 0.17, "C2"), (total, limits[1], -0.17, "C4")):
            right.barh(place + shift, values[j], 0.32, color=colour)
            right.plot(bounds[:, j], [place + shift] * 2, color="black", lw=1)
    left.set_yticks(places, [keys[j].removeprefix("cell.") for j in order])
    left.margins(x=0.25)
    left.set(xlabel=f"mean {label}", title="key at its low (blue) and high end (red)")
    right.set(xlabel="share of the variance", title="Sobol indices: first (green), total (violet)", xlim=(0, None))


def read(arguments):
    with open_result(arguments.result) as file:
        names = [path for path in (f"design/{arguments.quantity}", f"cycles/last/{arguments.quantity}", arguments.quantity) if path in file]
        if "cases" not in file or not names:
            sys.exit(f"{arguments.result}: not a result of closo sweep with {arguments.quantity}")
        y, label = file[names[0]][:], f"{arguments.quantity.replace('_', ' ')} / {file[names[0]].attrs['units']}"
        texts = set(file["axes"]) if "axes" in file else set()
        keys = [key for key, column in file["cases"].items() if key not in {"number", "failed", "time_steps"} | texts
                and " = " not in column.attrs["long_name"] and np.ptp(column[:]) > 0]
        values = [file["cases/" + key][:] for key in keys]
        ends = [[f"{end:.3g} {file['cases/' + key].attrs['units']}" for end in (v.min(), v.max())] for key, v in zip(keys, values)]
    return keys, np.array([coordinates(v) for v in values]).T, ends, y, label


def main():
    parser = picture_parser(__doc__)
    parser.add_argument("--quantity", required=True, help="dataset of /design or /cycles/last, or a path")
    arguments = parser.parse_args()
    keys, z, ends, y, label = read(arguments)
    if not keys:
        sys.exit(f"{arguments.result}: no swept key of numbers")
    well = np.isfinite(y)
    z, y = z[well], y[well]
    unexplained, degree, terms = best_terms(z, y)
    A = basis(z, terms)
    result, limits = analyse(A, y, terms), intervals(A, y, terms)
    print(f"{label}: {len(y)} cases, {np.count_nonzero(~well)} without a value; degree {degree}, {unexplained:.2%} of the variance unexplained")
    if unexplained > MOST_UNEXPLAINED:
        sys.exit(f"{arguments.result}: no indices: the result is not a smooth function of the keys, or there are too few cases")
    print(f"{'key':40} {'first':>6} {'95 %':>13}  {'total':>6} {'95 %':>13}  mean from low to high end")
    for j in np.argsort(-result[1]):
        print(f"{keys[j]:40} {result[0][j]:6.3f} {limits[0][0, j]:6.3f}-{limits[0][1, j]:6.3f}  {result[1][j]:6.3f} {limits[1][0, j]:6.3f}-"
              f"{limits[1][1, j]:6.3f}  {result[2][j, 0]:.4g} ({ends[j][0]}) to {result[2][j, 1]:.4g} ({ends[j][1]})")
    figure = plt.figure(figsize=(11, 1.5 + 0.6 * len(keys)), layout="constrained")
    draw(figure, keys, ends, result, limits, label)
    save(figure, picture_of(arguments), dpi=120)
    print(picture_of(arguments))


if __name__ == "__main__":
    run_script(main)
