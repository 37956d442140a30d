"""The `tamizdat` command: one word, one module.

Exit 0: done.  1: refused or failed, with one line that says what, where and how to mend it.  2: used wrongly.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from types import ModuleType

from tamizdat import __version__
from tamizdat.cli.disk import is_full
from tamizdat.cli.refusal import Refusal
from tamizdat.env import BadSetting

# In the order `tamizdat --help` shows them.
COMMANDS = (
    *("init", "demo", "serve", "import", "press", "staff", "enter"),
    *("check", "mirror", "addresses", "keys", "clock"),
    *("letters", "relay", "issue", "readers", "support"),
    *("doctor", "backup", "restore", "upgrade", "export"),
)

DISK_IS_FULL = "the disk is full. Make room and run it again: nothing is half-done, it goes on where it stopped."


def _module(word: str) -> ModuleType:
    # `import` is Python's own word, so its module has another name.
    return import_module(f"tamizdat.cli.{'import_' if word == 'import' else word}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tamizdat", description="A publishing system for a newsroom under pressure.")
    parser.add_argument("--version", action="version", version=f"tamizdat {__version__}")
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)
    for word in COMMANDS:
        module = _module(word)
        command = words.add_parser(word, help=module.HELP, description=module.HELP)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (Refusal, BadSetting) as refusal:
        print(f"tamizdat {options.word}: {DISK_IS_FULL if is_full(refusal) else refusal}", file=sys.stderr)
        return 1
    except Exception as error:
        if not is_full(error):
            raise
        print(f"tamizdat {options.word}: {DISK_IS_FULL}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"tamizdat {options.word}: stopped. Run it again to go on.", file=sys.stderr)
        return 130
