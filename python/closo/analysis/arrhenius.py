"""Activation energies, from values at several temperatures."""
import os

import numpy as np

from closo.data.errors import DataError

__all__ = ["arrhenius", "read_values"]

GAS_CONSTANT = 8.31446261815324  # J mol-1 K-1
FARADAY = 96485.33212  # C mol-1
ZERO_CELSIUS = 273.15


def arrhenius(temperature: np.ndarray, value: np.ndarray) -> tuple[float, float, float]:
    """Activation energy [J mol-1], its standard error (NaN for two values), and ln of the value at infinite temperature, by the
    straight line of ln(value) against 1/T; both arrays of shape (values), temperatures in K."""
    x, z = 1 / temperature, np.log(value)
    design = np.column_stack((np.ones_like(x), x))
    (intercept, slope), *_ = np.linalg.lstsq(design, z, rcond=None)
    residual = z - design @ (intercept, slope)
    freedom = len(x) - 2
    variance = residual @ residual / freedom if freedom > 0 else np.nan
    error = np.sqrt(variance * np.linalg.inv(design.T @ design)[1, 1])
    return -slope * GAS_CONSTANT, error * GAS_CONSTANT, intercept


def read_values(path: str | os.PathLike, header_lines: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Temperatures [K] and values of a CSV table 'temperature in degC, value', each of shape (rows); raises DataError."""
    try:
        table = np.loadtxt(path, delimiter=",", comments="#", skiprows=header_lines, ndmin=2)
    except ValueError as error:
        raise DataError(f"{path}: expected rows 'temperature in degC, value': {error}") from error
    if table.shape[0] < 2 or table.shape[1] != 2 or (table[:, 1] <= 0).any():
        raise DataError(f"{path}: expected at least two rows of a temperature in degC and a positive value")
    return table[:, 0] + ZERO_CELSIUS, table[:, 1]
