"""The tree as the fence sees it: its files, its words, and copies of it in which one rule is broken."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("contracts", "chassis", "services")
CACHE = ".import_linter_cache"
PYTHON_FOLDERS = (*FLOORS, "deploy", "bench", "tests")


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, committed; relative to the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return tuple(sorted({Path(name) for name in names if name and (ROOT / name).is_file()}))


def python_files(*folders: str) -> list[Path]:
    """The Python files below `folders`, relative to the root."""
    return [path for path in project_files() if path.suffix == ".py" and path.parts[0] in folders]


@cache
def read(path: Path) -> str:
    """The text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file of the project."""
    return ast.parse(read(path), str(path))


def words_in_code(path: Path) -> Iterator[tuple[int, str]]:
    """Names and literal strings of a file with their lines; docstrings and comments are prose and left out."""
    prose = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree(path)):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in prose:
                yield node.lineno, text
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.keyword(arg=str(name)):
                yield node.value.lineno, name
            case ast.alias(name=name):
                yield node.lineno, name


def copy_of_the_floors(to: Path, source: Path = ROOT) -> Path:
    """The three floors and their fence, with their times, so that the linter's cache stays good.

    A copy of a copy shares its files: whoever changes one must put a new file in its place.
    """
    copy = shutil.copy2 if source == ROOT else os.link
    for name in (*FLOORS, *([CACHE] if (source / CACHE).exists() and source != ROOT else [])):
        shutil.copytree(source / name, to / name, ignore=shutil.ignore_patterns("__pycache__"), copy_function=copy)
    copy(source / ".importlinter", to / ".importlinter")
    return to


class Linter:
    """import-linter in a process of its own, for many folders."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fence.linter"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def lint(self, folder: Path, *contracts: str) -> tuple[int, str]:
        """The exit code and output of the linter in a folder, on all contracts or on those named."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(folder), contracts]) + "\n")
        self._process.stdin.flush()
        code, output = json.loads(self._process.stdout.readline())
        return code, output

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
