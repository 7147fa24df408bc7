"""`./bake bench pages 1,100,1000 60`: part, sizes, requests;
`./bake bench plan 60`, `./bake bench lists 40`, `./bake bench stock 60`,
`./bake bench years 40`: part, requests; `./bake bench yields 1000`: part, seeds.
Ends with one line of JSON."""

import json
import os
import sys

from sqlalchemy import make_url

from baketracker.db.embedded import throwaway
from baketracker.db.provision import Urls, provision
from baketracker.db.roles import Passwords

from . import entry, lists, making, pages, plan, stock, years, yields
from .seed import grow

SIZES = (1, 100, 1000)
REQUESTS = 60


def fresh(superuser: str, bakeries: int, **full: int) -> tuple[Urls, str]:
    """A database with so many bakeries: as its roles, and as the superuser. `full` as in `grow`."""
    name = f"bench_{bakeries}"
    urls = provision(superuser, name, Passwords("bench", "bench", "bench", "bench"))
    there = make_url(superuser).set(database=name).render_as_string(hide_password=False)
    grow(there, bakeries, **full)
    return urls, there


def run_pages(sizes: tuple[int, ...], requests: int) -> dict[str, object]:
    summary: dict[str, object] = {"part": "pages", "cores": os.cpu_count()}
    with throwaway() as server:
        statements: dict[str, set[float]] = {}
        for size in sizes:
            urls, superuser = fresh(server.url, size)
            print(f"load before: {os.getloadavg()[0]:.2f}, one client, {requests} requests")
            figures = pages.measure_pages(urls, superuser, requests)
            pages.show(size, figures)
            for page, figure in figures.items():
                statements.setdefault(page, set()).add(figure["statements"])
            summary[f"slowest_p95_ms_{size}"] = max(f["p95_ms"] for f in figures.values())
            if size == sizes[-1]:
                summary |= pages.measure_walls(urls, superuser, 3 * requests)
        growing = sorted(page for page, counts in statements.items() if len(counts) > 1)
        summary["pages_whose_statements_grow"] = growing
    return summary


def run_plan(requests: int) -> dict[str, object]:
    """The plan of 10, 40 and 160 goods in a bakery of full size."""
    with throwaway() as server:
        urls, superuser = fresh(server.url, 1)
        print(f"load before: {os.getloadavg()[0]:.2f}, one client, {requests} requests")
        figures = plan.measure_plans(urls, superuser, requests)
    plan.show(figures)
    return {"part": "plan", "cores": os.cpu_count(), **figures}


def run_lists(requests: int) -> dict[str, object]:
    """Every place that lists finished units or goods, in a bakery with 10,000 of each."""
    with throwaway() as server:
        urls, superuser = fresh(server.url, 1, recipes=lists.ITEMS)
        print(f"load before: {os.getloadavg()[0]:.2f}, one client, {requests} requests")
        figures = lists.measure_lists(urls, superuser, requests)
    pages.show(1, figures)
    slowest = max(figure["p95_ms"] for figure in figures.values())
    return {"part": "lists", "cores": os.cpu_count(), "items": lists.ITEMS,
            "slowest_p95_ms": slowest}  # fmt: skip


def run_years(requests: int) -> dict[str, object]:
    """Every list and search of a bakery of ten years."""
    with throwaway() as server:
        urls, superuser = fresh(server.url, 1)
        print(f"load before: {os.getloadavg()[0]:.2f}, one client, {requests} requests")
        figures = years.measure_years(urls, superuser, requests)
    pages.show(1, figures)
    slowest = max(figure["p95_ms"] for figure in figures.values())
    return {"part": "years", "cores": os.cpu_count(), "places": len(figures),
            "slowest_p95_ms": slowest}  # fmt: skip


def run_stock(requests: int) -> dict[str, object]:
    """Buying, using, the pantry and a search, at three amounts of history."""
    with throwaway() as server:
        urls, superuser = fresh(server.url, 1, products=stock.PRODUCTS)
        print(f"load before: {os.getloadavg()[0]:.2f}, one client, {requests} requests")
        figures = stock.STOCK.measure(urls, superuser, requests)
    stock.STOCK.show(figures)
    return {"part": "stock", "cores": os.cpu_count(), **figures, "growth": stock.growth(figures)}


def run_making(requests: int) -> dict[str, object]:
    """Fifty events with their progress, a run, packing, at three amounts of history."""
    with throwaway() as server:
        urls, superuser = fresh(server.url, 1)
        print(f"load before: {os.getloadavg()[0]:.2f}, one client, {requests} requests")
        figures = making.MAKING.measure(urls, superuser, requests)
    making.MAKING.show(figures)
    return {"part": "making", "cores": os.cpu_count(), **figures}


def run_yields(seeds: int) -> dict[str, object]:
    """Whether learnt yield keeps its promises, over so many bakeries a loss rate."""
    rows, table = yields.measure_yields(seeds), yields.measure_table()
    yields.show(rows, table)
    return {"part": "yields", "seeds": seeds, "events": yields.EVENTS, **yields.summary(rows)}


def run_entry(requests: int) -> dict[str, object]:
    """From a recording to its proposal, and other pages while the model hangs."""
    with throwaway() as server:
        urls, superuser = fresh(server.url, 1)
        print(f"load before: {os.getloadavg()[0]:.2f}, one client, {requests} requests; simulated")
        figures = entry.measure_entry(urls, superuser, requests)
    for name, told in figures.items():
        print(f"{name:<12} {told}")
    return {"part": "entry", "cores": os.cpu_count(), "simulated": True, **figures}


# Parts that take one number and nothing else: requests, or the seeds of a simulation.
BY_NUMBER = {
    "plan": (run_plan, REQUESTS),
    "lists": (run_lists, REQUESTS),
    "stock": (run_stock, REQUESTS),
    "years": (run_years, REQUESTS),
    "making": (run_making, REQUESTS),
    "entry": (run_entry, 20),
    "yields": (run_yields, yields.SEEDS),
}
PARTS = ("pages", *BY_NUMBER)


def main(arguments: list[str]) -> int:
    part = arguments[0] if arguments else "pages"
    if part not in PARTS:
        print(f"There is no part {part!r}. Parts: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    if part in BY_NUMBER:
        run, usual = BY_NUMBER[part]
        print(json.dumps(run(int(arguments[1]) if arguments[1:] else usual)))
        return 0
    sizes = tuple(int(size) for size in arguments[1].split(",")) if arguments[1:] else SIZES
    requests = int(arguments[2]) if arguments[2:] else REQUESTS
    print(json.dumps(run_pages(sizes, requests)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
