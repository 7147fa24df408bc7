"""Puts the bakery together. Every router, tool and command is listed here or in cli.py by name."""

import asyncio
import contextlib
import hashlib
import importlib
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, FastAPI
from fastmcp import FastMCP
from sqlalchemy import Engine
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp

from baketracker.app_tables import metadata
from baketracker.assistant.available import asker_of, load_library
from baketracker.config import Settings, settings
from baketracker.db.connect import make_engine
from baketracker.db.selfcheck import guard_engine, refuse_unsafe
from baketracker.faces import api, mcp, problems, pwa, web
from baketracker.faces.guard import Guard
from baketracker.faces.log import set_up_logging
from baketracker.files.store import store_of
from baketracker.operations import health, sweeping, tidying
from baketracker.operations.serving import settle
from baketracker.tasks.worker import working

# feature.module.attribute, in the order of the catalogue: the table of contents.
ROUTERS: list[str] = [
    "accounts.pages.router",
    "accounts.settings_pages.router",
    "accounts.you_pages.router",
    "accounts.api.router",
    "tasks.pages.router",
    "files.pages.router",
    "assistant.pages.router",
    "activity.pages.router",
    "activity.api.router",
    "ingredients.pages.router",
    "ingredients.merge_pages.router",
    "ingredients.api.router",
    "ingredients.units_api.router",
    "suppliers.pages.router",
    "suppliers.merge_pages.router",
    "suppliers.api.router",
    "products.scan_pages.router",
    "products.review_pages.router",
    "products.pages.router",
    "products.settling_pages.router",
    "products.api.router",
    "materials.pages.router",
    "materials.shelf_pages.category_router",
    "materials.shelf_pages.subcategory_router",
    "materials.product_pages.product_router",
    "materials.product_pages.unit_router",
    "materials.lot_pages.router",
    "materials.api.router",
    "materials.levels_api.category_router",
    "materials.levels_api.subcategory_router",
    "materials.levels_api.product_router",
    "materials.levels_api.unit_router",
    "materials.stock_api.router",
    "pantry.pages.router",
    "pantry.lot_pages.router",
    "pantry.shelf_pages.router",
    "pantry.api.router",
    "buying.form_pages.router",
    "buying.picture_pages.router",
    "buying.pages.router",
    "buying.api.router",
    "buying.api.line_router",
    "buying.api.advice_router",
    "reports.pages.router",
    "reports.snapshot_pages.router",
    "reports.price_pages.router",
    "reports.api.router",
    "reports.event_pages.router",
    "reports.past_pages.router",
    "reports.outcome_pages.router",
    "reports.looking_api.router",
    "recipes.form_pages.router",
    "recipes.category_pages.router",
    "recipes.photo_pages.router",
    "recipes.pages.router",
    "recipes.history_pages.router",
    "recipes.api.category_router",
    "recipes.api.router",
    "finished_goods.pages.router",
    "finished_goods.api.router",
    "finished_stock.pages.router",
    "finished_stock.api.router",
    "events.pages.router",
    "events.api.router",
    "planning.kitchen_pages.router",
    "production.pages.router",
    "production.snapshot_pages.router",
    "production.api.router",
    "production.api.snapshot_router",
    "assembly.pages.router",
    "assembly.run_pages.router",
    "assembly.api.router",
    "planning.today.router",
    "planning.calendar_pages.router",
    "planning.calendar_api.router",
    "planning.pages.router",
    "planning.choosing_pages.router",
    "planning.changing_pages.router",
    "planning.api.router",
    "planning.deciding_api.router",
    "progress.api.router",
    "plan_life.pages.router",
    "plan_life.api.router",
    "repairs.pages.router",
    "repairs.api.router",
    "make.pages.router",
    "make.kitchen_pages.router",
    "make.card_pages.router",
    "make.api.board_router",
    "make.api.router",
    "giving.import_pages.router",
    "giving.people_pages.router",
    "giving.people_api.router",
    "giving.package_pages.router",
    "giving.package_api.router",
    "giving.pages.router",
    "giving.gift_pages.router",
    "giving.api.router",
    "shopping.pages.router",
    "shopping.item_pages.router",
    "shopping.trip_pages.router",
    "shopping.api.router",
    "proposals.add_pages.router",
    "proposals.pages.router",
    "proposals.change_pages.router",
    "proposals.api.router",
    "exchange.pages.router",
    "start.pages.router",
]
TOOLS: list[str] = [
    "ingredients.tools.tools",
    "suppliers.tools.tools",
    "products.tools.tools",
    "materials.tools.tools",
    "pantry.tools.tools",
    "buying.tools.tools",
    "reports.tools.tools",
    "reports.looking_tools.tools",
    "recipes.tools.tools",
    "finished_stock.tools.tools",
    "assembly.tools.tools",
    "events.tools.tools",
    "production.tools.tools",
    "planning.tools.tools",
    "planning.calendar_tools.tools",
    "progress.tools.tools",
    "plan_life.tools.tools",
    "repairs.tools.tools",
    "make.tools.tools",
    "giving.tools.tools",
    "shopping.tools.tools",
    "proposals.tools.tools",
]
# The kinds of background work, known to workers by being imported.
JOBS: list[str] = ["exchange.jobs.work", "proposals.reading_worker.work"]
# What the frame of every page shows beside the page itself: name in the template → who fills it.
SHELL: dict[str, str] = {
    "active_event": "events.pages.active_event",
    "is_baking": "make.pages.is_baking",
    "notice": "start.pages.notice",
    "to_review": "proposals.pages.to_review",
}


def for_jobs(config: Settings, engine: Engine, server: FastMCP | None = None) -> dict[str, Any]:
    """What background jobs find beside the database: the tools, the files, whom to ask."""
    listed(JOBS)
    return {
        "settings": config,
        "tools": server or mcp.build_server(listed(TOOLS), lambda: engine, config),
        "files": store_of(config),
        "asker": asker_of(engine, config),
    }


def listed(names: list[str]) -> list[Any]:
    """The objects behind dotted names."""
    return [_object(name) for name in names]


def _object(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(f"baketracker.{module}"), attribute)


class BakeTracker(FastAPI):
    """The application with the guard around everything, the answer to a crash included."""

    def build_middleware_stack(self) -> ASGIApp:
        return Guard(super().build_middleware_stack(), settings=self.state.settings)


def build(config: Settings) -> BakeTracker:
    """The whole application for these settings."""
    engine = make_engine(config.database_url, config)
    guard_engine(engine)
    server = mcp.build_server(listed(TOOLS), lambda: engine, config)
    tools_app = mcp.http_app(server, config)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as running:
            running.callback(engine.dispose)
            refuse_unsafe(engine)
            await running.enter_async_context(tools_app.lifespan(app))
            if config.worker:
                at_hand = for_jobs(config, engine, server)
                await running.enter_async_context(working(engine, config.database_url, at_hand))
                if app.state.asker is not None:
                    # Its library takes seconds to load: not with the first thing somebody says.
                    warming = asyncio.create_task(asyncio.to_thread(load_library))
                    running.callback(warming.cancel)
                await running.enter_async_context(tidying.tidying(config, metadata))
                await running.enter_async_context(sweeping.sweeping(engine, app.state.files))
            yield
            app.state.draining = True

    app = BakeTracker(
        title="BakeTracker",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    # A plan of forty goods is half a megabyte of rows that look alike: 30 KB on the way to a phone.
    # Nothing secret is drawn beside what an address can carry in, so its length tells nobody much.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)
    app.state.engine, app.state.settings, app.state.draining = engine, config, False
    app.state.signing_key, app.state.files = signing_key(config), store_of(config)
    app.state.tools, app.state.asker = server, asker_of(engine, config)
    # Who begins long work names its kind, whether it is done here or by another process.
    listed(JOBS)
    app.state.shell = {name: _object(where) for name, where in SHELL.items()}
    problems.install(app, web.draw_problem)
    routers: list[APIRouter] = [health.router, pwa.router, api.description, *listed(ROUTERS)]
    for router in routers:
        app.include_router(router)
    app.mount("/static", pwa.static_files(), name="static")
    # /mcp and its metadata go to the tools with their own layers (tokens, hosts) around them; what
    # neither side knows is a page that is not there.
    for route in tools_app.routes:
        app.router.routes.append(Route(route.path, tools_app, methods=route.methods))
    return app


def signing_key(config: Settings) -> bytes:
    """Signs short-lived cookies. Without SECRET_KEY (development) it follows the database."""
    secret = config.secret_key.get_secret_value() or config.database_url
    return hashlib.sha256(b"cookies " + secret.encode()).digest()


def create() -> BakeTracker:
    """The application for the settings of this process."""
    config = settings()
    set_up_logging(config.log_level)
    application = build(config)
    settle()
    return application


def __getattr__(name: str) -> Any:
    """`uvicorn baketracker.app:app` builds it on first use; importing this module does not."""
    if name == "app":
        globals()["app"] = create()
        return globals()["app"]
    raise AttributeError(name)
