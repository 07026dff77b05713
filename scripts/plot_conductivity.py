#!/usr/bin/env python3
"""Draws the conductivity of an electrolyte between blocking electrodes, with its activation energy.

    python3 scripts/plot_conductivity.py RESULT.h5 [-o PICTURE.png]

The resistance is the real part where a spectrum comes closest to the real axis, between the arc of the electrolyte and
the line of the electrodes. Conductivity follows Arrhenius, kappa = kappa_0 exp(-E/RT); intervals are those of a straight
line through ln(kappa) against 1/T, at 95 %.
"""
import sys

from plotting import np, plt
from curves import open_result, picture_of, picture_parser, text

GAS_CONSTANT, EV = 8.31446261815324, 96485.33212  # J mol-1 K-1; J mol-1
# Student's t at 97.5 % for 1, 2, ... degrees of freedom; 1.96 beyond
STUDENT = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131)


def resistance(Z):
    """ohm cm2, of a spectrum from high to low frequencies."""
    imaginary = -Z.imag
    arc = int(np.argmax(imaginary[:len(Z) // 2]))  # at the highest frequencies, or none of it in the spectrum
    return Z.real[arc + int(np.argmin(np.abs(imaginary[arc:])))]


def arrhenius(T, kappa):
    """Activation energy [J mol-1], half its interval, and the line (slope, intercept) of ln(kappa) against 1/T."""
    x, y = 1 / T, np.log(kappa)
    slope, intercept = np.polyfit(x, y, 1)
    freedom = len(T) - 2
    if freedom < 1:
        return -slope * GAS_CONSTANT, np.nan, (slope, intercept)
    spread = np.sqrt(np.sum((y - slope * x - intercept) ** 2) / freedom / np.sum((x - x.mean()) ** 2))
    student = STUDENT[freedom - 1] if freedom <= len(STUDENT) else 1.96
    return -slope * GAS_CONSTANT, student * spread * GAS_CONSTANT, (slope, intercept)


def main():
    arguments = picture_parser(__doc__).parse_args()
    with open_result(arguments.result) as result:
        if "impedance" not in result:
            sys.exit(f"{arguments.result}: no impedance spectra; a protocol takes them with 'eis'")
        groups = [result["impedance"][step] for step in sorted(result["impedance"], key=int)]
        spectra = [(g["temperature"][()], g["real"][:] + 1j * g["imaginary"][:]) for g in groups]
        thickness = result["cell/separator_thickness"][()] * 100  # cm
        title = text(result.attrs["title"])
    T = np.array([temperature for temperature, _ in spectra])
    kappa = np.array([thickness / resistance(Z) for _, Z in spectra])  # S cm-1
    print("degC, mS/cm")
    for temperature, value in sorted(zip(T, kappa)):
        print(f"{temperature - 273.15:6.1f}  {value * 1e3:.4g}")
    figure, (nyquist, line) = plt.subplots(1, 2, figsize=(11, 5), constrained_layout=True)
    room = int(np.argmin(np.abs(T - 298.15)))
    Z = spectra[room][1]
    R = resistance(Z)
    nyquist.plot(Z.real, -Z.imag, ".-", ms=4, lw=1)
    nyquist.axvline(R, color="0.7", lw=0.8)
    nyquist.set(xlim=(0, 2 * R), ylim=(0, 2 * R), xlabel="Re Z / ohm cm$^2$", ylabel="-Im Z / ohm cm$^2$",
                title=f"{T[room] - 273.15:.0f} °C: {R:.4g} ohm cm$^2$, {kappa[room] * 1e3:.3g} mS/cm")
    nyquist.set_aspect("equal")
    line.semilogy(1e3 / T, kappa, "o")
    if len(np.unique(T)) > 1:
        energy, half, (slope, intercept) = arrhenius(T, kappa)
        told = f"{energy / EV:.4f} ± {half / EV:.4f} eV"
        print(f"activation energy {told}")
        x = np.linspace(1e3 / T.max(), 1e3 / T.min(), 50)
        line.semilogy(x, np.exp(slope * x / 1e3 + intercept), lw=1, label=f"$E$ = {told}")
        line.legend()
    line.set(xlabel="1000 K / T", ylabel="conductivity / S cm$^{-1}$", title="Arrhenius")
    figure.suptitle(title)
    picture = picture_of(arguments)
    figure.savefig(picture, dpi=110)
    print(picture)


if __name__ == "__main__":
    main()
