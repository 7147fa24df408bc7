"""Serving: a server that says it is leaving, finishes what it began, then leaves."""

import asyncio
import gc
import signal
import threading
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI

DRAIN_SECONDS = 25


class DrainingServer(uvicorn.Server):
    """On SIGTERM readiness turns red at once while requests are still served for `linger`
    seconds, so that a load balancer stops sending; then open requests get up to 25 s."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, linger: float) -> None:
        super().__init__(config)
        self.baketracker, self.linger = app, linger

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        first = not self.baketracker.state.draining
        self.baketracker.state.draining = True
        if first and sig == signal.SIGTERM and self.linger:
            timer = threading.Timer(self.linger, super().handle_exit, (sig, frame))
            timer.daemon = True
            timer.start()
        else:
            super().handle_exit(sig, frame)


def settle() -> None:
    """For a process that serves nothing but the application, once, when it is built.

    What the start made stays until the end: the collector need not walk through it in the middle of
    a request, where a full round takes longer than most answers. And a request makes thousands of
    objects that go with it: looking for rings every 700 of them finds none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def serve(app: Any, host: str, port: int, linger: float) -> None:
    """Run until told to stop. Raises OSError when the port is taken."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=20,
    )
    settle()
    asyncio.run(DrainingServer(config, app, linger).serve())
