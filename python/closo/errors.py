"""What closo raises."""

from __future__ import annotations

import re

__all__ = ["InputError", "RunError"]


class InputError(ValueError):
    """Bad input, as one line that names the place, the key, what stands there and what was expected; and the same as attributes.

    Attributes
    ----------
    file : str
        Name of the file, or another origin, such as "the case".
    line : int
        Line in the file, from 1; 0 if there is none.
    key : str
        Key of the value, "positive.porosity"; empty for a whole file.
    value : str
        What was found; empty if it is missing.
    expected : str
        What was expected, or why nothing must stand there.
    """

    def __init__(self, message: str, file: str = "", line: int = 0, key: str = "", value: str = "",
                 expected: str = "") -> None:
        super().__init__(message)
        self.file, self.line, self.key, self.value, self.expected = file, line, key, value, expected

    def __reduce__(self) -> tuple:
        return type(self), (str(self), self.file, self.line, self.key, self.value, self.expected)


def input_error(file: str, key: str, value: str, expected: str) -> InputError:
    """The error of a value, with the line that the command prints for one; an empty value is missing."""
    place = f"{file}: {key}" if key else file
    found = f"found '{value}'" if value else "missing"
    return InputError(f"{place}: {found}, expected {expected}", file, 0, key, value, expected)


class RunError(RuntimeError):
    """A run or its output that cannot continue for a reason outside the input, such as a full disk."""


_LINE = re.compile(r"(?P<where>.*?): (?:(?P<key>[^\s:']+): )?(?:found '(?P<value>.*)', expected|missing, expected|empty, expected"
                   r"|not allowed here:) (?P<expected>.*)")


def error_of_line(line: str) -> InputError:
    """The error whose line the command printed."""
    found = _LINE.fullmatch(line)
    if not found:
        return InputError(line, expected=line)
    file, _, number = found["where"].rpartition(":")
    place = (file, int(number)) if number.isdigit() else (found["where"], 0)
    return InputError(line, *place, found["key"] or "", found["value"] or "", found["expected"])
