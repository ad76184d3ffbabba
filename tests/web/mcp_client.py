"""Calls of the official MCP client, as a plain function."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import anyio
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from mcp.types import CallToolResult, Tool

T = TypeVar("T")


def tools_of(address: str, headers: dict[str, str] | None = None) -> list[Tool]:
    """The tools that the server at `address` lists."""

    async def listed() -> list[Tool]:
        async with _session(address, headers) as session:
            return (await session.list_tools()).tools

    return _run(listed)


def call(address: str, tool: str, headers: dict[str, str] | None = None, **arguments: Any) -> CallToolResult:
    """One tool call."""

    async def called() -> CallToolResult:
        async with _session(address, headers) as session:
            return await session.call_tool(tool, arguments)

    return _run(called)


def _run(work: Callable[[], Awaitable[T]]) -> T:
    """Its result, from a thread of its own: Playwright leaves an event loop running in the one of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, work).result()


class _session:
    """An initialised session with the server's MCP endpoint."""

    def __init__(self, address: str, headers: dict[str, str] | None) -> None:
        self._transport = streamablehttp_client(f"{address}/gradio_api/mcp/", headers=headers)

    async def __aenter__(self) -> ClientSession:
        reading, writing, _ = await self._transport.__aenter__()
        self._client = ClientSession(reading, writing)
        session = await self._client.__aenter__()
        await session.initialize()
        return session

    async def __aexit__(self, *error: Any) -> None:
        await self._client.__aexit__(*error)
        await self._transport.__aexit__(*error)
