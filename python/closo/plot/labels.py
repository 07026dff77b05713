"""Labels of several results in one figure."""
import pathlib

from closo.data.errors import DataError

LABELS = {"metavar": "LABEL,LABEL,...", "help": "labels of the results, separated by commas; default: the names of the files"}


def labels_of(files, labels) -> list[str]:
    """A label of each open file: those given, separated by commas, or the names. Raises DataError for another number of them."""
    found = [word.strip() for word in labels.split(",")] if labels else [pathlib.Path(file.filename).stem for file in files]
    if len(found) != len(files):
        raise DataError(f"--labels: {len(found)} labels for {len(files)} results")
    return found
