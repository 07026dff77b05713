"""closo simulates all-solid-state battery cells: see docs/python.md.

>>> import closo
>>> cell = closo.load("asakura2020_swagelok")
>>> result = cell.run({"positive.active_loading": "8 mg/cm2"}, ["Charge at C/10 until 4.15 V", "Discharge at 1C until 2.5 V"])
>>> result["voltage"]                                                                                       # doctest: +SKIP

Current and charge are positive on discharge.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, List

if TYPE_CHECKING:
    from .cases import Case, Cases
    from .cell import Cell, Parameter, load
    from .data.errors import DataError
    from .errors import InputError, RunError
    from .fits import FitResult, FittedParameter
    from .result import Result, Table, read
    from .simulator import LogLikelihood, Residual, Simulator
    from .studies import compare, design, eis, fit, spectrum, sweep

# Where each name is. They are imported when they are asked for: `closo.plot` and its like work without the compiled module.
_PLACES = {
    **dict.fromkeys(["Case", "Cases"], "cases"),
    **dict.fromkeys(["Cell", "Parameter", "load"], "cell"),
    "DataError": "data.errors",
    **dict.fromkeys(["InputError", "RunError"], "errors"),
    **dict.fromkeys(["FitResult", "FittedParameter"], "fits"),
    **dict.fromkeys(["Result", "Table", "read"], "result"),
    **dict.fromkeys(["LogLikelihood", "Residual", "Simulator"], "simulator"),
    **dict.fromkeys(["compare", "design", "eis", "fit", "spectrum", "sweep"], "studies"),
}
_MODULES = ["analysis", "command", "data", "importers", "plot", "pybop"]

__all__ = [*_PLACES, "git_commit", "version"]


def version() -> str:
    """The version of closo, "0.1.0"."""
    from . import _core

    return _core.version()


def git_commit() -> str:
    """The commit that closo was built from; "-dirty" after it if its sources were edited, "unknown" outside git."""
    from . import _core

    return _core.git_commit()


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        value = getattr(importlib.import_module(f".{_PLACES[name]}", __name__), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return importlib.import_module(f".{name}", __name__)
    if name == "__version__":
        return version()
    raise AttributeError(f"module 'closo' has no attribute {name!r}")


def __dir__() -> List[str]:
    return sorted([*globals(), *_PLACES, *_MODULES])
