"""The connection to Temporal."""

import asyncio
import time
from datetime import timedelta
from typing import Final

import structlog
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.client import Client, GrpcCompression
from temporalio.common import SearchAttributeIndexedValueType
from temporalio.service import RetryConfig, RPCError, RPCStatusCode

from core.errors import Misconfigured, Unavailable
from workflows import attributes
from workflows.ingestion import attributes as ingest_attributes

KEYS: Final = (*attributes.KEYS, *ingest_attributes.KEYS)

log = structlog.get_logger(__name__)

LOOPBACK: Final = ("127.", "localhost", "[::1]")
CONNECT_LIMIT: Final = timedelta(seconds=5)
PATIENCE_S: Final = 5.0
PAUSE_S: Final = 0.05
CALL_LIMIT: Final = timedelta(seconds=5)
# Short pauses: after an outage of Temporal the first retry decides how long visitors wait.
RETRIES: Final = RetryConfig(
    initial_interval_millis=50, max_interval_millis=1_000, max_elapsed_time_millis=5_000
)
WIRE_TYPES: Final = {
    SearchAttributeIndexedValueType.KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    SearchAttributeIndexedValueType.KEYWORD_LIST: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    SearchAttributeIndexedValueType.DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    SearchAttributeIndexedValueType.BOOL: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
    SearchAttributeIndexedValueType.DOUBLE: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
    SearchAttributeIndexedValueType.INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
}


async def connect(
    address: str, namespace: str = "default", *, patience_s: float = PATIENCE_S
) -> Client:
    """Connect to Temporal, which may still be starting, and see to its search attributes.

    Errors: `unavailable` when nothing answers for `patience_s`, `misconfigured` when the namespace
    or an attribute is missing and cannot be created.
    """
    deadline = time.monotonic() + patience_s
    while True:
        try:
            client = await _connect(address, namespace)
            break
        except (RuntimeError, ValueError) as error:
            hopeless = isinstance(error, ValueError)  # no address at all
            if hopeless or time.monotonic() > deadline:
                raise Unavailable(
                    f"Temporal does not answer on {address!r} ({await _reason(address)}). "
                    "Start it, or set BATON_TEMPORAL_ADDRESS to where it runs."
                ) from error
        await asyncio.sleep(PAUSE_S)
    await register_search_attributes(client)
    return client


async def _reason(address: str) -> str:
    """Why a connection fails, in words: the SDK tells it as a dump of its insides."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        return "an address is host:port"
    try:
        async with asyncio.timeout(CONNECT_LIMIT.total_seconds()):
            _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
    except (OSError, OverflowError) as error:
        return getattr(error, "strerror", None) or str(error) or "no answer in time"
    writer.close()
    return "what listens there does not speak its protocol"


async def _connect(address: str, namespace: str) -> Client:
    near = address.startswith(LOOPBACK)
    return await Client.connect(
        address,
        namespace=namespace,
        retry_config=RETRIES,
        connect_timeout=CONNECT_LIMIT,
        grpc_compression=GrpcCompression.NONE if near else GrpcCompression.GZIP,
    )


async def register_search_attributes(client: Client) -> None:
    """Create the search attributes that the namespace lacks."""
    operator, namespace = client.operator_service, client.namespace
    try:
        known = await operator.list_search_attributes(
            ListSearchAttributesRequest(namespace=namespace), retry=True, timeout=CALL_LIMIT
        )
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise Misconfigured(
                f"Temporal has no namespace {namespace!r}: create it, "
                "or set BATON_TEMPORAL_NAMESPACE to one that exists."
            ) from error
        if error.status in (RPCStatusCode.UNIMPLEMENTED, RPCStatusCode.PERMISSION_DENIED):
            log.info("search_attributes_not_checked", cause=error.message)
            return  # a hosted Temporal keeps this service for itself
        raise Unavailable(f"Temporal answers with an error: {error.message}") from error
    missing = [key for key in KEYS if key.name not in known.custom_attributes]
    if not missing:
        return
    request = AddSearchAttributesRequest(namespace=namespace)
    for key in missing:
        request.search_attributes[key.name] = WIRE_TYPES[key.indexed_value_type]
    try:
        await operator.add_search_attributes(request, retry=True, timeout=CALL_LIMIT)
    except RPCError as error:
        names = ", ".join(key.name for key in missing)
        raise Misconfigured(
            f"Temporal's namespace {namespace!r} lacks search attributes ({names}) and refuses to "
            f"create them ({error.message}); docs/operations.md lists them with their types."
        ) from error
