"""Diffusivity from the pulses of a GITT run against composition, and its error if the diffusivity put in is known."""
import numpy as np
from matplotlib.figure import Figure

from closo.analysis.gitt import diffusivity as of_pulses
from closo.analysis.gitt import pulses, radius_of
from closo.data.results import label, titles
from closo.plot import style

OPTIONS = {"diffusivity": {"type": float, "metavar": "D", "help": "diffusivity of the simulation [m2/s]"},
           "longest": {"type": float, "metavar": "SECONDS", "help": "skip pulses longer than this"}}
DECADES = 30  # factor around the diffusivity put in that is drawn


def draw(files, *, diffusivity=None, longest=np.inf) -> Figure:
    """The figure of one open GITT result, in a list; diffusivity [m2/s], longest pulse [s]. Raises DataError without pulses."""
    result, = files
    y, tau, dE_s, dE_t = pulses(result, longest)
    D = of_pulses(radius_of(result)[0], tau, dE_s, dE_t)
    known = diffusivity is not None
    figure = style.figure(1, 4.2 if known else 3.0, titles(result)[0])
    panels = figure.subplots(2 if known else 1, 1, sharex=True, squeeze=False,
                             gridspec_kw={"height_ratios": (2, 1)[:1 + known]})[:, 0]
    panels[0].semilogy(y, D, "o", ms=2.5, label="from GITT")
    style.label(panels[0], y=label("Diffusivity", "m2 s-1"))
    if known:
        panels[0].axhline(diffusivity, color=style.theme().ink, lw=0.8, label="input")
        panels[0].set_ylim(diffusivity / DECADES, diffusivity * DECADES)
        panels[1].plot(y, (D / diffusivity - 1) * 100, "o", ms=2.5, gid="error")
        panels[1].axhline(0, color=style.theme().ink, lw=0.8)
        style.label(panels[1], y=label("Error", "%"), ylim=(-100, 100))
    style.heading(panels[0], "Diffusivity by Weppner and Huggins")
    style.label(panels[-1], "Stoichiometry (0 charged, 1 discharged)")
    return figure
