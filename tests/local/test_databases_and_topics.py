"""What a run makes on its servers before a service starts."""

import stat

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from deploy.local.databases import Passwords, create_database, drop_database
from deploy.local.topics import create_topics


async def test_a_service_may_connect_but_not_make_tables(database):
    connection = await asyncpg.connect(database.service_url)
    try:
        assert await connection.fetchval("select current_user") == database.role
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("create table public.sly (id int)")
    finally:
        await connection.close()


async def test_the_owner_may_make_tables(database):
    connection = await asyncpg.connect(database.owner_url)
    try:
        await connection.execute("create table public.things (id int)")
    finally:
        await connection.close()


async def test_a_service_cannot_connect_to_the_database_of_another(make_database):
    one, other = await make_database(), await make_database()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(one.service_url, database=other.role)


async def test_a_wrong_password_is_refused(database):
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(database.service_url, password="guessed")


async def test_making_a_database_again_keeps_what_is_in_it(postgres_server, contract_slug, tmp_path):
    name = contract_slug.replace("-", "_")
    passwords = Passwords(tmp_path / "databases.json")
    first = await create_database(postgres_server.admin_url, name, passwords)
    try:
        connection = await asyncpg.connect(first.owner_url)
        await connection.execute("create table things as select 7 as number")
        await connection.close()
        again = await create_database(postgres_server.admin_url, name, Passwords(tmp_path / "databases.json"))
        assert again == first
        connection = await asyncpg.connect(again.owner_url)
        assert await connection.fetchval("select number from things") == 7
        await connection.close()
    finally:
        await drop_database(postgres_server.admin_url, name)
    assert stat.S_IMODE((tmp_path / "databases.json").stat().st_mode) == 0o600


async def test_topics_keep_their_messages_for_ever_and_may_be_made_twice(kafka, contract_slug):
    name = f"{contract_slug}.referrals.v1"
    await create_topics(kafka, [name], 6)
    await create_topics(kafka, [name], 6)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        (described,) = await admin.describe_topics([name])
        (configs,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    finally:
        await admin.close()
    assert len(described["partitions"]) == 6
    settings = {entry[0]: entry[1] for entry in configs.resources[0][4]}
    assert settings["retention.ms"] == "-1"
    assert settings["cleanup.policy"] == "delete"
