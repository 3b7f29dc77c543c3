"""Words that may not stand where they would tie things together: slugs, domain nouns, personal fields, machines."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from contracts.messages.catalogue import MESSAGES
from tests.fence.trees import ROOT, project_files, python_files, read, words_in_code

SLUGS = sorted(path.stem for path in (ROOT / "contracts" / "terms").glob("*.toml"))
DOMAIN_NOUNS = {
    "referral", "referrals", "referrer", "person", "people", "patient", "journey", "triage", "worker", "volunteer",
    "session", "sessions", "outcome", "questionnaire", "commissioner", "nhs", "fhir", "bars", "mesh",
}  # fmt: skip
DOMAIN_NOUNS -= {"worker", "session", "outcome"}
"""These have a technical meaning too: a loop of a process, a time-out of a broker, what an append came to."""
ADMITTED = {
    ("chassis/settings.py", "person"): "the organisation's secret for references is read with the other secrets",
    ("chassis/terms.py", "commissioner"): "the head of every file of terms names who commissions it",
    ("chassis/telemetry/names.py", None): "the one list of everything that is emitted, whoever emits it",
}
"""Files of the chassis and the noun each may use, with the reason."""
PERSONAL = {
    "name", "forename", "surname", "given_name", "family_name", "full_name", "title", "birth_date", "born_on",
    "date_of_birth", "dob", "age", "sex", "gender", "ethnicity", "address", "postcode", "phone", "telephone", "mobile",
    "email", "nhs_number", "number", "identifier", "notes", "note", "comment", "comments", "text", "free_text",
    "description", "detail", "details", "narrative", "needs", "gp", "next_of_kin", "contact", "worker_id", "worker",
}  # fmt: skip
TEXT_SUFFIXES = {
    ".py", ".sql", ".md", ".toml", ".yaml", ".yml", ".txt", ".in", ".json", ".cfg", ".ini", ".properties", ".xml",
    ".html", ".css", ".js", "",
}  # fmt: skip
PLACES = [
    (r"(?<![\w./<-])/(?:root|home/\w+|Users/\w+|work|opt/wheels)\b", "a path of one machine"),
    (r"(?<![\w./-])/tmp/\w+", "a path of one machine"),
    (r"--(?:find-links|index-url|extra-index-url|trusted-host)[ =]\S", "a package host"),
    (r"\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}\b", "an address of a private network"),
    (r"\b[\w-]+\.(?:internal|local|lan|corp)\b(?::\d+|/)", "a host of a private network"),
]

INVENTED_IN_TESTS = {"an address of a private network", "a host of a private network"}


def test_there_are_slugs_to_look_for() -> None:
    assert len(SLUGS) >= 5


def test_no_contract_is_named_in_code() -> None:
    slug = re.compile(
        r"(?<![a-z0-9])(?:" + "|".join(re.escape(each).replace("\\-", "[-_]") for each in SLUGS) + r")(?![a-z0-9])"
    )

    named = [
        f"{path}:{line} {word!r}"
        for path in python_files("contracts", "chassis", "services")
        for line, word in words_in_code(path)
        if slug.search(word.lower())
    ]
    assert named == [], "\n".join(named)


def test_no_contract_is_named_in_sql() -> None:
    slug = re.compile(r"\b(?:" + "|".join(re.escape(each).replace("\\-", "[-_]") for each in SLUGS) + r")\b")
    files = [path for path in project_files() if path.suffix == ".sql"]

    assert [str(path) for path in files if slug.search(re.sub(r"--.*", "", read(path)).lower())] == []


def test_the_chassis_knows_no_domain_noun() -> None:
    found = [
        f"{path}:{line} {word!r}"
        for path in python_files("chassis")
        for line, word in words_in_code(path)
        for noun in DOMAIN_NOUNS & set(parts_of(word))
        if not {(str(path), noun), (str(path), None)} & ADMITTED.keys()
    ]
    assert found == [], "\n".join(found)


def test_every_noun_that_the_chassis_is_allowed_stands_there() -> None:
    idle = [
        f"{file}: {noun}"
        for file, noun in ADMITTED
        if not any((noun in parts_of(word)) if noun else True for _, word in words_in_code(Path(file)))
    ]
    assert idle == []


def test_the_chassis_knows_no_domain_noun_in_sql() -> None:
    files = [path for path in project_files() if path.suffix == ".sql" and path.parts[0] == "chassis"]

    assert [str(path) for path in files if DOMAIN_NOUNS & set(parts_of(re.sub(r"--.*", "", read(path))))] == []


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_message_has_no_personal_field(name: str) -> None:
    assert PERSONAL & set(fields_of(MESSAGES[name])) == set()


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_message_has_no_field_of_free_text(name: str) -> None:
    free = [
        field
        for field, schema in MESSAGES[name].model_json_schema().get("properties", {}).items()
        for option in schema.get("anyOf", [schema])
        if option.get("type") == "string" and not (option.keys() & {"pattern", "format", "enum", "const"})
    ]
    assert free == []


@pytest.mark.parametrize(("pattern", "what"), PLACES, ids=[str(number) for number in range(len(PLACES))])
def test_no_committed_file_names_a_machine(pattern: str, what: str) -> None:
    place = re.compile(pattern)
    own = Path("tests/fence/test_words.py")
    texts = [path for path in project_files() if path.suffix in TEXT_SUFFIXES and path != own]
    if what in INVENTED_IN_TESTS:
        texts = [path for path in texts if path.parts[0] != "tests"]

    found = [
        f"{path}: {match.group()} is {what}"
        for path in texts
        if (text := as_text(path)) is not None
        for match in place.finditer(text)
    ]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see /{}/notes".format("root"), "a path of one machine"),
        ("open('/home/anna/x')", "a path of one machine"),
        ("cache = /tmp/redrose", "a path of one machine"),
        ("--find-links /wheels", "a package host"),
        ("--index-url=https://packages.example", "a package host"),
        ("listen on 192.168.1.20", "an address of a private network"),
        ("kafka.internal:9092", "a host of a private network"),
    ],
)
def test_what_names_a_machine_is_recognised(text: str, what: str) -> None:
    assert {each for pattern, each in PLACES if re.search(pattern, text)} == {what}


def test_words_are_found_in_names_strings_and_not_in_prose(tmp_path: Path) -> None:
    file = tmp_path / "planted.py"
    file.write_text('"""Prose about people."""\n\nclass PersonHere:\n    KEY = "rio.referrals"  # a session\n')

    assert [word for _, word in words_in_code(file)] == ["PersonHere", "KEY", "rio.referrals"]
    assert parts_of("PersonHere") == ["person", "here"]
    assert parts_of("NHSNumber_of-thing") == ["nhs", "number", "of", "thing"]


def test_the_linter_bans_the_clock_chance_and_fresh_ids() -> None:
    rules = tomllib.loads(read(Path("pyproject.toml")))["tool"]["ruff"]["lint"]
    banned = set(rules["flake8-tidy-imports"]["banned-api"])

    assert "TID251" in rules["select"] or "TID" in rules["select"]
    assert {"datetime.datetime.now", "datetime.date.today", "uuid.uuid4", "time.time", "random"} <= banned


def parts_of(word: str) -> list[str]:
    """The words in an identifier or a string: `FirstContactMade`, `first_contact-made` give first, contact, made."""
    return [part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", word)]


def fields_of(model: type[BaseModel]) -> list[str]:
    """Field names of a message, with those of the models inside it."""
    schema = model.model_json_schema()
    inner = [field for definition in schema.get("$defs", {}).values() for field in definition.get("properties", {})]
    return [*schema["properties"], *inner]


def as_text(path: Path) -> str | None:
    """The file's text, or None for a sample whose bytes are not UTF-8 on purpose."""
    try:
        return read(path)
    except UnicodeDecodeError:
        return None
