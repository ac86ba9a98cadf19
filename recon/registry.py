"""Finds the plug-ins of a folder: one file is one format, rule, candidate generator, report, writer or command.

Nothing else is edited when a file is dropped in. Names beginning with "_" are not plug-ins. The order is the names'
alphabetical order, so that results never depend on the file system.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType, ModuleType


@cache
def names(package: str) -> tuple[str, ...]:
    """The plug-in names of `package` ("recon.match.rules"), without importing them."""
    found = pkgutil.iter_modules(import_module(package).__path__)
    return tuple(sorted(m.name for m in found if not m.name.startswith("_")))


@cache
def modules(package: str) -> MappingProxyType[str, ModuleType]:
    """The plug-ins of `package` by name, imported, in alphabetical order."""
    return MappingProxyType({name: import_module(f"{package}.{name}") for name in names(package)})
