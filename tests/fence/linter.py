"""Runs import-linter in folder after folder, in a child each, so that its libraries are loaded once.

Reads lines of JSON, `[folder, contracts]`, and answers each with `[exit code, output]`. It runs apart from the tests,
in which the packages of the real tree are loaded already and would be found instead of the copies.
"""

import json
import os
import sys
from tempfile import TemporaryFile

from importlinter.cli import lint_imports_command


def lint(folder: str, contracts: list[str]) -> tuple[int, str]:
    """The exit code and output of the linter in a folder, on all contracts or on those named."""
    with TemporaryFile() as out:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
            os.chdir(folder)
            sys.argv = ["lint-imports", "--no-logo", *[word for each in contracts for word in ("--contract", each)]]
            lint_imports_command()
        _, status = os.waitpid(child, 0)
        out.seek(0)
        return os.waitstatus_to_exitcode(status), out.read().decode()


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(lint(*json.loads(line))), flush=True)
