"""The weights of evidence: points by rule and name, as the rules declare them and as recon.toml changes them.

A rule file declares its points in one mapping, `POINTS = {name: points}`; `[matching.weights]` may give any of them
another value ("amount.exact = 5.0"). A weight only moves points: vetoes and licences rest on facts, and no weight
turns one off.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from recon.config import Settings
from recon.errors import ConfigError, Where
from recon.registry import modules
from recon.words import Said, listed, says

Weights = Mapping[str, Mapping[str, float]]  # rule -> name -> points


@cache
def defaults() -> Weights:
    """The points every rule declares, by rule; rules without any are left out."""
    found = {name: getattr(rule, "POINTS", {}) for name, rule in modules("recon.match.rules").items()}
    return MappingProxyType({name: MappingProxyType(dict(points)) for name, points in found.items() if points})


def weights_of(settings: Settings) -> Weights:
    """The points in force.

    Raises:
        ConfigError: `[matching.weights]` names a rule or a weight that does not exist; all of them in one message.
    """
    changed = settings.matching.weights
    if not changed:
        return defaults()
    wrong = [
        _unknown(rule, name) for rule, named in sorted(changed.items()) for name in sorted(named) if not _is(rule, name)
    ]
    if wrong:
        raise ConfigError(
            says("config_mistakes", mistakes=listed(wrong)), Where("recon.toml"), says("config_mistakes_fix")
        )
    return {
        rule: {**points, **{name: float(worth) for name, worth in changed.get(rule, {}).items()}}
        for rule, points in defaults().items()
    }


def _is(rule: str, name: str) -> bool:
    return name in defaults().get(rule, {})


def _unknown(rule: str, name: str) -> Said:
    """A weight that does not exist: the names of its rule, or the nearest name of all."""
    key = f"matching.weights.{rule}.{name}"
    if rule in defaults():
        return says("config_not_one_of", key=f"matching.weights.{rule}", value=name, known=" / ".join(defaults()[rule]))
    every = [f"{one}.{other}" for one, names in defaults().items() for other in names]
    near = get_close_matches(f"{rule}.{name}", every, n=1, cutoff=0.7)
    if near:
        return says("config_unknown_near", key=key, near=f"matching.weights.{near[0]}")
    return says("config_not_one_of", key="matching.weights", value=rule, known=" / ".join(defaults()))
