"""The ribbon: a tab of four groups, from the registry, in one language.

Source: [MS-CUSTOMUI2] Custom UI XML Markup Version 2, sections 2.2.1 to 2.2.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from xml.etree import ElementTree as Xml

from recon.words import say
from xl_addin.build.basic import camel
from xl_addin.build.wrappers import clicked
from xl_addin.registry import Button, Group

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
TAB_KEY = "Y1"
_LONGEST = 1024  # characters of a label or tip


def ribbon(buttons: Sequence[Button], lang: str, notes: Sequence[str] = ()) -> bytes:
    """The ribbon as XML.

    Args:
        buttons: by group and position.
        lang: of labels and tips.
        notes: lines below the buttons of the last group: versions.

    Raises:
        ValueError: two key tips begin alike, so that one can never be typed; an icon's name has strange letters.
    """
    _check(buttons)
    root = Xml.Element("customUI", {"xmlns": NAMESPACE})
    tabs = Xml.SubElement(Xml.SubElement(root, "ribbon"), "tabs")
    tab = Xml.SubElement(tabs, "tab", {"id": "arTab", "label": say("vba_tab", lang), "keytip": TAB_KEY})
    for group, some in groupby(buttons, key=lambda button: button.group):
        place = Xml.SubElement(tab, "group", {"id": f"arGroup{camel(group)}", "label": _group(group, lang)})
        for button in some:
            Xml.SubElement(place, "button", _button(button, lang))
        if group is buttons[-1].group:
            for number, note in enumerate(notes, 1):
                Xml.SubElement(place, "labelControl", {"id": f"arNote{number}", "label": note})
    Xml.indent(root)
    text: bytes = Xml.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def _group(group: Group, lang: str) -> str:
    return say(f"group_{group.value}", lang)


def _button(button: Button, lang: str) -> dict[str, str]:
    return {
        "id": f"ar{camel(button.id)}",
        "label": button.label(lang)[:_LONGEST],
        "size": "large" if button.large else "normal",
        "onAction": f"ArRibbon.{clicked(button.id)}",
        "imageMso": button.icon,
        "keytip": button.key,
        "screentip": button.tip(lang)[:_LONGEST],
        "supertip": button.about(lang)[:_LONGEST],
    }


def _check(buttons: Sequence[Button]) -> None:
    keys = sorted(button.key for button in buttons)
    for key, following in pairwise(keys):
        if following.startswith(key):
            raise ValueError(f"The key tips {key} and {following} begin alike.")
    for button in buttons:
        if not (button.icon.isascii() and button.icon.isalnum()):
            raise ValueError(f"{button.icon!r} is no name of an Office icon.")
