#!/usr/bin/env python3
"""Writes synthetic spectra of a known circuit, with noise, as closo import writes measured ones.

    python3 make_measured.py TABLE.bdf.csv

R0-(R1 CPE1)-(R2 CPE2)-CPE of a cell of 0.785 cm2 after three numbers of cycles: R1 and R2 grow, the rest stays.
"""
import random
import sys

AREA = 0.785  # cm2
NOISE = 0.003  # of the modulus, real and imaginary part each
R0, N1, F1, N2, F2, TAIL, M = 50, 0.85, 2e4, 0.8, 20, 60, 0.5  # ohm cm2, 1, Hz, 1, Hz, ohm cm2 at the least frequency, 1
CYCLES = {1: (30, 100), 10: (40, 120), 100: (75, 160)}  # R1 and R2, ohm cm2
FREQUENCIES = [10 ** (6 - k / 8) for k in range(65)]  # Hz


def arc(f, resistance, peak, exponent):
    return resistance / (1 + (1j * f / peak) ** exponent)


def impedance(f, r1, r2):
    """ohm cm2"""
    return R0 + arc(f, r1, F1, N1) + arc(f, r2, F2, N2) + TAIL * (1j * f / FREQUENCIES[-1]) ** -M


def main():
    noise = random.Random(1)
    with open(sys.argv[1], "w", encoding="utf-8") as table:
        table.write("# synthetic: a known circuit with noise, not a measurement (make_measured.py)\n")
        table.write("Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm,Cycle Count / 1\n")
        for cycle, (r1, r2) in CYCLES.items():
            for f in FREQUENCIES:
                z = impedance(f, r1, r2) / AREA
                z += abs(z) * complex(noise.gauss(0, NOISE), noise.gauss(0, NOISE))
                table.write(f"{f:.6g},{z.real:.6g},{z.imag:.6g},{cycle}\n")


if __name__ == "__main__":
    main()
