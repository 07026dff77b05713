#!/usr/bin/env python3
"""closo import on the binary formats. Status 77: the packages that read them cannot be had here.

The files are laid out byte by byte as the packages' sources describe the instruments' (galvani: BioLogic.py, VMPmodule_hdr_v1 and
data module version 2; fastnda: ndc_main.py, version 5). The path of closo is not used; "--write FOLDER" writes the files there.
"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile

from test_import import ARBIN, ROOT, columns, failure, put, run_documented

SKIPPED = 77
# time [s], voltage [V], current [mA], cycle, step
ROWS = [(0.0, 3.25, 0.5, 1, 1), (60.0, 3.5, 0.5, 1, 1), (60.0, 3.5, 0.0, 1, 2), (120.0, 3.375, 0.0, 1, 2), (180.0, 3.0, -0.5, 1, 3)]

WRITE_BOOK = """
import json, sys, openpyxl
book = openpyxl.Workbook()
book.remove(book.active)
for name, rows in json.loads(sys.argv[2]).items():
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
book.save(sys.argv[1])
"""


def biologic():
    """Columns 4 (time), 6 (Ewe), 8 (I), 24 (cycle number) and 131 (Ns)."""
    identities = struct.pack("<5H", 4, 6, 8, 24, 131)
    rows = b"".join(struct.pack("<dffdH", time, volt, milliampere, cycle, step) for time, volt, milliampere, cycle, step in ROWS)
    data = (struct.pack("<IB", len(ROWS), 5) + identities).ljust(405, b"\0") + rows
    content = b"BIO-LOGIC MODULAR FILE\x1a".ljust(48) + b"\0\0\0\0"
    for short, name, module in ((b"VMP Set   ", b"VMP settings", b"\0" * 16), (b"VMP data  ", b"VMP data", data)):
        content += b"MODULE" + short + name.ljust(25) + struct.pack("<II", len(module), 2) + b"11/23/20" + module
    return content


def neware(path):
    """Records of 4096 bytes: a mask of the rows that are filled at 4, rows of 87 bytes from 132; the first record is a header."""
    kinds, starts, rows = {1: 1, 2: 4, 3: 2}, {1: 0.0, 2: 60.0, 3: 120.0}, b""
    for number, (time, volt, milliampere, cycle, step) in enumerate(ROWS, 1):
        rows += struct.pack("<xIIBB5xQii4x4qH5Bi8x", number, cycle - 1, step, kinds[step], round(1000 * (time - starts[step])),
                            round(1e4 * volt), round(1e3 * milliampere), 0, 0, 0, 0, 2020, 11, 23, 12, 0, 0, 10)
    mask = bytes([2 ** len(ROWS) - 1])
    record = (bytes(4) + mask).ljust(132, b"\0") + rows
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.ndc", bytes([1, 0, 5]).ljust(4096, b"\0") + record.ljust(4096, b"\0"))
    return path


def neware_nda():
    """Version 29: records of 86 bytes that begin with 0x55, the first found by its number 1; ranges of 1 mA count 0.01 uA."""
    kinds, starts, content = {1: 1, 2: 4, 3: 2}, {1: 0.0, 2: 60.0, 3: 120.0}, b"NEWARE20200325\x1d".ljust(2048, b"\0")
    for number, (time, volt, milliampere, cycle, step) in enumerate(ROWS, 1):
        content += struct.pack("<BxIIHBBQii8x4qH5Bxi4x", 0x55, number, cycle - 1, step, kinds[step], step,
                               round(1000 * (time - starts[step])), round(1e4 * volt), round(1e4 * milliampere), 0, 0, 0, 0,
                               2020, 11, 23, 12, 0, 0, 1)
    return content


def arbin(python, path):
    """As Arbin exports: a sheet about the test, then the rows, which go on in a further sheet."""
    rows = [[k, "2020-11-23", time, 0.0, step, cycle, volt, 1e-3 * milliampere, 25.0]
            for k, (time, volt, milliampere, cycle, step) in enumerate(ROWS, 1)]
    header = ARBIN.strip().split(",")
    sheets = {"Global_Info": [["TEST REPORT", "", "Test Name", "cell"]], "Channel_1_1": [header, *rows[:3]],
              "Channel_1_2": [header, *rows[3:]]}
    subprocess.run([python, "-c", WRITE_BOOK, path, json.dumps(sheets)], check=True, timeout=60)
    return path


def files(folder, python):
    return (put(folder, "cell.mpr", biologic()), put(folder, "cell.nda", neware_nda()), neware(folder / "cell.ndax"),
            arbin(python, folder / "cell.xlsx"))


def check_rows(folder, path):
    read = columns(folder, path)
    expected = {"Test Time / s": 0, "Voltage / V": 1, "Cycle Count / 1": 3, "Step Count / 1": 4}
    for name, position in expected.items():
        assert read[name] == [row[position] for row in ROWS], (path.name, name, read[name])
    assert read["Current / A"] == [1e-3 * row[2] for row in ROWS], (path.name, read)


def python_with_packages():
    made = subprocess.run([ROOT / "scripts/setup_import.sh"], capture_output=True, text=True, timeout=900, check=False)
    if made.returncode != 0:
        print(f"skipped: the packages cannot be installed here:\n{made.stderr.strip()[-500:]}")
        sys.exit(SKIPPED)
    return made.stdout.strip()


def main():
    python = python_with_packages()
    if sys.argv[1:2] == ["--write"]:
        files(pathlib.Path(sys.argv[2]), python)
        return
    run_documented(1)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        made = files(folder, python)
        for path in made:
            check_rows(folder, path)
            whole = path.read_bytes()
            said = failure(folder, put(folder, f"cut_off{path.suffix}", whole[:len(whole) * 2 // 3]))
            assert f"expected a whole {path.suffix} file" in said, said
        assert "no sheet 'Channel_9'" in failure(folder, made[-1], "--sheet", "Channel_9")
        read = columns(folder, made[-1], "--sheet", "Channel_1_2")
        assert read["Test Time / s"] == [120, 180], read
    print("binary files of instruments are read, and cut ones rejected")


if __name__ == "__main__":
    main()
