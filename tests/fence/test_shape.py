"""The shape of the files: short, each with its purpose in the first line, no room that takes everything."""

import ast
from pathlib import Path

import pytest

from tests.fence.trees import FLOORS, PYTHON_FOLDERS, ROOT, project_files, python_files, read, tree

WALL = 400
"""Lines. One file an area grows without end where no wall stands."""
NAMELESS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc", "shared"}
DECIDING, COUNTING = {"referrals", "sessions", "outcomes", "grants"}, {"reporting"}
ROOMS = ("__main__", "main", "api", "domain", "migrations")


def test_no_file_of_code_passes_the_wall() -> None:
    code = [path for path in project_files() if path.suffix in {".py", ".sql"}]

    assert [f"{path}: {lines}" for path in code if (lines := read(path).count("\n")) > WALL] == []


def test_an_init_file_holds_a_docstring_only() -> None:
    inits = [path for path in python_files(*FLOORS) if path.name == "__init__.py"]

    assert [str(path) for path in inits if not (ast.get_docstring(tree(path)) and len(tree(path).body) == 1)] == []


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    silent = [
        str(path)
        for path in python_files(*PYTHON_FOLDERS)
        if len(first_line(path).split()) < 3 and not (path.parts[0] == "tests" and path.name == "__init__.py")
    ]

    assert silent == [], "\n".join(silent)


def test_no_file_is_named_for_having_no_place() -> None:
    assert [
        str(path)
        for path in python_files(*PYTHON_FOLDERS)
        if NAMELESS & {part.removesuffix(".py") for part in path.parts}
    ] == []


def test_every_python_package_at_the_root_is_a_floor_or_stands_beside_them() -> None:
    assert {path.parts[0] for path in project_files() if path.suffix == ".py" and len(path.parts) > 1} <= {
        *PYTHON_FOLDERS
    }
    assert [str(path) for path in project_files() if path.suffix == ".py" and len(path.parts) == 1] == []


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in python_files(*FLOORS)}

    assert sorted(str(folder) for folder in folders if not (ROOT / folder / "__init__.py").exists()) == []


def test_no_import_is_relative() -> None:
    relative = [
        f"{path}:{node.lineno}"
        for path in python_files(*PYTHON_FOLDERS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert relative == []


@pytest.mark.parametrize("service", sorted({path.parts[1] for path in python_files("services") if len(path.parts) > 2}))
def test_a_service_has_its_rooms_and_is_known_to_the_fence(service: str) -> None:
    assert [room for room in ROOMS if not stands(ROOT / "services" / service / room)] == []
    assert service in DECIDING | COUNTING
    fence = read(Path(".importlinter"))
    assert f"    services.{service}.domain\n" in fence


def first_line(path: Path) -> str:
    """The first line of a module's docstring."""
    return (ast.get_docstring(tree(path)) or "").partition("\n")[0]


def stands(room: Path) -> bool:
    """Whether a room is there, as a folder or as a file."""
    return room.is_dir() or room.with_suffix(".py").is_file()
