"""Result files of closo (HDF5), and the names and units of what is in them."""
import re

import h5py

from closo.data.errors import DataError

SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NO_BREAK = "\u00a0"  # a blank at which no line ends
UNITS = {"ohm": "Ω", "um": "µm", "uA": "µA", "uAh": "µAh", "uF": "µF", "uV": "µV", "degC": "°C"}


def text(value) -> str:
    """A text of HDF5, which arrives as bytes."""
    return value.decode() if isinstance(value, bytes) else str(value)


def open_result(path) -> h5py.File:
    """A result file, open for reading: an h5py.File, to be closed by the caller or used in `with`.

    Raises DataError for a file that is missing or no HDF5.
    """
    try:
        return h5py.File(path, "r")
    except OSError:
        raise DataError(f"{path}: not a result file of closo, or it cannot be opened") from None


def require(file, *names) -> None:
    """Raises DataError unless an open file has all these datasets or groups."""
    for name in names:
        if name not in file:
            raise DataError(f"{file.filename}: the file has no /{name}, which this needs")


def titles(file) -> tuple[str, str]:
    """Title of a result, and that of its cell or "" """
    return text(file.attrs.get("title", "")), text(file.attrs.get("cell", ""))


def pretty_unit(unit) -> str:
    """A unit as it is printed: "mAh g-1" becomes "mAh g⁻¹"; "" for a number without one."""
    if unit in ("", "1"):
        return ""

    def pretty(match) -> str:
        return UNITS.get(match[1], match[1]) + match[2].translate(SUPERSCRIPT)

    return re.sub(r"([A-Za-z%]+)(-?\d*)", pretty, unit).replace(" ", NO_BREAK)


def label(name, unit="") -> str:
    """The label of an axis: "Voltage / V"."""
    unit = pretty_unit(unit)
    return f"{name} /{NO_BREAK}{unit}" if unit else name


def name_of(dataset) -> str:
    """The first clause of the long name of a dataset; the last word of its path if it has none."""
    long_name = text(dataset.attrs.get("long_name", ""))
    return re.split(r"[:;]|, \(", long_name)[0].strip() or dataset.name.split("/")[-1].replace("_", " ").capitalize()


def label_of(dataset) -> str:
    """The label of an axis on which a dataset is drawn: its name and unit, which are attributes of it."""
    return label(name_of(dataset), text(dataset.attrs.get("units", "")))


def key_name(key) -> str:
    """A key of the input in words: "cell.positive.active_loading" is "Positive active loading"."""
    parts = [part for part in key.split(".") if part not in ("cell", "value")]
    numbers = [part for part in parts if part.isdigit()]
    if parts and parts[0] == "protocol" and numbers:
        rest = [part.replace("_", " ") for part in parts[1:] if not part.isdigit() and part != "steps"]
        return " ".join([f"Step {'.'.join(str(int(n) + 1) for n in numbers)}", *rest])
    material = parts[1] if len(parts) > 2 and parts[0] == "materials" else None
    words = " ".join(str(int(p) + 1) if p.isdigit() else p.replace("_", " ") for p in (parts[2:] if material else parts))
    words = words[:1].upper() + words[1:]
    return f"{words} of {material}" if material else words
