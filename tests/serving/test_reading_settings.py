"""Settings: what the environment says, what the service's role is called, and that secrets do not show."""

import pytest

from chassis.settings import BrokenSettings, Settings, read_settings

URL = "postgresql://long_covid%2Dx:hunter2@db:5432/long_covid_referrals"


def test_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"DATABASE_URL": URL, "PORT": "9000", "CONTRACT": "rio", "WATCHDOG_AFTER": "2.5"}.items():
        monkeypatch.setenv(name, value)
    settings = read_settings(("database_url", "contract"))
    assert (settings.port, settings.contract, settings.watchdog_after) == (9000, "rio", 2.5)
    assert settings.database_service_role == "long_covid-x"


def test_secrets_do_not_show() -> None:
    settings = Settings(database_url=URL, person_reference_key="c2VjcmV0")
    assert "hunter2" not in repr(settings)
    assert "c2VjcmV0" not in repr(settings)


def test_an_empty_value_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    with pytest.raises(BrokenSettings) as broken:
        read_settings(("database_url",))
    assert [(fault.field, fault.code) for fault in broken.value.faults] == [("DATABASE_URL", "missing")]


def test_the_steps_of_an_end_fit_into_the_grace_period() -> None:
    settings = Settings()
    workers, http, pool, telemetry, cutting_off = 3, settings.drain_after + 2, 5, 5, 2
    assert http + workers * settings.stop_within + pool + telemetry + cutting_off < 45
    assert settings.request_timeout <= settings.drain_after
