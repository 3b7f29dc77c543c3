"""Each published referral request that its manifest lets in becomes a figure of a running site, or waits."""

import re

import pytest

from tests.intake import published
from tests.journeys.organisation import Contract, Organisation

MANIFEST = published.NHS / "README.md"
ROW = re.compile(r"^\| (?P<file>REFREQ\S+\.xml) \|.*\| \*\*(?P<verdict>accept|quarantine)\*\*[^|]*\|$", re.MULTILINE)
NUMBER = "9990000174"

pytestmark = [
    published.needed,
    pytest.mark.skipif(not MANIFEST.is_file(), reason="the manifest of the published NHS messages is not there"),
]


async def test_each_gets_its_verdict_and_a_good_number_makes_it_a_figure(organisation: Organisation) -> None:
    contract = organisation.contracts["published"]
    manifest = {row["file"]: row["verdict"] for row in ROW.finditer(MANIFEST.read_text())}
    assert {name.partition("_")[0]: verdict for name, verdict in manifest.items()} == {
        "REFREQ01": "quarantine",
        "REFREQ03": "quarantine",
        "REFREQ04": "quarantine",
        "REFREQ05": "quarantine",
        "REFREQ06": "quarantine",
        "REFREQ10": "quarantine",
        "REFREQ8A": "accept",
    }

    became = {name: await taken(contract, published.body("bars-guide", name), name) for name in manifest}
    states = {"accept": "translated", "quarantine": "quarantined"}
    assert became == {name: states[verdict] for name, verdict in manifest.items()}
    listed = (await contract.get("/referrals")).json()
    assert [one["route"] for one in listed["referrals"]] == ["bars"]
    month = listed["referrals"][0]["received_on"][:7]
    await organisation.figure_becomes(contract.slug, month, 1)

    waiting = [name for name, verdict in manifest.items() if verdict == "quarantine"]
    good = [await taken(contract, published.body("bars-guide", name, NUMBER), name) for name in waiting]
    assert good == ["translated"] * 6
    await organisation.figure_becomes(contract.slug, month, 7)
    assert (await contract.get("/referrals")).json()["total"] == 7
    assert (await contract.get("/letterbox?state=quarantined")).json()["total"] == 6


async def taken(contract: Contract, body: bytes, name: str) -> str:
    """What became of a message that was acknowledged."""
    answer = await contract.message(body, published.media(name))
    assert answer.status_code == 200, answer.text
    return str((await contract.get("/letterbox?limit=1")).json()["entries"][0]["state"])
