"""Measured files of cyclers and potentiostats as tables in the Battery Data Format, in which charging is positive:

    table = closo.importers.read("cell_17.mpt")
    table["Voltage / V"], table.units["Voltage / V"]
    table.save("cell_17.bdf.csv")

Text needs nothing but Python, arrays numpy, some binary files packages of others. `python3 -m closo.importers` is the command
`closo import`, docs/import.md the manual.
"""
from typing import TYPE_CHECKING

from closo.data.lazy import offer

if TYPE_CHECKING:
    from .tables import BadFile, Imported, read

__all__ = ["BadFile", "Imported", "read"]

__getattr__, __dir__ = offer(__name__, **{name: f"tables.{name}" for name in __all__})
