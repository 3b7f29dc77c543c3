"""`make run` that cannot run says why in one line and leaves nothing behind."""

import os
import socket
import subprocess
import sys

from deploy.local.lock import only_run


def run_it(home, **settings):
    return subprocess.run(
        [sys.executable, "-m", "deploy.local.run"],
        env=os.environ | {"REDROSE_HOME": str(home), "TRACES": "off"} | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_port_in_use_is_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run_it(tmp_path, REDROSE_PORT_REPORTING=str(port))
    assert ended.returncode == 1
    assert ended.stderr == (
        f"error: port {port} (REDROSE_PORT_REPORTING) is in use by another process: stop it or choose another port\n"
    )


def test_a_second_run_of_the_same_folder_is_one_line(tmp_path):
    with only_run(tmp_path):
        ended = run_it(tmp_path)
    assert ended.returncode == 1
    assert ended.stderr == (
        f"error: {tmp_path} is in use by another run (process {os.getpid()}): stop that one first\n"
    )


def test_an_address_at_which_no_postgres_answers_is_one_line_without_its_password(tmp_path):
    nobody = "postgresql://postgres:very-secret@127.0.0.1:1/postgres"
    with socket.socket() as slow:
        slow.bind(("127.0.0.1", 0))
        slow.listen()
        ended = run_it(tmp_path, REDROSE_POSTGRES=nobody, REDROSE_KAFKA=f"127.0.0.1:{slow.getsockname()[1]}")
    assert ended.returncode == 1
    assert ended.stderr == "error: no PostgreSQL answers at 127.0.0.1:1\n"
