"""Tables of curves that look measured, made by closo with known parameters and noise: for examples of fits."""
import csv
import pathlib
import subprocess

KEPT = ("Test Time / s", "Voltage / V", "Current / A", "Cycle Count / 1", "Step Count / 1", "Net Capacity / Ah")


def simulate(closo, run, truth, folder, *options):
    """Runs with the parameters of `truth` (key: value, as --set); returns the paths of the result and of its table."""
    result, table = pathlib.Path(folder) / "true.h5", pathlib.Path(folder) / "true.csv"
    overrides = [f"--set={key}={value}" for key, value in truth.items()]
    subprocess.run([closo, "run", "-q", run, "-o", result, *overrides, *options], check=True)
    subprocess.run([closo, "export", "-q", result, "-o", table], check=True)
    return result, table


def write_curves(path, table, deviation, noise):
    """Writes a table of closo export with noise of a standard deviation [V] on the voltage."""
    with open(table, newline="", encoding="utf-8") as source, open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(KEPT)
        for row in csv.DictReader(source):
            voltage = float(row["Voltage / V"]) + noise.gauss(0, deviation)
            time, current, charge = (float(row[KEPT[k]]) for k in (0, 2, 5))
            writer.writerow([f"{time:.3f}", f"{voltage:.4f}", f"{current:.6e}", row[KEPT[3]], row[KEPT[4]], f"{charge:.8e}"])
