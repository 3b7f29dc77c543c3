"""What a process is told from outside, by environment variables and secret files, checked before anything starts."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.errors import Fault, Invalid

PACKAGED_TERMS = Path(__file__).resolve().parent.parent / "contracts" / "terms"
PACKAGED_VALUES = PACKAGED_TERMS.parent / "values"

Seconds = Annotated[float, Field(gt=0, le=3600)]


class BrokenSettings(Invalid):
    """Settings that do not fit, with every fault; a fault names the environment variable and never its value.

    `settings` are what could be read, so that what else stands in files can be checked at the same time.
    """

    def __init__(self, faults: tuple[Fault, ...], settings: "Settings | None" = None) -> None:
        super().__init__(faults)
        self.settings = settings or Settings.model_construct()


class Settings(BaseSettings):
    """Settings of one process. The environment variable of a field is its name in capitals (`DATABASE_URL`).

    A file of that name (in small letters) in the folder that `SECRETS_DIR` names is read where the variable is unset.
    Telemetry follows the variables of OpenTelemetry itself (`OTEL_EXPORTER_OTLP_ENDPOINT` and so on).
    """

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    contract: str = ""
    """Slug of the contract that the process serves; empty for a service of the whole organisation."""
    terms_folder: Path = PACKAGED_TERMS
    values_folder: Path = PACKAGED_VALUES
    """Folder of numbers that hold beside the terms, such as prices of a year."""
    environment: str = "local"
    """Name of the place it runs in, as telemetry shows it."""

    database_url: SecretStr = SecretStr("")
    database_owner_url: SecretStr | None = None
    """Owner of the tables, for `migrate` alone; serving processes are not told it."""
    pool_size: Annotated[int, Field(ge=1, le=100)] = 8

    kafka_bootstrap: str = ""
    kafka_group_instance: str | None = None
    """Name of this process in its consumer group, different for each that runs at a time and the same after a restart:
    it then has its partitions back at once. Unset, the group waits for a killed member's session to run out."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """Port to listen on; 0 lets the system choose one, which the log then names."""
    token_keys: Path | None = None
    """JWKS file with the issuer's public keys."""
    token_issuer: str = "https://identity.redrose.invalid"  # noqa: S105 (an address)
    token_audience: str = "redrose"  # noqa: S105 (a name)
    max_body_bytes: Annotated[int, Field(ge=1024)] = 1024 * 1024
    request_timeout: Seconds = 15.0
    api_docs: bool = False
    """Whether the API's own description is served at `/openapi.json`: off in production."""
    trust_inbound_trace: bool = False
    """Whether a caller's `traceparent` is continued; at a public edge it becomes a link of a new trace."""

    person_reference_key: SecretStr | None = None
    """Key of the organisation from which references of people are made, in base64."""

    watchdog_after: Seconds = 60.0
    """Seconds without progress after which a worker is taken to be stuck and the process ends."""
    drain_after: Seconds = 15.0
    """Seconds that requests have to finish when the process is asked to end."""
    stop_within: Seconds = 5.0
    """Seconds that each worker has then. All steps together stay below the grace period of 45 seconds."""

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _names_a_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return value
        parts = urlsplit(value.get_secret_value())
        if parts.scheme not in ("postgresql", "postgres") or not parts.username or not parts.path.strip("/"):
            raise ValueError("must be a PostgreSQL address with user and database: postgresql://user@host/database")
        return value

    @property
    def database_service_role(self) -> str:
        """The role as which serving processes connect: the user of `database_url`."""
        return unquote(urlsplit(self.database_url.get_secret_value()).username or "")


def read_settings(required: Collection[str] = (), **given: Any) -> Settings:
    """Settings of this process; raises `BrokenSettings` with every fault, missing ones of `required` included.

    `given` stands in for the environment, in tests and tools.
    """
    faults: list[Fault] = []
    folder = os.environ.get("SECRETS_DIR")
    if folder is not None and not Path(folder).is_dir():
        faults.append(Fault("SECRETS_DIR", "names no folder", "no-such-folder"))
        folder = None
    try:
        settings = Settings(_secrets_dir=folder, **given)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        faults += [Fault(str(each["loc"][0]).upper(), each["msg"], each["type"]) for each in found]
        # Read once more without what is broken, so that what is missing beside it is said at the same time.
        sound = {name: Settings.model_fields[name].get_default() for name in {str(each["loc"][0]) for each in found}}
        settings = Settings(_secrets_dir=folder, **(given | sound))
    broken = {fault.field for fault in faults}
    faults += [
        Fault(name.upper(), "must be set", "missing")
        for name in required
        if name.upper() not in broken and not _filled(getattr(settings, name))
    ]
    faults += _files(settings, required)
    if faults:
        raise BrokenSettings(tuple(faults), settings)
    return settings


def _files(settings: Settings, required: Collection[str]) -> list[Fault]:
    faults = []
    if not settings.terms_folder.is_dir():
        faults.append(Fault("TERMS_FOLDER", f"{settings.terms_folder} is no folder", "no-such-folder"))
    elif settings.contract and settings.contract not in {path.stem for path in settings.terms_folder.glob("*.toml")}:
        detail = f"has no file of terms in {settings.terms_folder}"
        faults.append(Fault("CONTRACT", detail, "unknown-contract"))
    if "token_keys" in required and settings.token_keys is not None and not settings.token_keys.is_file():
        faults.append(Fault("TOKEN_KEYS", f"{settings.token_keys} is no file", "no-such-file"))
    return faults


def _filled(value: object) -> bool:
    return bool(value.get_secret_value()) if isinstance(value, SecretStr) else value not in (None, "")
