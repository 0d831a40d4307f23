"""Runs the measurements: ``python -m bench`` all of them, ``python -m bench NAME ...`` some."""

import importlib
import pkgutil
import sys
import time

import bench


def names() -> list[str]:
    """Return the modules of this package that measure something."""
    found = [
        module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")
    ]
    return sorted(name for name in found if hasattr(importlib.import_module(f"bench.{name}"), "main"))


def main(chosen: list[str]) -> int:
    """Run the chosen measurements one after another, never side by side; return the exit status."""
    known = names()
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        print(f"No such measurement: {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    sys.argv[1:] = []
    for name in chosen or known:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        importlib.import_module(f"bench.{name}").main()
        print(f"== {name}: {time.monotonic() - began:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
