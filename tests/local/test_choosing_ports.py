"""Ports: free ones from the system, the same again at the next start, and a clear word if one was asked for in vain."""

import socket

import pytest

from deploy.local.faults import LocalFault, PortInUse
from deploy.local.ports import free_ports, is_free, remembered_ports


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_free_ports_are_different_and_free():
    ports = free_ports(20)
    assert len(set(ports)) == 20
    assert all(is_free(port) for port in ports)


def test_a_port_that_something_listens_on_is_not_free(taken):
    assert not is_free(taken)


def test_the_next_start_finds_its_ports_again(tmp_path):
    first = remembered_ports(tmp_path / "ports.json", ["kafka", "postgres"])
    assert remembered_ports(tmp_path / "ports.json", ["kafka", "postgres"]) == first


def test_a_remembered_port_that_is_taken_now_gives_way_to_another(tmp_path, taken):
    (tmp_path / "ports.json").write_text(f'{{"kafka": {taken}}}')
    assert remembered_ports(tmp_path / "ports.json", ["kafka"])["kafka"] != taken


def test_a_port_can_be_asked_for(tmp_path, monkeypatch):
    (port,) = free_ports(1)
    monkeypatch.setenv("REDROSE_PORT_LONG_TALE_REFERRALS", str(port))
    assert remembered_ports(tmp_path / "ports.json", ["long-tale-referrals"]) == {"long-tale-referrals": port}


def test_a_port_that_was_asked_for_and_is_in_use_is_said_in_one_line(tmp_path, monkeypatch, taken):
    monkeypatch.setenv("REDROSE_PORT_REPORTING", str(taken))
    with pytest.raises(PortInUse) as refused:
        remembered_ports(tmp_path / "ports.json", ["reporting"])
    assert str(refused.value) == (
        f"port {taken} (REDROSE_PORT_REPORTING) is in use by another process: stop it or choose another port"
    )


@pytest.mark.parametrize("text", ["high", "0", "65536", "-1"])
def test_what_is_no_port_is_said(tmp_path, monkeypatch, text):
    monkeypatch.setenv("REDROSE_PORT_REPORTING", text)
    with pytest.raises(LocalFault, match=r"REDROSE_PORT_REPORTING is .* not a port from 1 to 65535"):
        remembered_ports(tmp_path / "ports.json", ["reporting"])
