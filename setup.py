"""Compile the catalogues of words when the package is built; all else stands in pyproject.toml."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py


class WithWords(build_py):
    """Puts a compiled catalogue beside every .po before the package's files are gathered."""

    def run(self) -> None:
        for po in Path("tamizdat").rglob("*.po"):
            with po.open("rb") as source, po.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(source))
        super().run()


setup(cmdclass={"build_py": WithWords})
