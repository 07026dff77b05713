"""What scripts that draw need, imported before anything else of theirs: h5py, numpy as np, and pyplot that draws to files.

A Python without them ends with one line that says where they are.
"""
import os
import pathlib
import sys

try:
    import h5py
    import matplotlib
    import numpy as np
except ImportError as missing:
    sys.exit(f"{sys.argv[0]}: {sys.executable} has no {missing.name}: use the Python that scripts/find_python.sh prints, "
             "or install python3-h5py and python3-matplotlib")

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend comes first)

__all__ = ["h5py", "np", "plt", "save"]


def save(figure, picture, **options):
    """Writes a picture, whole or not at all."""
    picture = pathlib.Path(picture)
    partial = picture.with_name(f".{os.getpid()}.{picture.name}")
    try:
        figure.savefig(partial, **options)
        os.replace(partial, picture)
    except OSError as failure:
        raise OSError(failure.errno, failure.strerror, str(picture)) from None
    except ValueError as failure:  # an ending that matplotlib does not know
        sys.exit(f"{picture}: {failure}")
    finally:
        partial.unlink(missing_ok=True)
