"""The engine that xlwings is given instead of Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import xlwings
from xlwings import base_classes

from tests.live.rig.books import App
from tests.live.rig.gaps import gaps_named
from tests.live.rig.values import CellError


class Engine:
    """LibreOffice Calc."""

    name = "excel"  # xlwings looks converters' engine up under this name, and there is no other here
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]],
        datetime_builder: Callable[..., date],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Cells as the caller wants them."""

        def cleaned(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            if isinstance(value, datetime) and datetime_builder is not datetime:
                named = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return datetime_builder(**{name: getattr(value, name) for name in named}, tzinfo=None)
            if number_builder is not None and type(value) is float:
                return number_builder(value)
            return value

        # The usual cell, a text, at a glance.
        return [[value if type(value) is str and value else cleaned(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        """A value as a cell takes it."""
        import numpy as np
        import pandas as pd

        if x is None or x is pd.NaT or (isinstance(x, float | np.floating) and np.isnan(x)):
            return ""
        if isinstance(x, pd.Timestamp):
            return x.to_pydatetime()
        return x.item() if isinstance(x, np.generic) else x


@gaps_named
class Apps(base_classes.Apps):
    """The running applications, the one in front first."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._running: list[App] = []

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: bool | None = None) -> App:
        """Connect to the office that listens on port `spec`."""
        app = App(self, int(spec))
        self._running.insert(0, app)
        if add_book:
            app.books.add()
        return app

    def keys(self) -> list[int]:
        return [app.pid for app in self._running]

    def __iter__(self) -> Iterator[App]:
        return iter(list(self._running))

    def __len__(self) -> int:
        return len(self._running)

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self._running if app.pid == pid)

    def to_front(self, app: App) -> None:
        """Make an application the active one."""
        self._running.sort(key=lambda one: one is not app)

    def gone(self, app: App) -> None:
        """An application was ended."""
        self._running.remove(app)

    @staticmethod
    def cleanup() -> None:
        """Nothing is left behind: the office is ended by who started it."""


def application(port: int) -> Any:
    """The office that listens on a port, as xlwings sees it."""
    return xlwings.App(impl=_registered().apps.add(spec=port))


def _registered() -> Engine:
    """The engine, known to xlwings and active."""
    for known in xlwings.engines:
        if isinstance(known.impl, Engine):
            return known.impl
    made = Engine()
    xlwings.engines.add(xlwings.Engine(impl=made))
    xlwings.engines["excel"].activate()
    return made


def is_paid() -> bool:
    """True where somebody has put in a licence key."""
    return bool(xlwings.__pro__)
