"""Result files and tables of measured values: reading, names and units.

    steps = closo.data.curves.read_steps("measured.bdf.csv")
    cycles = closo.data.cycles.Cycles(closo.read("long.h5"))
    rows = closo.data.tables.read_measured("params/measured/asakura2020_capacities.csv")
"""
from typing import TYPE_CHECKING

from closo.data.lazy import offer

if TYPE_CHECKING:
    from . import curves, cycles, errors, results, tables

__all__ = ["curves", "cycles", "errors", "results", "tables"]

__getattr__, __dir__ = offer(__name__, **{name: name for name in __all__})
