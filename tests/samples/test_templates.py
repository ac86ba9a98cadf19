"""The settings template shows every setting with its default, and the list templates are what their builder makes."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from recon import config
from recon.resources import path
from templates.build import build

OWN = {"en": {}, "zh": {"currency": "CNY", "language": "zh"}}  # what a language's template sets otherwise


def _template(lang: str, with_optional: bool = False) -> dict[str, Any]:
    text = path(f"templates/recon.{lang}.toml").read_text("utf-8")
    if with_optional:
        text = re.sub(r"(?m)^# (\w+ = )", r"\1", text)  # settings without a default stand as comments
    return tomllib.loads(text)


def _keys(settings: object) -> dict[str, Any]:
    """Setting names as nested tables."""
    assert is_dataclass(settings)
    found = {}
    for field in fields(settings):
        value = getattr(settings, field.name)
        found[field.name] = _keys(value) if is_dataclass(value) else None
    return found


def _shape(read: dict[str, Any]) -> dict[str, Any]:
    return {key: _shape(value) if isinstance(value, dict) else None for key, value in read.items()}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_template_shows_every_setting_there_is(lang: str) -> None:
    assert _shape(_template(lang, with_optional=True)) == _keys(config.Settings())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_template_changes_no_default(lang: str) -> None:
    wanted = config.settings({"schema": 1, "company": OWN[lang]})
    assert config.read(path(f"templates/recon.{lang}.toml")) == wanted


def test_the_two_templates_have_the_same_settings_in_the_same_order() -> None:
    keys = [
        re.findall(r"(?m)^(?:# )?(\w+) = ", path(f"templates/recon.{lang}.toml").read_text("utf-8")) for lang in OWN
    ]
    assert keys[0] == keys[1]


def test_the_builder_reproduces_the_empty_lists_to_the_byte(tmp_path: Path) -> None:
    build(tmp_path)
    for fresh in sorted(tmp_path.iterdir()):
        assert fresh.read_bytes() == path(f"templates/{fresh.name}").read_bytes(), fresh.name
