"""Connecting to Temporal: patient with a server that starts, clear about one that is not there."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client

from core.errors import Misconfigured, Unavailable
from harness.ports import free_ports
from workflows.connect import KEYS, connect, register_search_attributes


async def test_a_server_that_is_not_there_is_named_with_what_to_do() -> None:
    address = f"127.0.0.1:{free_ports(1)[0]}"
    with pytest.raises(Unavailable, match="BATON_TEMPORAL_ADDRESS") as failure:
        await connect(address, patience_s=0)
    assert address in failure.value.detail


@pytest.mark.parametrize("address", ["temporal", "host:port", ":7233"])
async def test_an_address_of_another_form_is_told_with_the_right_one(address: str) -> None:
    with pytest.raises(Unavailable, match="an address is host:port"):
        await connect(address, patience_s=0)


async def test_another_program_on_the_port_is_told() -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1") as other:
        port = other.sockets[0].getsockname()[1]
        with pytest.raises(Unavailable, match="does not speak its protocol"):
            await connect(f"127.0.0.1:{port}", patience_s=0)


async def test_a_namespace_that_does_not_exist_is_named(temporal_server: str) -> None:
    with pytest.raises(Misconfigured, match="'no-such-namespace'"):
        await connect(temporal_server, "no-such-namespace")


async def test_missing_search_attributes_are_created(
    temporal: Client, temporal_server: str
) -> None:
    name = f"ns-{uuid4().hex[:8]}"
    request = RegisterNamespaceRequest(namespace=name)
    request.workflow_execution_retention_period.FromTimedelta(timedelta(days=1))
    await temporal.workflow_service.register_namespace(request)
    client = await _connected(temporal_server, name)
    await register_search_attributes(client)  # again: harmless
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=name)
    )
    assert {key.name for key in KEYS} <= set(known.custom_attributes)


async def _connected(address: str, namespace: str) -> Client:
    """A new namespace is known to the whole server a moment later."""
    for _ in range(200):
        try:
            return await connect(address, namespace)
        except (Misconfigured, Unavailable) as error:
            reason = error
    raise reason
