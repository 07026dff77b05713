"""Quantities of measured files: how columns spell them, their units, and their names in the Battery Data Format."""
from dataclasses import dataclass
from decimal import Decimal
import re


class BadFile(Exception):
    """What is wrong with a file, in one line."""

    def __init__(self, where, found, expected):
        super().__init__(" ".join(f"{where}: found {found}, expected {expected}".split()))


@dataclass(frozen=True)
class Quantity:
    label: str         # as the Battery Data Format's ontology has it
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
SPECIFIC = {"mAh g-1": "1", "mAh/g": "1", "mA.h/g": "1", "mAh·g-1": "1", "mAh g^-1": "1", "mAhg-1": "1", "Ah/kg": "1",
            "Ah kg-1": "1", "Ah/g": "1000"}

# Beside "Cumulative Time" or "Total Time", Neware's "Time" is the time of the step. A cell voltage comes before a potential.
QUANTITIES = {
    "time": Quantity("Test Time / s", SECONDS, ("testtime", "totaltime", "cumulativetime", "elapsedtime", "time", "t")),
    "voltage": Quantity("Voltage / V", VOLTS, ("voltage", "cellvoltage", "ecell", "ewe", "potential", "u", "v", "e")),
    "current": Quantity("Current / A", AMPERES, ("current", "i")),
    "cycle": Quantity("Cycle Count / 1", {}, ("cyclecount", "cyclenumber", "cycleindex", "cycleid", "cycleno", "cycle")),
    "step": Quantity("Step Count / 1", {}, ("stepcount", "ns", "stepindex", "stepid", "stepnumber", "stepno", "step")),
    "temperature": Quantity("Ambient Temperature / degC", CELSIUS, ("ambienttemperature", "temperature", "auxtemperature1"),
                            (("K", "-273.15"),)),
    "capacity": Quantity("Specific Capacity / mAh g-1", SPECIFIC, ("specificcapacity", "speccap", "capacity", "q")),
    "frequency": Quantity("Frequency / Hz", HERTZ, ("frequency", "freq", "f")),
    "real": Quantity("Real Impedance / ohm", OHMS, ("realimpedance", "rez", "zreal", "zre", "z'", "real", "re")),
    "imaginary": Quantity("Imaginary Impedance / ohm", OHMS,
                          ("imaginaryimpedance", "imz", "zimag", "zim", "z''", 'z"', "imaginary", "im",
                           "-imaginaryimpedance", "-imz", "-zimag", "-zim", "-z''", '-z"', "-imaginary", "-im")),
}

# What a file must have and may have to be of a kind.
KINDS = {
    "impedance": (("frequency", "real", "imaginary"), ("cycle",)),
    "cycling": (("time", "voltage", "current"), ("cycle", "step", "temperature")),
    "curve": (("capacity", "voltage"), ()),
}

SPELLINGS = {spelling for quantity in QUANTITIES.values() for spelling in quantity.spellings}
UNITS = {unit for quantity in QUANTITIES.values() for unit in quantity.units} | {"1"}
BRACKETED = re.compile(r"^(.+?)\s*[\[(]([^\[\]()]+)[\])]$")
SLASHED = re.compile(r"^([^/]+?)\s*/\s*(.+)$")
UNDERSCORED = re.compile(r"^(.+)_([^_]+)$")


def normalised(name):
    """A name without what spellings differ in. A leading minus stays: it is part of the quantity."""
    text = name.strip().lower().replace("−", "-")
    return ("-" if text.startswith("-") else "") + re.sub(r"[\s_<>.\-()]", "", text)


def name_and_unit(header):
    """'<I>/mA', 'I [mA]', 'Current (mA)' and 'current_mA' each have a name and a unit; a unit may be missing."""
    text = header.strip()
    if normalised(text) in SPELLINGS:
        return text, None
    for pattern in (BRACKETED, SLASHED):
        if match := pattern.match(text):
            return match[1], match[2].strip()
    if (match := UNDERSCORED.match(text)) and match[2] in UNITS:
        return match[1], match[2]
    return text, None


def find_column(where, headers, key, chosen):
    """Position of a quantity's column, or None. Two columns that could both be it are an error: the user chooses."""
    if key in chosen:
        if chosen[key] not in headers:
            raise BadFile(f"{where}: {key}", f"no column '{chosen[key]}'", f"one of {', '.join(filter(None, headers))}")
        return headers.index(chosen[key])
    names = [normalised(name_and_unit(header)[0]) for header in headers]
    for spelling in QUANTITIES[key].spellings:
        if names.count(spelling) > 1:
            both = " and ".join(f"'{headers[i]}'" for i, name in enumerate(names) if name == spelling)
            raise BadFile(f"{where}: {key}", f"columns {both}", f"one: choose it with --column {key}=NAME")
        if spelling in names:
            return names.index(spelling)
    return None


def unit_of(where, header, key, given):
    """The unit in a header, or the one the user gives for a header without a known one. None: no unit."""
    written = name_and_unit(header)[1]
    known = QUANTITIES[key].units
    expected = f"one of {', '.join(known)}"
    if given is not None and given not in known:
        raise BadFile(f"--unit {key}", f"'{given}'", expected)
    if written in known:
        if given not in (None, written):
            raise BadFile(f"{where}: {header}", f"unit {written} in the file, {given} in --unit", "one unit")
        return written
    if given is None and written is not None:
        raise BadFile(f"{where}: {header}", f"unit '{written}'", expected)
    return given


def converted(key, unit, value):
    """A number of the file in the unit of the format, exactly: decimal arithmetic adds no digits."""
    quantity = QUANTITIES[key]
    return value * Decimal(quantity.units[unit]) + Decimal(dict(quantity.offsets).get(unit, "0"))
