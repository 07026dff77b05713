"""Text that instruments write with a layout of their own: Gamry .DTA, ZPlot and ZView .z, VersaStudio .par, Ivium .idf.

Each reader returns (name of the part or "", headers with units, line of the header, rows of (line, cells)).
"""
import re

from closo.importers.columns import LEAST_COLUMNS, BadFile, recognised

GAMRY_UNITS = {"V vs. Ref.": "V", "deg C": "degC"}
ZPLOT_NAMES = {"Z'(a)": "Z'/ohm", "Z''(b)": "Z''/ohm"}
VERSASTUDIO_NAMES = {"Z Real": "Z Real/ohm", "Z Imag": "Z Imag/ohm"}


def cells_of(line, mark="\t") -> list[str]:
    """The cells of a line."""
    return [cell.strip() for cell in line.split(mark)]


def gamry(path, lines) -> tuple[str, list[str], int, list[tuple]]:
    """Tables begin with NAME<tab>TABLE; their rows begin with a tab, first names, then units. That of the open circuit, which
    comes before a spectrum or a curve, counts if there is no other; a curve continues in further tables of the same columns."""
    tables = {}
    for number, line in enumerate(lines, 1):
        if match := re.match(r"(\w+)\tTABLE\b", line):
            rows = tables[match[1]] = []
        elif tables and line.startswith("\t") and line.strip():
            rows.append((number, cells_of(line)[1:]))
        elif line.strip():
            rows = []  # what follows belongs to no table
    found = {}
    for name, rows in tables.items():
        if len(rows) > 2:
            units = [GAMRY_UNITS.get(unit, unit) for unit in rows[1][1]]
            headers = [f"{title}/{unit}" if unit not in ("", "#") else title for title, unit in zip(rows[0][1], units)]
            if recognised(headers) >= LEAST_COLUMNS:
                found[name] = headers, rows[0][0], rows[2:]
    names = [name for name in found if name != "OCVCURVE"] or list(found)
    if not names:
        raise BadFile(path, f"tables {', '.join(tables) or 'none'}", "a table with time, voltage and current, or of impedance")
    if any(found[name][0] != found[names[0]][0] for name in names):
        raise BadFile(path, f"tables {', '.join(names)} with different columns", "one of them")
    headers, line, _ = found[names[0]]
    return ", ".join(names), headers, line, [row for name in names for row in found[name][2]]


def zplot(path, lines) -> tuple[str, list[str], int, list[tuple]]:
    """The names of the columns stand in the line before 'End Comments'."""
    end = next((k for k, line in enumerate(lines) if line.strip() == "End Comments"), None)
    if not end:
        raise BadFile(path, "no line 'End Comments'", "a whole .z file of ZPlot or ZView (this one may be cut off)")
    headers = cells_of(lines[end - 1])
    rows = [(number, cells_of(line)) for number, line in enumerate(lines[end + 1:], end + 2) if line.strip()]
    return "", [ZPLOT_NAMES.get(header, header) for header in headers], end, rows


def versastudio(path, lines) -> tuple[str, list[str], int, list[tuple]]:
    """Each <SegmentN> defines its columns, then has its rows. Direct current has a frequency of 0, and no impedance."""
    headers, header_line, rows = None, 0, []
    inside = False
    for number, line in enumerate(lines, 1):
        if re.match(r"<(/?)Segment\d+>", line):
            inside = not line.startswith("</")
        elif inside and line.startswith("Definition="):
            names = [VERSASTUDIO_NAMES.get(name, name) for name in cells_of(line.removeprefix("Definition="), ",")]
            if headers not in (None, names):
                raise BadFile(f"{path}:{number}", "a segment with other columns", "one kind of segment in a file")
            headers, header_line = names, header_line or number
        elif inside and headers and re.match(r"[-+\d.]", line):
            rows.append((number, cells_of(line, ",")))
    if not rows:
        raise BadFile(path, "no rows in a <Segment>", "measured rows")
    headers = headers[:len(rows[0][1])]
    if "Frequency(Hz)" in headers:
        position = headers.index("Frequency(Hz)")
        if all(len(cells) > position and re.fullmatch(r"0*[.,]?0*", cells[position]) for _, cells in rows):
            kept = [k for k, header in enumerate(headers) if header not in ("Frequency(Hz)", *VERSASTUDIO_NAMES.values())]
            headers = [headers[k] for k in kept]
            rows = [(number, [cells[k] for k in kept if k < len(cells)]) for number, cells in rows]
    return "", headers, header_line, rows


def ivium(path, lines) -> tuple[str, list[str], int, list[tuple]]:
    """'primary_data', how many columns and rows there are, then Z', Z'' and the frequency: only of impedance is the order
    known."""
    method = next((line.partition("=")[2].strip() for line in lines if line.startswith("Method=")), "")
    if method != "Impedance":
        raise BadFile(path, f"Method={method}", "Method=Impedance: the columns of others have no names")
    rows, first = [], None
    for position, line in enumerate(lines):
        if not line.startswith("primary_data"):
            continue
        counts = [text.strip() for text in lines[position + 1:position + 3]]
        if len(counts) < 2 or counts[0] != "3" or not counts[1].isdecimal():
            raise BadFile(f"{path}:{position + 2}", f"'{' '.join(counts)}'", "3 columns and a number of rows")
        part = [(number, line.split()) for number, line in enumerate(lines[position + 3:][:int(counts[1])], position + 4)
                if line.strip()]
        if len(part) < int(counts[1]):
            raise BadFile(f"{path}:{len(lines)}", f"{len(part)} rows", f"{counts[1]} (this file may be cut off)")
        first = first or position + 1
        rows += part
    if not rows:
        raise BadFile(path, "no 'primary_data'", "measured rows (this file may be cut off)")
    return "", ["Z'/ohm", "Z''/ohm", "Frequency/Hz"], first, rows


# How the first line of each begins, and its reader; .idf begins with binary content.
INSTRUMENTS = {".dta": ("EXPLAIN", gamry), ".z": ("ZPLOT", zplot), ".par": ("<Application>", versastudio), ".idf": ("", ivium)}
