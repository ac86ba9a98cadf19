"""How what we draw looks: one look for a title, for what is said below it, and for headings."""

from __future__ import annotations

from recon.writers._excel import GREY, NAVY
from xl_addin.book import Look

TITLE = Look(bold=True, size=14, ink=NAVY)
SAID = Look(ink=GREY)
HEAD = Look(bold=True, ink="#FFFFFF", fill=NAVY, wrap=True)
