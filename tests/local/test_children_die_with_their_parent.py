"""Processes that are started here never outlive the one that started them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.faults import LocalFault
from deploy.local.processes import failure, finish, launch
from tests.waiting import eventually

PARENT = """
import sys, time, pwd, os
from pathlib import Path
from deploy.local.processes import Account, launch
account = None
if sys.argv[2] == "nobody":
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid)
child = launch("child", ["sleep", "1000"], Path(sys.argv[1]), account=account)
print(child.popen.pid, flush=True)
time.sleep(1000)
"""
USERS = ["same user", "nobody"] if os.geteuid() == 0 else ["same user"]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("user", USERS)
async def test_a_killed_parent_takes_its_child_along(tmp_path, user):
    command = [sys.executable, "-c", PARENT, str(tmp_path / "child.log"), user]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_running(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    await eventually(lambda: not is_running(child))


async def test_a_real_postgres_dies_with_a_killed_parent(tmp_path):
    """The whole way: a run of the servers' own program is killed, and PostgreSQL ends by itself."""
    script = (
        "import asyncio, sys, time; from pathlib import Path; from deploy.local.servers import provide_postgres\n"
        "server = asyncio.run(provide_postgres(Path(sys.argv[1]), lambda line: None))\n"
        "print(server.process.popen.pid, flush=True); time.sleep(1000)"
    )
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    parent = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    postgres = int(parent.stdout.readline())
    assert is_running(postgres)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    await eventually(lambda: not is_running(postgres))


async def test_a_child_that_fails_is_told_with_its_last_words(tmp_path):
    process = launch("thing", ["sh", "-c", "echo one; echo 'FATAL: no room'; echo three; exit 3"], tmp_path / "log")
    with pytest.raises(LocalFault) as failed:
        await finish(process, within=10)
    assert str(failed.value) == f"thing ended with code 3: FATAL: no room (log: {tmp_path / 'log'})"
    assert failure(process) == str(failed.value)


async def test_a_service_that_fails_is_told_in_the_words_of_its_log(tmp_path):
    line = '{"time":"now","level":"error","event":"start.refused","field":"PORT","detail":"is taken"}'
    process = launch("service", ["sh", "-c", f"echo '{line}'; exit 2"], tmp_path / "log")
    process.wait(within=10)
    assert failure(process) == f"service ended with code 2: start.refused, PORT, is taken (log: {tmp_path / 'log'})"


async def test_a_child_that_never_ends_is_told(tmp_path):
    process = launch("thing", ["sleep", "1000"], tmp_path / "log")
    with pytest.raises(LocalFault, match="thing did not end within 0 s"):
        await finish(process, within=0.1)
    await eventually(lambda: not process.alive)


def test_a_program_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(LocalFault, match=r"^thing cannot be started: /no/such/program: .*No such file"):
        launch("thing", ["/no/such/program"], tmp_path / "log")


async def test_a_child_that_does_not_stop_is_killed(tmp_path):
    deaf = "trap '' TERM; echo ready; while :; do sleep 0.1; done"
    process = launch("thing", ["sh", "-c", deaf], tmp_path / "log")
    await eventually(lambda: process.last_lines() == "ready")
    process.ask_to_stop()
    assert process.wait(within=0.3) is False
    assert not process.alive
