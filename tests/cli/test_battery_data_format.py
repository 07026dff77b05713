#!/usr/bin/env python3
"""What closo export writes, read back by the Battery Data Format's own package. Status 77: that cannot be had here.

Usage: test_battery_data_format.py CLOSO  (the path of the program)
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
READ_BACK = """
import json, sys, bdf
table = bdf.read(sys.argv[1])
json.dump({"report": bdf.validate(sys.argv[1]), "types": {name: str(kind) for name, kind in table.dtypes.items()},
           "columns": {name: table[name].tolist() for name in table}}, sys.stdout)
"""


def python_with_package():
    made = subprocess.run([ROOT / "scripts/setup_batterydf.sh"], capture_output=True, text=True, timeout=900, check=False)
    if made.returncode != 0:
        print(f"skipped: the package batterydf cannot be installed here:\n{made.stderr.strip()[-500:]}")
        sys.exit(SKIPPED)
    return made.stdout.strip()


def read_back(python, table):
    environment = os.environ | {"HOME": str(table.parent)}  # the package looks for settings of the user
    result = subprocess.run([python, "-W", "error::UserWarning:bdf", "-c", READ_BACK, table], capture_output=True, text=True,
                            env=environment, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def main():
    try:
        import h5py
        import recorded_run
    except ImportError:
        print("skipped: h5py is not installed for this Python")
        sys.exit(SKIPPED)
    python = python_with_package()
    with tempfile.TemporaryDirectory() as folder:
        result, table = pathlib.Path(folder) / "run.h5", pathlib.Path(folder) / "run.bdf.csv"
        recorded_run.write(h5py, result)
        subprocess.run([pathlib.Path(sys.argv[1]).resolve(), "export", "-q", result, "-o", table], check=True, timeout=60)
        read = read_back(python, table)
    rows, _, _ = recorded_run.series()
    report, columns, types = read["report"], read["columns"], read["types"]
    assert report["ok"] and not report["missing"], report
    assert not report["extras"] and not report["legacy_labels"], report  # every column is one of the format's
    assert report["time_stats"]["monotonic"] and report["n_rows"] == len(rows["time"]), report
    assert columns["Test Time / s"] == rows["time"].tolist()
    assert columns["Voltage / V"] == rows["voltage"].tolist()
    assert columns["Current / A"] == (-rows["current"]).tolist()
    assert all(types[name] == "int64" for name in ("Cycle Count / 1", "Step Count / 1", "Step Index / 1")), types
    print(f"{report['n_rows']} rows and {report['n_cols']} columns read back")


if __name__ == "__main__":
    main()
