"""A clean copy of the tree, linted once, from which each trespass makes its own; and the linter itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fence.trees import Linter, copy_of_the_floors


@pytest.fixture(scope="session")
def linter() -> Iterator[Linter]:
    """import-linter, ready."""
    linter = Linter()
    yield linter
    linter.close()


@pytest.fixture(scope="session")
def clean_tree(tmp_path_factory: pytest.TempPathFactory, linter: Linter) -> Path:
    """A copy of the three floors with the linter's cache filled."""
    folder = copy_of_the_floors(tmp_path_factory.mktemp("clean"))
    linter.lint(folder)
    return folder
