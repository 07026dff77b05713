"""Prints the tables of a .mpr, .nda, .ndax, .res or .xlsx file as JSON: [{"name": ..., "rows": [[text, ...], ...]}, ...].

A program of its own that closo.importers.files runs: it needs packages that closo does not (scripts/setup_import.sh), and galvani
is under the GPL, so nothing else imports it.
"""
import json
import pathlib
import sys

NEWARE = {"total_time_s": "Test Time / s", "voltage_V": "Voltage / V", "current_mA": "Current / mA",
          "cycle_count": "Cycle Count / 1", "step_count": "Step Count / 1"}

ARBIN = {"Test_Time": "Test_Time(s)", "Cycle_Index": "Cycle_Index", "Step_Index": "Step_Index", "Current": "Current(A)",
         "Voltage": "Voltage(V)"}


def biologic(path) -> list[dict[str, list | str]]:
    """Columns of an .mpr file, as galvani names them."""
    import galvani

    data = galvani.MPRfile(str(path)).data
    columns = [data[name].tolist() if data[name].dtype.kind != "f" else data[name] for name in data.dtype.names]
    return [{"name": "", "rows": [list(data.dtype.names), *zip(*([str(value) for value in column] for column in columns))]}]


def neware(path) -> list[dict[str, list | str]]:
    """Columns of an .nda or .ndax file, in the names of the Battery Data Format."""
    import fastnda

    data = fastnda.read(path, cycle_mode="raw")
    names = [name for name in NEWARE if name in data.columns]
    columns = ([str(value) for value in data[name].to_numpy()] for name in names)  # single precision keeps its few digits
    return [{"name": "", "rows": [[NEWARE[name] for name in names], *zip(*columns)]}]


def arbin(path) -> list[dict[str, list | str]]:
    """An Access database: a row of Channel_Normal_Table for each point, in any order; one table for each test in it."""
    from access_parser import AccessParser

    normal = AccessParser(str(path)).parse_table("Channel_Normal_Table")
    names = list(ARBIN)
    parts = {}
    for _, test, *cells in sorted(zip(normal["Data_Point"], normal["Test_ID"], *(normal[name] for name in names))):
        parts.setdefault(test, [list(ARBIN.values())]).append([str(cell) for cell in cells])
    return [{"name": f"Test {test}" if len(parts) > 1 else "", "rows": rows} for test, rows in parts.items()]


def excel(path) -> list[dict[str, list | str]]:
    """Every sheet of a workbook, its cells as texts."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return [{"name": sheet.title, "rows": [["" if cell is None else str(cell) for cell in row]
                                           for row in sheet.iter_rows(values_only=True)]} for sheet in book.worksheets]


def main() -> None:
    """Prints the tables of the file that the command line names; status 3 if a package is missing, 2 for a broken file."""
    path = pathlib.Path(sys.argv[1])
    read = {".mpr": biologic, ".nda": neware, ".ndax": neware, ".res": arbin, ".xlsx": excel}[path.suffix.lower()]
    try:
        tables = read(path)
    except ImportError as missing:
        print(f"the package {missing.name} is missing", file=sys.stderr)
        sys.exit(3)
    except Exception as failure:  # the packages raise what they meet: struct, zip, assertion and other errors
        print(f"{type(failure).__name__} {failure}".strip(), file=sys.stderr)
        sys.exit(2)
    json.dump(tables, sys.stdout)


if __name__ == "__main__":
    main()
