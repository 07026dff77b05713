"""What a package offers without importing it: its modules, and names out of them, arrive when they are asked for."""
import importlib
from collections.abc import Callable
from typing import Any


def offer(package: str, **places: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """__getattr__ and __dir__ of a package whose names are at these places: "module" or "module.name"."""
    def find(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, _, inner = places[name].partition(".")
        found = importlib.import_module(f"{package}.{module}")
        return getattr(found, inner) if inner else found

    return find, lambda: sorted(places)
