"""Quantities of measured files: how columns spell them, their units, and their names in the Battery Data Format."""
from dataclasses import dataclass
from decimal import Decimal
import re

from closo.data.errors import DataError


class BadFile(DataError):
    """What is wrong with a file, in one line."""

    def __init__(self, where: object, found: object, expected: str) -> None:
        super().__init__(" ".join(f"{where}: found {found}, expected {expected}".split()))


@dataclass(frozen=True)
class Quantity:
    """What a column of a measured file may be."""

    label: str         # as the Battery Data Format's ontology has it; empty for what is read and not written
    units: dict        # of a file, and their size in the unit of the label; empty for a count
    spellings: tuple   # normalised; the first that a file has is taken
    offsets: tuple = ()  # units whose zero is not the label's: (unit, its zero in the label's unit)


# The micro and the ohm sign each have two code points.
SECONDS = {"s": "1", "sec": "1", "second": "1", "seconds": "1", "ms": "0.001", "min": "60", "h": "3600", "hr": "3600",
           "hour": "3600"}
VOLTS = {"V": "1", "volt": "1", "mV": "0.001", "uV": "1e-6", "\u00b5V": "1e-6", "\u03bcV": "1e-6"}
AMPERES = {"A": "1", "ampere": "1", "mA": "0.001", "uA": "1e-6", "\u00b5A": "1e-6", "\u03bcA": "1e-6", "nA": "1e-9"}
OHMS = {"ohm": "1", "Ohm": "1", "ohms": "1", "Ohms": "1", "\u03a9": "1", "\u2126": "1", "mOhm": "0.001", "mohm": "0.001",
        "kOhm": "1000", "kohm": "1000", "MOhm": "1e6"}
HERTZ = {"Hz": "1", "hertz": "1", "kHz": "1000", "MHz": "1e6", "mHz": "0.001"}
CELSIUS = {"degC": "1", "°C": "1", "℃": "1", "C": "1", "celsius": "1", "K": "1"}
CHARGES = {"mA.h": "3.6", "mAh": "3.6", "A.h": "3600", "Ah": "3600", "C": "1", "A.s": "1"}
SPECIFIC = {"mAh g-1": "1", "mAh/g": "1", "mA.h/g": "1", "mAh·g-1": "1", "mAh g^-1": "1", "mAhg-1": "1", "Ah/kg": "1",
            "Ah kg-1": "1", "Ah/g": "1000"}

# Beside "Cumulative Time" or "Total Time", Neware's "Time" is the time of the step. A cell voltage comes before a potential.
QUANTITIES = {
    "time": Quantity("Test Time / s", SECONDS, ("testtime", "totaltime", "cumulativetime", "elapsedtime", "time", "t")),
    "voltage": Quantity("Voltage / V", VOLTS, ("voltage", "cellvoltage", "ecell", "ewe", "potential", "u", "v", "vf", "e")),
    "current": Quantity("Current / A", AMPERES, ("current", "i", "im")),
    "cycle": Quantity("Cycle Count / 1", {}, ("cyclecount", "cyclenumber", "cycleindex", "cycleid", "cycleno", "cycle")),
    "step": Quantity("Step Count / 1", {}, ("stepcount", "ns", "stepindex", "stepid", "stepnumber", "stepno", "step")),
    "temperature": Quantity("Ambient Temperature / degC", CELSIUS, ("ambienttemperature", "temperature", "auxtemperature1"),
                            (("K", "-273.15"),)),
    "increment": Quantity("", CHARGES, ("dq",)),  # since the row before
    "direction": Quantity("", {}, ("md", "direction", "steptype", "charge/discharge", "chg/dchg", "status", "state", "mode")),
    "half_cycle": Quantity("", {}, ("halfcycle",)),
    "capacity": Quantity("Specific Capacity / mAh g-1", SPECIFIC, ("specificcapacity", "speccap", "capacity", "q")),
    "frequency": Quantity("Frequency / Hz", HERTZ, ("frequency", "freq", "f")),
    "real": Quantity("Real Impedance / ohm", OHMS, ("realimpedance", "rez", "zreal", "zre", "z'", "real", "re")),
    "imaginary": Quantity("Imaginary Impedance / ohm", OHMS,
                          ("imaginaryimpedance", "imz", "zimag", "zim", "z''", 'z"', "imaginary", "imag", "im",
                           "-imaginaryimpedance", "-imz", "-zimag", "-zim", "-z''", '-z"', "-imaginary", "-imag", "-im")),
}

# What a file must have and may have to be of a kind.
KINDS = {
    "impedance": (("frequency", "real", "imaginary"), ("cycle",)),
    "cycling": (("time", "voltage", "current"), ("cycle", "step", "temperature", "direction", "half_cycle")),
    "curve": (("capacity", "voltage"), ()),
}

SPELLINGS = {spelling for quantity in QUANTITIES.values() for spelling in quantity.spellings}
UNITS = {unit for quantity in QUANTITIES.values() for unit in quantity.units} | {"1"}
LEAST_COLUMNS = 2  # that a header has of the quantities known
BRACKETED = re.compile(r"^(.+?)\s*[\[(]([^\[\]()]+)[\])]$")
SLASHED = re.compile(r"^([^/]+?)\s*/\s*(.+)$")
NUMBERED = re.compile(r"^(.+)#(\d+)$")  # of several columns of one name
UNDERSCORED = re.compile(r"^(.+)_([^_]+)$")


def normalised(name) -> str:
    """A name without what spellings differ in. A leading minus stays: it is part of the quantity."""
    text = name.strip().lower().replace("−", "-")
    return ("-" if text.startswith("-") else "") + re.sub(r"[\s_<>.\-()]", "", text)


def name_and_unit(header) -> tuple[str, str | None]:
    """'<I>/mA', 'I [mA]', 'Current (mA)' and 'current_mA' each have a name and a unit; a unit may be missing."""
    text = re.sub(r"^#\s*", "", header.strip())
    if whole := re.match(r"^<([^<>]+)>$", text):  # EC-Lab writes <I>/mA and also <Ewe/V>
        text = whole[1]
    if normalised(text) in SPELLINGS:
        return text, None
    for pattern in (BRACKETED, SLASHED):
        if match := pattern.match(text):
            return match[1], match[2].strip()
    if (match := UNDERSCORED.match(text)) and match[2] in UNITS:
        return match[1], match[2]
    return text, None


def recognised(headers, chosen=()) -> int:
    """How many of the headers are of quantities known, or chosen by the user."""
    return sum(header in chosen or normalised(name_and_unit(header)[0]) in SPELLINGS for header in headers)


def chosen_column(where, headers, key, wanted) -> int:
    """Position of the column the user named; NAME#2 is the second of that name."""
    name, number = wanted, None
    if wanted not in headers and (match := NUMBERED.match(wanted)):
        name, number = match[1], int(match[2])
    same = [index for index, header in enumerate(headers) if header == name]
    if not same:
        raise BadFile(f"{where}: {key}", f"no column '{wanted}'", f"one of {', '.join(filter(None, headers))}")
    if number is None and len(same) > 1:
        raise BadFile(f"{where}: {key}", f"{len(same)} columns '{wanted}'",
                      f"one: '{wanted}#1' is the first of them, '{wanted}#{len(same)}' the last")
    if number is not None and not 1 <= number <= len(same):
        raise BadFile(f"{where}: {key}", f"'{wanted}'", f"'{name}#1' to '{name}#{len(same)}'")
    return same[(number or 1) - 1]


def find_column(where, headers, key, chosen) -> int | None:
    """Position of a quantity's column, or None. Two columns that could both be it are an error: the user chooses.

    A column whose unit is none of the quantity's is taken only if there is no other: Im(M) is no impedance beside -Im(Z)/Ohm.
    """
    if key in chosen:
        return chosen_column(where, headers, key, chosen[key])
    read = [name_and_unit(header) for header in headers]
    names = [normalised(name) for name, _ in read]
    foreign = None
    for spelling in QUANTITIES[key].spellings:
        same = [index for index, name in enumerate(names) if name == spelling]
        fitting = [index for index in same if fits(key, read[index][1])]
        if len(fitting) > 1:
            both = " and ".join(f"'{headers[index]}'" for index in fitting)
            raise BadFile(f"{where}: {key}", f"columns {both}", f"one: choose it with --column {key}=NAME")
        if fitting:
            return fitting[0]
        if same and foreign is None:
            foreign = same[0]
    return foreign


def fits(key, unit) -> bool:
    """Whether a unit is one of the quantity's; a missing one is."""
    return unit is None or not QUANTITIES[key].units or known_unit(key, unit) is not None


def known_unit(key, written) -> str | None:
    """The unit as the table has it, in whatever case it is written unless that says something (mHz and MHz)."""
    units = QUANTITIES[key].units
    if written in units:
        return written
    same = [unit for unit in units if unit.lower() == written.lower()]
    return same[0] if same and len({units[unit] for unit in same}) == 1 else None


def unit_of(where, header, key, given) -> str | None:
    """The unit in a header, or the one the user gives for a header without a known one. None: no unit."""
    written = name_and_unit(header)[1]
    known = QUANTITIES[key].units
    expected = f"one of {', '.join(known)}"
    if given is not None and given not in known:
        raise BadFile(f"--unit {key}", f"'{given}'", expected)
    found = None if written is None else known_unit(key, written)
    if found is not None:
        if given not in (None, found):
            raise BadFile(f"{where}: {header}", f"unit {written} in the file, {given} in --unit", "the same unit")
        return found
    if given is None and written is not None:
        raise BadFile(f"{where}: {header}", f"unit '{written}'", expected)
    return given


def converted(key, unit, value) -> Decimal:
    """A number of the file in the unit of the format, exactly: decimal arithmetic adds no digits."""
    quantity = QUANTITIES[key]
    return value * Decimal(quantity.units[unit]) + Decimal(dict(quantity.offsets).get(unit, "0"))
