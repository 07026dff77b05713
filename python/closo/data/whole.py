"""Files that are written whole or not at all."""
import contextlib
import os
import pathlib
from collections.abc import Iterator

__all__ = ["whole"]


@contextlib.contextmanager
def whole(path: str | os.PathLike) -> Iterator[pathlib.Path]:
    """A path beside `path`, of the same ending, for what is to stand there: it takes its place at the end, and is gone after an
    error. Raises OSError, which names `path`, where neither can be written."""
    path = pathlib.Path(path)
    partial = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        yield partial
        os.replace(partial, path)
    except OSError as failure:
        raise OSError(failure.errno, failure.strerror, str(path)) from None
    finally:
        partial.unlink(missing_ok=True)
