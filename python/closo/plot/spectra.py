"""Parts of figures of impedance spectra: measured beside simulated ones, and how far they are apart."""
import numpy as np
from matplotlib.lines import Line2D

from closo.data.results import label
from closo.plot import style

REAL, IMAGINARY = label("Re Z", "ohm cm2"), label("-Im Z", "ohm cm2")
FREQUENCY = label("Frequency", "Hz")


def impedance(group, which) -> np.ndarray:
    """Measured or simulated impedance of an open pair of spectra [ohm cm2], shape (frequency), complex."""
    return group[f"{which}_real"][:] + 1j * group[f"{which}_imaginary"][:]


def draw_measured(axes, group, colour, **look) -> Line2D:
    """The measured spectrum of a pair as crosses, into a Nyquist plot."""
    measured = impedance(group, "measured")
    return style.curve(axes, measured.real, -measured.imag, marker="x", ls="none", ms=3, color=colour, **look)


def draw_distances(axes, groups, colours, title="Simulated minus measured") -> None:
    """Simulated minus measured over the measured modulus, against frequency: real parts as lines, imaginary as dots."""
    for number, (group, colour) in enumerate(zip(groups, colours), 1):
        measured, simulated = (impedance(group, which) for which in ("measured", "simulated"))
        distance = 100 * (simulated - measured) / np.abs(measured)
        style.curve(axes, group["frequency"][:], distance.real, color=colour, name=f"pair {number}, real part")
        style.curve(axes, group["frequency"][:], distance.imag, ls=":", color=colour, name=f"pair {number}, imaginary part")
    axes.axhline(0, color=style.theme().ink, lw=0.5)
    style.label(axes, FREQUENCY, "Of the modulus\n/ %", xscale="log")
    ink = style.theme().ink
    handles = [Line2D([], [], color=ink, ls=dashes, label=words) for dashes,
               words in (("-", "real part"), (":", "imaginary part"))]
    style.heading(axes, title, handles)
