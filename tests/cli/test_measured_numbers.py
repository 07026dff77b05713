#!/usr/bin/env python3
"""The tables of params/measured: every row has a number, unit and source, and calibration is what it was decided to be."""
import csv
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "params/measured"
COLUMNS = ["quantity", "relation", "value", "unit", "rate", "temperature", "cell", "lower_cut_off", "upper_cut_off", "cycle", "source",
           "uncertainty", "used_for", "note"]
UNITS = {"mAh/g", "mAh/cm2", "%", "V", "mV", "ohm cm2", "Wh/kg", "mA/cm2"}
ALLOWED = {"relation": r"=|<|>|<=|>=|about", "used_for": "input|calibration|prediction", "cycle": r"\d*",
           "rate": r"(C/\d+|\d+C|[\d.]+ uA/cm2)?", "temperature": r"(room temperature|-?\d+ degC)?",
           "cell": "(swagelok|pressure|thick_pressure|symmetric|liquid|lithium|lithium_indium|graphite|impregnated|mixed)?", "lower_cut_off": r"(\d\.\d\d V)?",
           "upper_cut_off": r"(\d\.\d\d V)?", "source": r"(Asakura 2020|Braun 2024|Duchene 2017), .+", "quantity": ".+"}
CALIBRATION = [("discharge capacity", "104", "C/10", "swagelok"), ("discharge capacity", "103", "C/5", "swagelok"),
               ("discharge capacity", "74", "1C", "swagelok"), ("discharge capacity", "40", "2C", "pressure"),
               ("discharge capacity", "90", "C/5", "swagelok"), ("mean discharge voltage", "3.786", "C/10", ""),
               ("gap between charge and discharge", "30", "C/10", "swagelok"),
               ("charge lost to the film", "10", "C/10", "swagelok"), ("coulombic efficiency", "91.4", "C/10", "swagelok"),
               ("coulombic efficiency", "98.5", "C/10", "swagelok"), ("coulombic efficiency", "99.8", "C/5", "swagelok"),
               ("energy efficiency", "90.6", "C/10", "swagelok"), ("energy efficiency", "97.3", "C/10", "swagelok"),
               ("energy efficiency", "94.5", "C/5", "swagelok"), ("resistance R1 of Na/SE", "77", "C/10", ""),
               ("resistance R2 of the cathode/SE film", "80", "C/10", ""),
               ("resistance R2 of the cathode/SE film", "100", "C/10", ""),
               ("resistance R2 of the cathode/SE film", "1000", "C/10", ""),
               ("capacity retention", "91", "C/5", "swagelok"),
               ("discharge capacity", "145", "C/10", "lithium"), ("discharge capacity", "175", "C/10", "lithium"),
               ("capacity retention", "98", "C/5", "lithium_indium"), ("discharge capacity", "85", "C/20", "impregnated"),
               ("discharge capacity", "80", "C/5", "impregnated"), ("capacity retention", "85", "C/5", "impregnated")]


def check(path, line, row):
    where = f"{path.name}:{line}"
    assert None not in row and None not in row.values(), f"{where}: as many cells as columns"
    assert row["unit"] in UNITS, (where, row["unit"])
    assert float(row["value"]) > 0 and (not row["uncertainty"] or float(row["uncertainty"]) > 0), where
    for column, pattern in ALLOWED.items():
        assert re.fullmatch(pattern, row[column]), (where, column, row[column])


def main():
    calibration, seen, count = [], set(), 0
    for path in sorted(FOLDER.glob("*.csv")):
        with open(path, newline="") as file:
            reader = csv.DictReader(file)
            assert reader.fieldnames == COLUMNS, (path.name, reader.fieldnames)
            for row in reader:
                check(path, reader.line_num, row)
                assert tuple(row.values()) not in seen, f"{path.name}:{reader.line_num}: a row twice"
                seen.add(tuple(row.values()))
                count += 1
                if row["used_for"] == "calibration":
                    calibration.append(tuple(row[name] for name in ("quantity", "value", "rate", "cell")))
        assert path.name in (FOLDER / "README.md").read_text(), f"{path.name} is not in the README"
    assert sorted(calibration) == sorted(CALIBRATION), calibration
    print(f"{count} numbers with unit and source")


if __name__ == "__main__":
    main()
