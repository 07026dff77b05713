"""Panels of measured beside simulated impedance spectra, from the groups that closo compare and closo fit write."""
import numpy as np


def impedance(group, which):
    """Measured or simulated impedance of a pair [ohm cm2], shape (frequency)."""
    return group[f"{which}_real"][:] + 1j * group[f"{which}_imaginary"][:]


def draw_measured(axes, group, colour, **style):
    """The measured spectrum of a pair as crosses, into a Nyquist plot."""
    measured = impedance(group, "measured")
    axes.plot(measured.real, -measured.imag, "x", ms=4, color=colour, **style)


def draw_distances(axes, groups, colours):
    """Simulated minus measured over the measured modulus, against frequency: real parts as dots, imaginary as crosses."""
    for group, colour in zip(groups, colours):
        measured, simulated = (impedance(group, which) for which in ("measured", "simulated"))
        distance = 100 * (simulated - measured) / np.abs(measured)
        axes.semilogx(group["frequency"][:], distance.real, ".-", ms=4, lw=0.6, color=colour)
        axes.semilogx(group["frequency"][:], distance.imag, "x:", ms=3, lw=0.6, color=colour)
    axes.axhline(0, color="black", lw=0.6)
    axes.set(xlabel="frequency / Hz", ylabel="% of the modulus", title="simulated minus measured: Re dots, Im crosses")
