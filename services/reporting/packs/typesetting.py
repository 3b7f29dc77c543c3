"""Sets one document and ends: what the compiler has worked out it keeps for ever, so its process goes with it.

Run as a program it reads the words of a report from standard input and writes the document to standard output.
"""

import json
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

_AT_A_TIME = 2
"""Documents set at once; each takes some hundred megabytes while it is."""
_LONGEST = 120.0
"""Seconds after which a document is given up. The longest report takes some three."""
_REFUSED = 3
"""Exit code that tells a fault in the document from any other."""
_turn = BoundedSemaphore(_AT_A_TIME)


def typeset(words: bytes) -> bytes:
    """The document of a report's words, which are JSON; waits while others are being set.

    Raises `typst.TypstError` as the compiler does, `CalledProcessError` or `TimeoutExpired` if it came to no end.
    """
    # -P: beside this file lie modules named as those of the standard library.
    command = [sys.executable, "-P", __file__]
    with _turn:
        done = subprocess.run(command, input=words, capture_output=True, timeout=_LONGEST, check=False)  # noqa: S603
    if done.returncode == _REFUSED:
        import typst

        told = json.loads(done.stderr)
        error = typst.TypstError(told["message"])  # type: ignore[call-arg]
        vars(error).update(told)  # As the compiler itself does; its constructor keeps none of them.
        raise error
    done.check_returncode()
    return done.stdout


def _compiled(words: str) -> bytes:
    import fontpkg_source_sans_3
    import typst

    # The fonts of the package alone: what a machine has besides would change the bytes.
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(Path(fontpkg_source_sans_3.__file__).parent / "files")]
    )
    template = Path(__file__).with_name("report.typ").read_bytes()
    try:
        made: bytes = typst.compile(
            template, format="pdf", pdf_standards=["ua-1"], font_paths=fonts, sys_inputs={"pack": words}
        )
    except typst.TypstError as error:
        sys.stderr.write(json.dumps(vars(error)))
        raise SystemExit(_REFUSED) from None
    return made


if __name__ == "__main__":
    sys.stdout.buffer.write(_compiled(sys.stdin.buffer.read().decode()))
