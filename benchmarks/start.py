"""How long a person waits before anything happens."""

from __future__ import annotations

from benchmarks._runner import Pair, Side

_TYPER = Side("import typer", "import typer")
_HELP = "import sys; sys.argv = ['recon', {!r}]; from recon.cli import main; assert main() == 0"

PAIRS = (
    Pair("help", Side("recon --help", _HELP.format("--help")), _TYPER, must=3, aim=2, runs=9),
    Pair("version", Side("recon --version", _HELP.format("--version")), _TYPER, must=3, aim=1.5, runs=9),
    Pair(
        "what every command loads",
        Side("import recon", "import recon, recon.rows, recon.config, recon.text"),
        Side("import pandas", "import numpy, pandas"),
        must=1.2,
        aim=0.5,
        runs=9,
    ),
)
