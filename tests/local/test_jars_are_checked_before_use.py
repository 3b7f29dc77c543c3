"""Released jars: read from the committed list, and refused if they are not what it says."""

from hashlib import sha256
from pathlib import Path

import pytest

from deploy.local.faults import LocalFault, WrongHash
from deploy.local.jars import KAFKA_JARS, ZIPKIN_JARS, Jar, fetch, read_list

CONTENT = b"a jar"
JAR = Jar("org.example", "thing", "1.0", "", sha256(CONTENT).hexdigest())


def delivering(content: bytes, asked: list[Jar]):
    def download(jar: Jar, place: Path) -> Path:
        asked.append(jar)
        file = place / "came.jar"
        file.write_bytes(content)
        return file

    return download


def test_the_list_of_kafka_has_the_broker_and_a_logging_back_end():
    jars = {(jar.group, jar.artifact): jar for jar in read_list(KAFKA_JARS)}
    assert len(jars) == 45
    assert jars["org.apache.kafka", "kafka_2.13"] == Jar(
        "org.apache.kafka",
        "kafka_2.13",
        "4.4.0",
        "",
        "76d3314f873571677ff98620ab9a431e508e3687f921a3df4f70d692a970475e",
    )
    assert ("org.apache.logging.log4j", "log4j-slf4j-impl") in jars


def test_the_list_of_zipkin_is_one_runnable_jar():
    (jar,) = read_list(ZIPKIN_JARS)
    assert jar.file_name == "io.zipkin.zipkin-server-3.5.1-slim.jar"


def test_a_jar_is_downloaded_once(tmp_path):
    asked: list[Jar] = []
    first = fetch([JAR], tmp_path, download=delivering(CONTENT, asked))
    second = fetch([JAR], tmp_path, download=delivering(CONTENT, asked))
    assert first == second == (tmp_path / "org.example.thing-1.0.jar",)
    assert asked == [JAR]
    assert [path.name for path in tmp_path.iterdir()] == ["org.example.thing-1.0.jar"]


def test_a_download_with_a_wrong_hash_is_refused_in_one_line_and_not_kept(tmp_path):
    with pytest.raises(WrongHash) as refused:
        fetch([JAR], tmp_path, download=delivering(b"another jar", []))
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith("org.example.thing-1.0.jar has SHA-256 ")
    assert JAR.sha256 in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_jar_that_was_changed_after_its_download_is_refused_and_fetched_again_next_time(tmp_path):
    (path,) = fetch([JAR], tmp_path, download=delivering(CONTENT, []))
    path.write_bytes(b"tampered with")
    with pytest.raises(WrongHash):
        fetch([JAR], tmp_path, download=delivering(CONTENT, []))
    assert fetch([JAR], tmp_path, download=delivering(CONTENT, []))[0].read_bytes() == CONTENT


def test_a_failing_download_is_one_line(tmp_path):
    def no_network(jar: Jar, place: Path) -> Path:
        raise ConnectionError("Max retries exceeded with url\nand much more")

    with pytest.raises(LocalFault) as failed:
        fetch([JAR], tmp_path, download=no_network)
    assert str(failed.value) == "org.example.thing-1.0.jar cannot be fetched: the download failed: ConnectionError"


def test_a_full_disk_is_said(tmp_path):
    def full_disk(jar: Jar, place: Path) -> Path:
        raise OSError(28, "No space left on device")

    with pytest.raises(LocalFault, match=r"org\.example\.thing-1\.0\.jar cannot be fetched: No space left on device"):
        fetch([JAR], tmp_path, download=full_disk)


def test_progress_tells_of_what_is_missing_only(tmp_path):
    other = Jar("org.example", "other", "1.0", "", JAR.sha256)
    fetch([JAR], tmp_path, download=delivering(CONTENT, []))
    told: list[tuple[int, int]] = []
    fetch([JAR, other], tmp_path, lambda done, total: told.append((done, total)), delivering(CONTENT, []))
    assert told == [(0, 1), (1, 1)]


@pytest.mark.parametrize("line", ["org.example:thing abc", "org.example:thing:1.0 abc", "org.example:thing:1.0"])
def test_a_line_that_is_no_coordinate_with_hash_is_named(tmp_path, line):
    (tmp_path / "list.txt").write_text(f"# a comment\n{line}\n")
    with pytest.raises(LocalFault, match=r"list\.txt line 2 is not"):
        read_list(tmp_path / "list.txt")
