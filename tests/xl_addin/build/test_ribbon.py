"""The ribbon keeps to what Office takes: one bad attribute and none of it is shown.

Source: [MS-CUSTOMUI2] 2.2.1 to 2.2.4 and 2.3 (simple types).
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

import pytest

from recon.words import LANGUAGES
from xl_addin.build.ribbon import NAMESPACE, ribbon
from xl_addin.registry import buttons

# Elements, what they stand in, and the attributes they are given.
TAKES = {
    "customUI": ("", set()),
    "ribbon": ("customUI", set()),
    "tabs": ("ribbon", set()),
    "tab": ("tabs", {"id", "label", "keytip"}),
    "group": ("tab", {"id", "label"}),
    "button": ("group", {"id", "label", "size", "onAction", "imageMso", "keytip", "screentip", "supertip"}),
    "labelControl": ("group", {"id", "label"}),
}
LONGEST = {"id": 1024, "label": 1024, "keytip": 3, "screentip": 1024, "supertip": 1024, "onAction": 1024}
# Icons that add-ins of others show in Excel. Of an icon that is not there, Excel shows none and complains.
ICONS = frozenset(
    """
    AcceptInvitation CalendarInsert ControlsGallery DeclineInvitation ErrorChecking FileOpen FindDialog FormulaEvaluate
    GetExternalDataFromText Help ImportExcel MailMergeRecipientsEditList PivotTableInsert RecordsSaveRecord
    ReviewTrackChanges Undo
    """.split()
)


def _bare(tag: str) -> str:
    return tag.removeprefix(f"{{{NAMESPACE}}}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_element_of_the_ribbon_stands_and_says_what_it_may(lang: str) -> None:
    root = Xml.fromstring(ribbon(buttons(), lang, ["recon 1.0", "xlwings 1.0"]))
    assert _bare(root.tag) == "customUI" and not TAKES["customUI"][0]
    for parent in root.iter():
        for child in parent:
            inside, allowed = TAKES[_bare(child.tag)]
            assert inside == _bare(parent.tag)
            assert set(child.attrib) <= allowed
    for one in root.iter():
        assert all(0 < len(one.attrib[name]) <= most for name, most in LONGEST.items() if name in one.attrib)
        assert re.fullmatch(r"[A-Za-z_][\w.\-]*", one.get("id", "none"))
        assert one.get("size", "normal") in ("normal", "large")
        assert "\n" not in "".join(one.attrib.values())


def test_every_icon_is_one_that_excel_has() -> None:
    assert {button.icon for button in buttons()} <= ICONS
