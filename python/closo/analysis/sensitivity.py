"""How a result of a sweep depends on each swept key: Sobol indices with their confidence, and effects.

The sweep samples its keys as a Latin hypercube or a Sobol sequence. A polynomial (products of Legendre polynomials in the
coordinates of the keys, degree 1 to 4 by its error on cases left out) is fitted to the cases; indices and effects are those of
the polynomial:
  first  share of the variance that the key has alone             total  with all that it does together with others
  effect the mean result with the key at its low and high end
Intervals hold 95 % of 200 fits to cases drawn anew with replacement. What the polynomial does not follow is told as
"unexplained".
"""
import dataclasses
import itertools
from collections.abc import Iterator

import numpy as np
from numpy.polynomial import legendre

from closo.analysis.sweeps import quantity_of, varied
from closo.data.errors import DataError
from closo.data.results import Source, label_of, opened, pretty_unit, text

__all__ = ["Sensitivity", "sensitivity"]

HIGHEST_DEGREE = 4
RESAMPLES = 200
CASES_PER_TERM = 4  # at least, or the polynomial follows the cases alone
MOST_UNEXPLAINED = 0.2  # of the variance


def distance_from_even(z) -> float:
    """Largest distance of the distribution of z from an even one on 0 to 1 (Kolmogorov and Smirnov)."""
    z = np.sort(z)
    return np.abs(z - (np.arange(len(z)) + 0.5) / len(z)).max()


def coordinates(values) -> np.ndarray:
    """From -1 to 1, evenly filled: in the value or in its logarithm."""
    candidates = [values] + ([np.log(values)] if (values > 0).all() else [])
    scaled = [(v - v.min()) / np.ptp(v) for v in candidates]
    return 2 * min(scaled, key=distance_from_even) - 1


def exponents(keys, degree) -> np.ndarray:
    """Degrees of each term in each key, the constant first, shape (terms, keys)."""
    found = [e for e in itertools.product(range(degree + 1), repeat=keys) if sum(e) <= degree]
    return np.array(sorted(found, key=sum))


def basis(z, terms) -> np.ndarray:
    """Orthonormal terms, shape (cases, terms)."""
    single = [legendre.legvander(column, terms.max()) * np.sqrt(2 * np.arange(terms.max() + 1) + 1) for column in z.T]
    return np.prod([single[j][:, terms[:, j]] for j in range(len(single))], axis=0)


def left_out_error(A, y) -> float:
    """Share of the variance that fits without each case leave of it."""
    Q = np.linalg.qr(A)[0]
    leverage = (Q**2).sum(axis=1)
    residual = (y - Q @ (Q.T @ y)) / (1 - np.minimum(leverage, 1 - 1e-9))
    return np.mean(residual**2) / np.var(y)


def best_terms(z, y) -> tuple[float, int, np.ndarray]:
    """(share of the variance unexplained, degree, terms) of the polynomial of the least error on cases left out."""
    candidates = []
    for degree in range(1, HIGHEST_DEGREE + 1):
        terms = exponents(z.shape[1], degree)
        if len(y) >= CASES_PER_TERM * len(terms):
            candidates.append((left_out_error(basis(z, terms), y), degree, terms))
    if not candidates:
        raise DataError(f"{len(y)} cases are too few for {z.shape[1]} keys: {CASES_PER_TERM * (z.shape[1] + 1)} are the least")
    return min(candidates, key=lambda candidate: candidate[0])


def indices(A, y, terms) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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


def intervals(A, y, terms) -> list[np.ndarray]:
    """Ends of the 95 % intervals of the first and total indices and of the effects, each of shape (2, ...)."""
    random = np.random.default_rng(0)
    found = [indices(A[rows], y[rows], terms) for rows in (random.integers(len(y), size=len(y)) for _ in range(RESAMPLES))]
    return [np.quantile([one[k] for one in found], (0.025, 0.975), axis=0) for k in range(3)]


@dataclasses.dataclass
class Sensitivity:
    """How one result depends on the swept keys, in their order; intervals have shape (2, ...), low ends first."""

    label: str                # of the result, with its unit
    keys: list
    ends: list                # texts of the low and the high end of each key
    first: np.ndarray         # (keys)
    total: np.ndarray         # (keys)
    effects: np.ndarray       # (keys, 2), in the unit of the result
    limits: list              # intervals of first, total and effects
    cases: int                # with a value
    without: int              # without one
    degree: int
    unexplained: float        # share of the variance

    def table(self) -> Iterator[str]:
        """Lines of a table, the most important key first."""
        yield (f"{self.label}: {self.cases} cases, {self.without} without a value; degree {self.degree}, "
               f"{self.unexplained:.2%} of the variance unexplained")
        yield f"{'key':40} {'first':>6} {'95 %':>13}  {'total':>6} {'95 %':>13}  mean from low to high end"
        for j in np.argsort(-self.total):
            first, total = (f"{of[j]:6.3f} {limits[0, j]:6.3f}-{limits[1, j]:6.3f}"
                            for of, limits in ((self.first, self.limits[0]), (self.total, self.limits[1])))
            low, high = (f"{self.effects[j, end]:.4g} ({self.ends[j][end]})" for end in (0, 1))
            yield f"{self.keys[j]:40} {first}  {total}  {low} to {high}"


def sensitivity(file: Source, quantity: str | None = None) -> Sensitivity:
    """The Sensitivity of a result of a sweep, named as for quantity_of(). Raises DataError if the sweep cannot tell it."""
    file = opened(file)
    found = quantity_of(file, quantity)
    keys = varied(file)
    if not keys:
        raise DataError(f"{file.filename}: no swept key of numbers")
    columns = [file["cases/" + key] for key in keys]
    ends = [[f"{end:.3g} {pretty_unit(text(c.attrs['units']))}".strip() for end in (c[:].min(), c[:].max())] for c in columns]
    z, y = np.array([coordinates(c[:]) for c in columns]).T, found[:]
    well = np.isfinite(y)
    z, y = z[well], y[well]
    unexplained, degree, terms = best_terms(z, y)
    if unexplained > MOST_UNEXPLAINED:
        raise DataError(f"{file.filename}: no indices: the result is not a smooth function of the keys, "
                        "or there are too few cases")
    A = basis(z, terms)
    return Sensitivity(label_of(found), keys, ends, *indices(A, y, terms), intervals(A, y, terms), len(y),
                       np.count_nonzero(~well),
                       degree, unexplained)
