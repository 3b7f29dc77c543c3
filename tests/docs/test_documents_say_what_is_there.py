"""Links lead somewhere, commands exist, words stand once, settings and metrics are those of the code."""

import re
from pathlib import Path

import pytest

from chassis.settings import Settings
from services.reporting.domain.metrics import catalogue
from tests.docs.telemetry_page import PAGE, page
from tests.fence.trees import ROOT, project_files, read

DOCUMENTS = [path for path in project_files() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]]+\]\((?!https?:)([^)#\s]+)(#[^)]*)?\)")
CODE = re.compile(r"`([^`\n]+)`")
NAMED_PATH = re.compile(r"(?<![.\w])(?:contracts|chassis|services|tests|docs|deploy|bench)/[\w./-]*\w")


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_leads_to_a_file(document: Path) -> None:
    targets = [match.group(1) for match in LINK.finditer(read(document))]

    assert [each for each in targets if not (ROOT / document.parent / each).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_path_that_is_named_exists(document: Path) -> None:
    paths = [match.group() for text in CODE.findall(read(document)) for match in NAMED_PATH.finditer(text)]
    known = [each for each in paths if "<" not in each]

    assert [each for each in known if not (ROOT / each).exists() and not ends_in_a_placeholder(document, each)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_make_command_is_a_target(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read(Path("Makefile")), re.MULTILINE))
    commands = set(re.findall(r"(?:`|^\s*)make ([a-z-]+)", read(document), re.MULTILINE))

    assert commands - targets == set()


def test_every_target_that_make_explains_is_in_the_page_on_running() -> None:
    explained = set(re.findall(r"^([a-z-]+):.*## ", read(Path("Makefile")), re.MULTILINE)) - {"help", "probe"}
    told = set(re.findall(r"`make ([a-z-]+)", read(Path("docs/running.md"))))

    assert explained - told == set()


def test_the_glossary_has_each_word_once() -> None:
    words = re.findall(r"^\| ([^|]+) \|", read(Path("docs/glossary.md")), re.MULTILINE)
    words = [word.strip().lower() for word in words if word.strip() not in {"Word", "---"}]

    assert sorted({word for word in words if words.count(word) > 1}) == []
    assert len(words) > 80


def test_the_page_on_running_names_every_setting() -> None:
    told = set(re.findall(r"`([A-Z][A-Z_]+)`", read(Path("docs/running.md"))))

    assert {name.upper() for name in Settings.model_fields} - told == set()


def test_the_page_on_running_names_every_command() -> None:
    from chassis.run import _COMMANDS

    told = {
        each.split()[0]
        for row in re.findall(r"^\| `([^|]+)` \|", read(Path("docs/running.md")), re.MULTILINE)
        for each in row.split("`, `")
    }

    assert set(_COMMANDS) - told == set()


def test_the_page_on_contracts_names_every_term() -> None:
    from dataclasses import fields

    from services.referrals.domain.terms import ReferralTerms

    told = set(CODE.findall(read(Path("docs/adding-a-contract.md"))))
    keys = {field.name for field in fields(ReferralTerms)} - {"bars"}

    assert keys - told == set()
    assert "[referrals.bars]" in told


def test_the_page_on_contracts_names_every_term_of_the_sessions() -> None:
    from dataclasses import fields

    from services.sessions.domain.terms import SessionsTerms

    told = read(Path("docs/adding-a-contract.md"))
    keys = {field.name for field in fields(SessionsTerms)}

    assert [key for key in sorted(keys) if f"`{key}`" not in told and f"[sessions.{key}]" not in told] == []


def test_the_page_on_contracts_names_every_term_of_the_outcomes() -> None:
    from dataclasses import fields

    from services.outcomes.domain.terms import OutcomesTerms

    told = read(Path("docs/adding-a-contract.md"))
    keys = {field.name for field in fields(OutcomesTerms)}

    assert [key for key in sorted(keys) if f"`{key}`" not in told and f"[outcomes.{key}]" not in told] == []


def test_the_changelog_has_a_word_for_every_metric() -> None:
    told = " ".join(read(Path("CHANGELOG.md")).lower().split())
    titles = [metric.definition.title.lower() for metric in catalogue.METRICS]

    assert [title for title in titles if title not in told] == []


def test_the_list_of_decisions_is_whole() -> None:
    listed = re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", read(Path("docs/adr/README.md")))
    there = sorted(path.name for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))

    assert sorted(listed) == there
    assert [int(name[:4]) for name in there] == list(range(1, len(there) + 1))


@pytest.mark.parametrize("decision", sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_a_decision_has_its_three_parts_on_one_page(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")

    assert [part for part in ("**Context.**", "**Decision.**", "**Consequences.**") if part not in text] == []
    assert text.count("\n") <= 50


def test_the_page_of_telemetry_is_made_from_the_names_in_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def ends_in_a_placeholder(document: Path, path: str) -> bool:
    """Whether the document goes on with a name to be chosen, as in `contracts/terms/<slug>.toml`."""
    return f"{path}/<" in read(document)
