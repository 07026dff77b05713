"""Reads a measured file into a table of texts; what they mean is for closo.importers.columns."""
import csv
from dataclasses import dataclass
import json
import pathlib
import re
import subprocess
import sys

from closo.importers.columns import LEAST_COLUMNS, NUMBERED, BadFile, recognised
from closo.importers.instruments import INSTRUMENTS

READER = pathlib.Path(__file__).resolve().parent / "binary.py"
ENVIRONMENT = READER.parents[3] / "build/import/bin/python"  # of a checkout, made by scripts/setup_import.sh
TEXT = (".csv", ".txt", ".tsv", ".dat", ".mpt")
BINARY = {".mpr": b"BIO-LOGIC MODULAR FILE", ".nda": b"NEWARE", ".ndax": b"PK\x03\x04", ".xlsx": b"PK\x03\x04",
          ".res": b"\0\1\0\0Standard Jet DB"}
PACKAGES = ("galvani", "fastnda", "access-parser", "openpyxl")
EC_LAB = ("EC-Lab ASCII FILE", "BT-Lab ASCII FILE")
LONGEST_PREAMBLE = 300  # lines in which a header is looked for


@dataclass
class Table:
    """A table of texts."""

    where: str      # the file, and the sheet if it has several
    headers: list
    header_line: int
    rows: list      # (line, cells)


def read(path, sheet, header, chosen) -> Table:
    """The Table of a file (a pathlib.Path). sheet: name of one of several, or None; chosen: headers the user named; header: the
    one of a file that has none, or None. Raises BadFile."""
    chosen = {*chosen, *(match[1] for match in map(NUMBERED.match, chosen) if match)}
    suffix = path.suffix.lower()
    if suffix not in (*TEXT, *INSTRUMENTS, *BINARY):
        raise BadFile(path, f"'{path.suffix}'", f"one of {' '.join((*TEXT, *INSTRUMENTS, *BINARY))}")
    try:
        content = path.read_bytes()
    except OSError as failure:
        raise BadFile(path, failure.strerror, "a file to read") from None
    if not content.strip():
        raise BadFile(path, "an empty file", "measured rows")
    if suffix in BINARY:
        if not content.startswith(BINARY[suffix]):
            raise BadFile(path, "content that does not match its name", f"a {suffix} file")
        return join(path, read_binary(path), sheet, chosen)
    if b"\0" in content and suffix != ".idf":
        raise BadFile(path, "binary content", "text")
    lines = re.split(r"\r\n|\r|\n", decoded(content))
    if suffix in INSTRUMENTS:
        return read_instrument(path, lines, *INSTRUMENTS[suffix])
    if lines[0].strip() in EC_LAB:
        return read_ec_lab(path, lines)
    if suffix == ".mpt":
        raise BadFile(f"{path}:1", f"'{lines[0][:40]}'", f"'{EC_LAB[0]}', as .mpt files begin")
    return read_delimited(path, lines, header, chosen)


def decoded(content) -> str:
    """EC-Lab writes the code page of its Windows, most others UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def read_ec_lab(path, lines) -> Table:
    """The table of an EC-Lab text, whose second line says how long its header is."""
    count = re.match(r"Nb header lines\s*:\s*(\d+)\s*$", lines[1]) if len(lines) > 1 else None
    if not count:
        raise BadFile(f"{path}:2", f"'{lines[1] if len(lines) > 1 else ''}'", "'Nb header lines : NUMBER'")
    number = int(count[1])
    if len(lines) <= number:
        raise BadFile(f"{path}:{len(lines)}", "the end of the file", f"{number} header lines and rows after them")
    headers = cells_of(lines[number - 1], "\t")
    if recognised(headers) < LEAST_COLUMNS:
        raise BadFile(f"{path}:{number}", f"'{lines[number - 1][:40]}'", "the names of the columns, as stated in line 2")
    return table_of(str(path), headers, number, enumerate((cells_of(line, "\t") for line in lines[number:]), number + 1))


def read_instrument(path, lines, begin, reader) -> Table:
    """The table of a text with a layout of its own (closo.importers.instruments)."""
    if not lines[0].startswith(begin):
        raise BadFile(f"{path}:1", f"'{lines[0][:40]}'", f"'{begin}', as {path.suffix} files begin")
    part, headers, header_line, rows = reader(path, lines)
    return table_of(f"{path}[{part}]" if part else str(path), headers, header_line, rows)


def read_delimited(path, lines, header, chosen) -> Table:
    """The table of a text with named columns."""
    delimiter, position = find_header(lines, chosen)
    headers = cells_of(lines[position], delimiter)
    if header is not None:
        headers, position = cells_of(header, ","), -1
        delimiter = next((mark for mark in ("\t", ";", ",") if mark in lines[0]), None)
    return table_of(str(path), headers, position + 1,
                    enumerate((cells_of(line, delimiter) for line in lines[position + 1:]), position + 2))


def find_header(lines, chosen) -> tuple[str | None, int]:
    """Delimiter and position of the line that has most of the known quantities; without one, the first line.

    Names parted by blanks count only where no other mark parts any, as names have blanks of their own.
    """
    for marks in (("\t", ";", ","), (None,)):
        candidates = [(mark, position) for position in range(min(len(lines), LONGEST_PREAMBLE)) for mark in marks]
        known = [recognised(cells_of(lines[position], mark), chosen) for mark, position in candidates]
        if max(known) >= LEAST_COLUMNS:
            return candidates[known.index(max(known))]
    return next((mark for mark in ("\t", ";") if mark in lines[0]), ","), 0


def cells_of(line, delimiter) -> list[str]:
    """The cells of a line; without a delimiter they are parted by blanks."""
    cells = re.sub(r"^\s*#", "", line).split() if delimiter is None else next(csv.reader([line], delimiter=delimiter), [])
    return [cell.strip() for cell in cells]


def table_of(where, headers, header_line, rows) -> Table:
    """EC-Lab and spreadsheets end lines with empty cells: those after the last header do not count. EC-Lab also leaves a
    name blank and its column out; then columns can be told by their names up to the blank one."""
    rows = [(line, cells) for line, cells in rows if any(cells)]
    while headers and not headers[-1]:
        headers.pop()
    lengths = {len(cells) for _, cells in rows}
    open_end = len(lengths) == 1 and "" in headers and headers.index("") <= min(lengths) < len(headers)
    if open_end:
        headers = headers[:headers.index("")]
    for line, cells in rows:
        if len(cells) < len(headers) or (any(cells[len(headers):]) and not open_end):
            raise BadFile(f"{where}:{line}", f"{len(cells)} cells",
                          f"{len(headers)}, as the header has (decimal commas need another separator; the file may be cut off)")
    if not rows:
        raise BadFile(f"{where}:{header_line}", "no rows after the header", "measured rows")
    return Table(where, headers, header_line, rows)


def read_binary(path) -> list[dict[str, list | str]]:
    """Tables of a binary file, by a program of its own and the packages that it needs: [{"name": ..., "rows": ...}, ...]."""
    python = ENVIRONMENT if ENVIRONMENT.exists() else sys.executable
    done = subprocess.run([python, READER, path], capture_output=True, text=True, check=False)
    if done.returncode == 3:
        raise BadFile(path, done.stderr.strip(),
                      f"the packages for {path.suffix} files: {', '.join(PACKAGES)} (in a checkout, scripts/setup_import.sh)")
    if done.returncode != 0:
        said = done.stderr.strip() or "an error of the reader"
        raise BadFile(path, said, f"a whole {path.suffix} file (this one may be cut off or of an unknown version)")
    return json.loads(done.stdout)


def join(path, parts, sheet, chosen) -> Table:
    """The sheets with a known header; Arbin continues in a further sheet with the same header."""
    names = ", ".join(part["name"] for part in parts)
    if sheet is not None:
        parts = [part for part in parts if part["name"] == sheet]
        if not parts:
            raise BadFile(path, f"no sheet '{sheet}'", f"one of {names}")
    tables = [sheet_table(path, part, chosen) for part in parts]
    tables = [table for table in tables if table is not None]
    if not tables:
        raise BadFile(path, f"no known columns in {names or 'it'}", "time, voltage and current")
    if any(table.headers != tables[0].headers for table in tables):
        raise BadFile(path, f"{len(tables)} sheets with different columns", "one: choose it with --sheet NAME")
    rows = [row for table in tables for row in table.rows]
    return Table(tables[0].where, tables[0].headers, tables[0].header_line, rows)


def sheet_table(path, part, chosen) -> Table | None:
    """The table of a sheet; None if no line has the names of known columns."""
    rows = [[cell.strip() for cell in row] for row in part["rows"]]
    counts = [recognised(row, chosen) for row in rows[:LONGEST_PREAMBLE]]
    if max(counts, default=0) < LEAST_COLUMNS:
        return None
    position = counts.index(max(counts))
    headers = rows[position]
    where = f"{path}[{part['name']}]" if part["name"] else str(path)
    padded = (row + [""] * (len(headers) - len(row)) for row in rows[position + 1:])  # openpyxl leaves out cells at the end
    return table_of(where, headers, position + 1, enumerate(padded, position + 2))
