"""PDF beside the process that answers: it keeps nothing of a document, raises what went wrong, and answers others."""

import asyncio
import subprocess
import sys
import threading
from dataclasses import dataclass

import pytest
import typst

from services.reporting.api.packs import answered
from services.reporting.domain.pack.model import Pack
from services.reporting.packs.typesetting import typeset
from tests.reporting.packs.sample import sample_pack

RENDERED = """
import sys
from services.reporting.packs.pdf import document
from tests.reporting.packs.sample import sample_pack
print(document(sample_pack())[:5], 'typst' in sys.modules)
"""


def test_the_process_that_answers_never_holds_the_compiler() -> None:
    done = subprocess.run([sys.executable, "-c", RENDERED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "b'%PDF-' False"


def test_a_fault_of_the_compiler_is_raised_as_it_raises_it() -> None:
    with pytest.raises(typst.TypstError) as raised:
        typeset(b"{}")
    assert "dictionary does not contain key" in raised.value.message
    assert raised.value.hints is not None


def test_what_is_no_document_at_all_does_not_pass_for_one() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        typeset(b"\xff")


@dataclass(frozen=True)
class Waiting:
    """A form that is done only when somebody else was answered meanwhile."""

    others: threading.Event
    media_type: str = "text/plain"
    suffix: str = "txt"

    def render(self, pack: Pack) -> bytes:
        return b"answered" if self.others.wait(5) else b"blocked"


async def test_others_are_answered_while_a_report_is_rendered() -> None:
    others = threading.Event()

    async def another() -> None:
        others.set()

    answer, _ = await asyncio.gather(answered(sample_pack(), Waiting(others), ""), another())
    assert answer.body == b"answered"
