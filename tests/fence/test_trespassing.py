"""Every rule of the fence is broken by a trespass of its own, and by nothing in the tree as it is."""

import configparser
from pathlib import Path

import pytest

from tests.fence.trees import ROOT, Linter, copy_of_the_floors

TRESPASSES = [
    ("floors", "chassis.errors", "import services.referrals.domain.terms"),
    ("floors", "contracts.roles", "from chassis import errors"),
    ("services", "services.reporting.projection", "import services.referrals.domain.events"),
    ("services", "services.referrals.views", "from services.reporting import views"),
    ("services", "services.shared", None),
    ("rooms", "services.referrals.domain.terms", "from services.referrals import views"),
    ("rooms", "services.referrals.views", "from services.referrals import api"),
    ("rooms", "services.referrals.people", "from services.referrals import views"),
    ("rooms", "services.referrals.publishing", "from services.referrals import api"),
    ("rooms", "services.reporting.views", "from services.reporting import main"),
    ("rooms", "services.reporting.utils", None),
    ("migrations", "services.referrals.main", "import services.referrals.migrations"),
    ("deciding", "services.referrals.domain.terms", "from services.referrals.domain import decisions"),
    ("deciding", "services.referrals.domain.events", "from services.referrals.domain import commands"),
    ("deciding", "services.referrals.domain.commands", "from services.referrals.domain import state"),
    ("deciding", "services.referrals.domain.person.events", "import services.referrals.domain.person.decisions"),
    ("deciding", "services.referrals.domain.helpers", None),
    ("deciding", "services.referrals.domain.person.rules", None),
    ("deciding", "services.sessions.domain.contact.events", "import services.sessions.domain.contact.decisions"),
    ("deciding", "services.sessions.domain.directory.rules", None),
    ("working", "services.sessions.domain.terms", "import services.sessions.domain.contact.events"),
    ("working", "services.sessions.domain.contact.decisions", "import services.sessions.domain.directory.state"),
    ("working", "services.sessions.domain.helpers", None),
    ("deciding", "services.outcomes.domain.plan.events", "import services.outcomes.domain.plan.decisions"),
    ("deciding", "services.outcomes.domain.plan.rules", None),
    ("achieving", "services.outcomes.domain.terms", "import services.outcomes.domain.plan.events"),
    ("achieving", "services.outcomes.domain.plan.state", "import services.outcomes.domain.training.events"),
    ("achieving", "services.outcomes.domain.helpers", None),
    ("counting", "services.reporting.domain.metric", "from services.reporting.domain import metrics"),
    ("counting", "services.reporting.domain.period", "from services.reporting.domain import metric"),
    ("counting", "services.reporting.domain.totals", None),
    ("purity", "services.referrals.domain.decisions", "import random"),
    ("purity", "services.referrals.domain.state", "from chassis.clock import today"),
    ("purity", "services.referrals.domain.person.decisions", "import asyncpg"),
    ("purity", "services.referrals.domain.person.state", "from chassis.entrylist import Listing"),
    ("purity", "services.referrals.publishing", "import logging"),
    ("purity", "services.sessions.publishing.entries", "import logging"),
    ("purity", "services.sessions.domain.directory.decisions", "from chassis.clock import today"),
    ("purity", "services.outcomes.publishing.plans", "import logging"),
    ("purity", "services.outcomes.domain.plan.decisions.course", "from chassis.clock import today"),
    ("purity", "services.outcomes.reactions", "import asyncpg"),
    ("purity", "services.referrals.reactions", "import os"),
    ("purity", "services.referrals.intake.fhir_r4", "from chassis.settings import Settings"),
    ("purity", "services.reporting.domain.metric", "import pathlib"),
    ("plain", "services.referrals.domain.events", "import pydantic"),
    ("plain", "services.referrals.domain.decisions", "from contracts.messages import referrals"),
    ("plain", "services.sessions.domain.contact.events", "import pydantic"),
    ("plain", "services.outcomes.domain.plan.events", "import pydantic"),
    ("chassis", "chassis.ids", "import chassis.telemetry"),
    ("chassis", "chassis.messaging.wire", "import chassis.handling"),
    ("chassis", "chassis.database.pool", "import chassis.eventstore.store"),
    ("chassis", "chassis.entry", "import chassis.entrylist"),
    ("chassis", "chassis.entrylist", "import chassis.handling"),
    ("chassis", "chassis.utils", None),
    ("feeds", "services.referrals.intake.nhs_number", "import services.referrals.intake.fhir_r4"),
    ("feeds", "services.referrals.intake.fhir_r4", "import services.referrals.intake.letterbox"),
    ("feeds", "services.referrals.intake.letterbox", "import services.referrals.intake.bars"),
    ("feeds", "services.referrals.intake.common", None),
]
"""The contract that must break, the module that trespasses, the import planted there; None for a file in no plan."""


def test_the_tree_as_it_is_keeps_every_contract(clean_tree: Path, linter: Linter) -> None:
    code, output = linter.lint(clean_tree)

    assert code == 0, output
    assert " 0 broken." in output


@pytest.mark.parametrize(("contract", "module", "planted"), TRESPASSES)
def test_a_trespass_breaks_its_contract(
    contract: str, module: str, planted: str | None, clean_tree: Path, linter: Linter, tmp_path: Path
) -> None:
    folder = copy_of_the_floors(tmp_path, clean_tree)
    plant(folder, module, planted)

    code, output = linter.lint(folder, contract)

    assert code == 1, output
    assert "0 kept, 1 broken." in output
    assert module in output


def test_every_contract_of_the_fence_has_a_trespass() -> None:
    fence = configparser.ConfigParser()
    fence.read(ROOT / ".importlinter")
    contracts = {name.rpartition(":")[2] for name in fence.sections() if ":contract:" in name}

    assert contracts == {contract for contract, _, _ in TRESPASSES}


def plant(folder: Path, module: str, statement: str | None) -> None:
    """Add an import to a module, or a module that no plan names. A room that is missing is built for it."""
    path = folder.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    file.parent.mkdir(parents=True, exist_ok=True)
    for parent in file.parents:
        if parent == folder:
            break
        if not (parent / "__init__.py").exists():
            (parent / "__init__.py").touch()
    before = file.read_text(encoding="utf-8") if file.exists() else '"""Planted."""\n'
    file.unlink(missing_ok=True)
    file.write_text(f"{before}\n{statement or ''}\n", encoding="utf-8")
