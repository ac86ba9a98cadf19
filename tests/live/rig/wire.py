"""The office's own objects: how they are reached from this Python, and made."""

from __future__ import annotations

import builtins
import importlib
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGES = "/usr/lib/python3/dist-packages"  # where the system keeps the office's Python module


@cache
def _uno() -> Any:
    """The module `uno`, without what it does to every later import."""
    known, hook = list(sys.path), builtins.__import__
    sys.path.append(_PACKAGES)
    try:
        return importlib.import_module("uno")
    finally:
        sys.path[:] = known
        builtins.__import__ = hook


@cache
def why_not() -> str:
    """Why the office cannot be talked to from this Python; "" where it can."""
    try:
        _uno()
    except ImportError as error:
        mine = ".".join(map(str, sys.version_info[:2]))
        return (
            f"python3-uno is not installed, or not for Python {mine}: {error}. "
            f"The live tests run under the system's own Python version."
        )
    return ""


class Callable:
    """A Python object whose methods the office calls: `invoke` with a method's name and what it is given."""

    def getTypes(self) -> tuple[Any, ...]:
        """The interfaces it has."""
        names = ("com.sun.star.script.XInvocation", "com.sun.star.lang.XTypeProvider")
        return tuple(_uno().getTypeByName(name) for name in names)

    def getImplementationId(self) -> Any:
        """None of its own."""
        return _uno().ByteSequence(b"")

    def getIntrospection(self) -> None:
        """Nothing is told beforehand."""

    def hasMethod(self, name: str) -> bool:
        """Any method may be tried."""
        return hasattr(self, name)

    def hasProperty(self, name: str) -> bool:
        """It has none."""
        return False

    def getValue(self, name: str) -> None:
        """It has none."""

    def setValue(self, name: str, value: Any) -> None:
        """It has none."""

    def invoke(self, name: str, given: tuple[Any, ...], *_: Any) -> tuple[Any, tuple[()], tuple[()]]:
        """Call one of its methods."""
        return getattr(self, name)(*given), (), ()


def kind(name: str) -> Any:
    """A class of the office by its full name: an interface, an exception."""
    return _uno().getClass(name)


def struct(name: str, **fields: Any) -> Any:
    """A struct of the office."""
    made = _uno().createUnoStruct(name)
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def enum(name: str, value: str) -> Any:
    """A value of an enumeration."""
    return _uno().Enum(name, value)


def properties(**values: Any) -> tuple[Any, ...]:
    """Named values as the office takes them."""
    return tuple(struct("com.sun.star.beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def typed(type: str, value: Any) -> Any:
    """A value together with the type the office is to see it as."""
    return _uno().Any(type, value)


def invoke(one: Any, method: str, *given: Any) -> Any:
    """Call a method with values of a stated type."""
    return _uno().invoke(one, method, given)


def url(path: str | Path) -> str:
    """A file as the office addresses it."""
    return Path(path).resolve().as_uri()


def connected(port: int, patience: float = 60) -> Any:
    """The context of the office that listens on a port of this machine; it is waited for."""
    local = _uno().getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    refused = kind("com.sun.star.connection.NoConnectException")
    until = time.monotonic() + patience
    while True:
        try:
            return resolver.resolve(
                f"uno:socket,host=127.0.0.1,port={port},tcpNoDelay=1;urp;StarOffice.ComponentContext"
            )
        except refused:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def service(context: Any, name: str) -> Any:
    """A service of the office."""
    return context.ServiceManager.createInstanceWithContext(name, context)
