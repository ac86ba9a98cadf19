"""Files that come with the program: templates and sample companies, packaged in the wheel or beside the checkout."""

from __future__ import annotations

from pathlib import Path

from recon.errors import TemplateError
from recon.words import says

_PACKAGE = Path(__file__).parent


def path(name: str) -> Path:
    """The packaged file or folder `name` ("templates/recon.en.toml", "sample_books").

    Looks in the installed package first, then in the checkout the package was installed from.

    Raises:
        TemplateError: there is no such file in either place.
    """
    for place in (_PACKAGE / "_data", _PACKAGE.parent):
        found = place / name
        if found.exists():
            return found
    raise TemplateError(says("resource_missing", name=name), fix=says("resource_missing_fix"))
