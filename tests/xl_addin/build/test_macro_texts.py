"""The text of macros: names that Excel and Basic take, one plain shape, texts of any language in ASCII."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recon.words import LANGUAGES, say
from xl_addin.build import package
from xl_addin.build.basic import KEYWORDS, argument_name, function_name, help_text, pieces, words_module
from xl_addin.build.wrappers import clicked, pressed, ribbon_buttons, udfs, workbook_buttons
from xl_addin.cells import NONE, Cells
from xl_addin.registry import Argument, Function, buttons, functions


def function(name: str = "AR_AGING", *arguments: Argument) -> Function:
    """A function whose help stands in the words."""

    def call(*_: Cells) -> Cells:
        return NONE

    return Function(name, call, arguments, f"={name}()")


def spoken(expression: str) -> str:
    """What an expression of text constants and ChrW comes to."""
    parts = re.findall(r'"((?:[^"]|"")*)"|ChrW\((\d+)\)', expression)
    units = "".join(text.replace('""', '"') if not code else chr(int(code)) for text, code in parts)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def test_the_wrapper_of_a_function_is_this_text() -> None:
    made = udfs([function("AR_AGING", Argument("open_items", False), Argument("as_of", True))])
    assert (
        made
        == f"""Option Explicit

Public Function AR_AGING(open_items As Variant, Optional as_of As Variant) As Variant
Attribute AR_AGING.VB_Description = "{say("xl_AR_AGING", "en")}"
Attribute AR_AGING.VB_ProcData.VB_Invoke_Func = " \\n14"
    If ArInWizard() Then Exit Function
    On Error GoTo failed
    AR_AGING = ArCallUdf("AR_AGING", Array(open_items, as_of))
    Exit Function
failed:
    AR_AGING = CVErr(2015)
End Function
"""
    )


def test_every_function_has_a_wrapper_with_its_arguments() -> None:
    text = udfs(functions())
    found = dict(re.findall(r"^Public Function (\w+)\((.*)\) As Variant$", text, re.M))
    assert len(found) >= 17
    assert found == {
        one.name: ", ".join(f"{'Optional ' * a.optional}{a.name} As Variant" for a in one.arguments)
        for one in functions()
    }


def test_no_line_of_macro_text_is_longer_than_basic_takes() -> None:
    for lang in LANGUAGES:
        for module in package.modules(lang):
            assert max(map(len, module.text().splitlines())) <= 1023, module.name


@pytest.mark.parametrize("name", ["AR30", "AR_", "ar_aging", "AGING", "AR_AGING()", "AR_账龄", "AR_ AGING"])
def test_a_function_name_that_is_a_cell_or_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="AR_ and a word in capitals"):
        function_name(name)


@pytest.mark.parametrize("name", ["date", "name", "type", "next", "end", "currency", "As_of", "2nd", "账", "a b", ""])
def test_an_argument_named_by_a_word_of_basic_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name of an argument"):
        argument_name(name)


def test_words_of_basic_are_known_in_small_letters() -> None:
    assert {"date", "currency", "scale", "string", "variant"} < KEYWORDS
    assert all(word == word.lower() for word in KEYWORDS)


@pytest.mark.parametrize("text", ["", "x" * 256])
def test_a_help_text_excel_would_cut_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="1 to 255"):
        help_text(text)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_a_text_of_any_letters_is_said_by_letters_of_ascii(text: str) -> None:
    expression = " & ".join(pieces(text))
    assert expression.isascii()
    assert spoken(expression) == text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_macros_say_what_the_words_say(lang: str) -> None:
    text = words_module(["no_addin", "title"], lang)
    cases = dict(re.findall(r'Case "(\w+)"\n((?: +ArSays = .*\n)+)', text))
    said = {id: spoken(lines.replace("ArSays = ArSays & ", "")) for id, lines in cases.items()}
    assert said == {"no_addin": say("vba_no_addin", lang), "title": say("vba_title", lang)}


def test_every_button_has_a_macro_on_sheets_and_one_in_the_ribbon() -> None:
    on_sheets, in_ribbon = workbook_buttons(buttons()), ribbon_buttons(buttons())
    for one in buttons():
        assert f'Public Sub {pressed(one.id)}()\n    ArRun "{one.id}"\nEnd Sub\n' in on_sheets
        assert f'Public Sub {clicked(one.id)}(control As IRibbonControl)\n    ArRun "{one.id}"\nEnd Sub\n' in in_ribbon


def test_own_macros_are_in_letters_that_no_code_page_changes() -> None:
    for lang in LANGUAGES:
        assert all(module.text().isascii() for module in package.modules(lang))


def test_macros_ask_for_no_text_that_nobody_wrote() -> None:
    bridges = package.text("ArBridge.bas") + package.text("ArBookBridge.bas")
    asked = set(re.findall(r'ArSays\("(\w+)"\)', bridges))
    assert asked
    for lang in LANGUAGES:
        written = next(module for module in package.modules(lang) if module.name == "ArWords").text()
        assert asked <= set(re.findall(r'Case "(\w+)"', written))
