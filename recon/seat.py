"""Who sits before the program, in which language, and when: all that is asked of the person's machine.

Law: only faces (command line, cell, button) ask here. What lies below them is told.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from recon.journal import Stamp

_VARIABLES = ("RECON_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language() -> str:
    """RECON_LANG, else the language of the terminal or the system where it is Chinese, else English."""
    set_to = next((value for name in _VARIABLES if (value := os.environ.get(name, ""))), "")
    return "zh" if set_to.lower().startswith("zh") else "en"


def is_language_chosen() -> bool:
    """True where RECON_LANG says which language to speak."""
    return bool(os.environ.get("RECON_LANG"))


def user() -> str:
    """Who decides: RECON_USER, else the name of the account this runs under."""
    if named := os.environ.get("RECON_USER"):
        return named
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name, as in some containers
        return "unknown"


def now() -> datetime:
    """When it is decided, to the second, with its time zone: RECON_NOW (ISO 8601), else the clock.

    Raises:
        ConfigError: RECON_NOW is not an ISO 8601 date and time.
    """
    from datetime import UTC, datetime

    pinned = os.environ.get("RECON_NOW")
    if not pinned:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        read = datetime.fromisoformat(pinned)
    except ValueError:
        from recon.errors import ConfigError
        from recon.words import says

        raise ConfigError(says("cli_now_wrong", value=pinned), fix=says("cli_now_wrong_fix")) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def stamp(by: str = "") -> Stamp:
    """Who decides and when, as it enters the journal; `by` where a person was named."""
    from recon.journal import Stamp

    return Stamp(by or user(), now())
