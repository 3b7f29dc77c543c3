"""Two runs of one folder would start two servers on the same data."""

import os

import pytest

from deploy.local.faults import LocalFault
from deploy.local.lock import only_run
from deploy.local.servers import check_disk


def test_a_second_run_is_told_of_the_first(tmp_path):
    with only_run(tmp_path), pytest.raises(LocalFault) as refused, only_run(tmp_path):
        pass
    assert str(refused.value) == f"{tmp_path} is in use by another run (process {os.getpid()}): stop that one first"


def test_the_folder_is_free_again_afterwards(tmp_path):
    with only_run(tmp_path):
        pass
    with only_run(tmp_path):
        pass


def test_a_disk_that_is_nearly_full_is_said_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setattr("deploy.local.servers.SMALLEST_DISK", 10**18)
    with pytest.raises(LocalFault, match=r"^the disk of .* MB free, at least 1000000000000 are needed$"):
        check_disk(tmp_path)
