"""The recipe of the page on adding a questionnaire, followed as it is written."""

import re
import textwrap
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from chassis.entry import Record
from services.outcomes.domain import terms as domain_terms
from services.outcomes.domain.instruments import catalogue
from services.outcomes.domain.instruments.instrument import Instrument
from services.outcomes.domain.questionnaire import decisions
from services.outcomes.domain.questionnaire.events import QuestionnaireCompleted
from tests import sentences
from tests.outcomes.entries import ENTRY, READING, TODAY, terms

ROOT = Path(__file__).parents[2]


def file_of_the_page() -> str:
    page = (ROOT / "docs" / "adding-a-questionnaire.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    return textwrap.dedent(block)


def followed(monkeypatch: pytest.MonkeyPatch) -> Instrument:
    """The instrument of the page, listed where the two lines of the catalogue would list it."""
    made: dict[str, Any] = {}
    exec(compile(file_of_the_page(), "example_5.py", "exec"), made)
    (instrument,) = [each for each in made.values() if isinstance(each, Instrument)]
    listed = MappingProxyType({**catalogue.INSTRUMENTS, instrument.id: instrument})
    monkeypatch.setattr(domain_terms, "INSTRUMENTS", listed)
    monkeypatch.setattr(decisions, "INSTRUMENTS", listed)
    return instrument


def test_the_file_and_two_lines_and_a_name_are_all(monkeypatch: pytest.MonkeyPatch) -> None:
    instrument = followed(monkeypatch)
    decider = decisions.decider(terms(instruments=(instrument.id,)))
    reading = replace(READING, instrument=instrument.id, answers=(3, 2, 3, 1, 0), score_in_hundredths=None)
    scored = decisions.scored(reading)

    assert scored.score_in_hundredths == 900
    recording = Record(entry_id=ENTRY, content=scored, today=TODAY)
    sentences.given(decider).when(recording).then(QuestionnaireCompleted(ENTRY, scored))
    beyond = Record(entry_id=ENTRY, content=replace(scored, answers=(4, 2, 3, 1, 0)), today=TODAY)
    sentences.given(decider).when(beyond).then_invalid(("answers.0", "out-of-range"))


def test_it_is_short() -> None:
    assert file_of_the_page().count("\n") + len(["import", "place"]) <= 37


def test_every_file_of_an_instrument_is_listed_by_an_import_and_a_place() -> None:
    folder = Path(catalogue.__file__).parent
    text = (folder / "catalogue.py").read_text(encoding="utf-8")
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "catalogue", "instrument"}

    assert len(files) == len(catalogue.INSTRUMENTS)
    for name in files:
        assert f"instruments.{name} import {name.upper()}\n" in text
        assert f"            {name.upper()},\n" in text
