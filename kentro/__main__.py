"""The operator's command: `python -m kentro <command>`.

Each command is a module of this package with `HELP`, `add_arguments(parser)` and `main(options, environment)`, which
returns the exit code. A new command is a new module; nothing is registered anywhere. A module whose name begins with
an underscore is no command, but shared by some.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules


def main(words: list[str]) -> int:
    """Runs the command that the words name; the exit code."""
    names = sorted(module.name for module in iter_modules([str(Path(__file__).parent)]) if module.name[0] != "_")
    parser = argparse.ArgumentParser(prog="python -m kentro")
    commands = parser.add_subparsers(dest="command", metavar="command", required=True)
    # The one that is asked for is imported alone, so that no command waits for the libraries of another.
    asked = words[0] if words and words[0] in names else None
    for name in names:
        if asked in (None, name):
            module = import_module(f"kentro.{name}")
            module.add_arguments(commands.add_parser(name, help=module.HELP, description=module.HELP))
    options = parser.parse_args(words)
    return import_module(f"kentro.{options.command}").main(options, os.environ)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
