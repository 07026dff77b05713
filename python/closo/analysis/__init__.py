"""What experimentalists derive from curves and results: numbers, without pictures, with numpy alone.

Modules by their subject, whose functions take what `closo.read()` and `cell.run()` return, or an open h5py.File:

    result = closo.read("gitt.h5")
    stoichiometry, tau, dE_s, dE_t = closo.analysis.gitt.pulses(result)
    losses = closo.analysis.losses.mean_losses(result, step=2)                            # mV
    rows = closo.analysis.resistances.resistances(closo.data.curves.read_steps(result), times=[0, 1, 1800])

`python3 -m closo.analysis` is the command `closo analyse`.
"""
from typing import TYPE_CHECKING

from closo.data.lazy import offer

if TYPE_CHECKING:
    from . import arrhenius, conductivity, gitt, losses, ocv, onsets, resistances, sensitivity, targets

__all__ = ["arrhenius", "conductivity", "gitt", "losses", "ocv", "onsets", "resistances", "sensitivity", "targets"]

__getattr__, __dir__ = offer(__name__, **{name: name for name in __all__})
