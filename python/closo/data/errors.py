"""The error of a file or an argument that cannot be used."""

__all__ = ["DataError"]


class DataError(Exception):
    """What is wrong with a file or an argument, in one sentence for the user."""
