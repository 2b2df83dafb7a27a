"""Figures for Prometheus, served on a bind of their own."""

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

REQUESTS = Counter(
    "baton_http_requests", "Requests by method, route and status.", ["method", "route", "status"]
)
SECONDS = Histogram(
    "baton_http_request_seconds",
    "Time from request to the end of the reply, streams left out.",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
READERS = Gauge("baton_stream_readers", "Open event streams.", ["kind"])
STREAM_EVENTS = Counter("baton_stream_events", "Events written to readers.", ["kind"])


async def _metrics(request: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def create_metrics_app() -> Starlette:
    """One route, `/metrics`, for a port that visitors cannot reach."""
    return Starlette(routes=[Route("/metrics", _metrics)])
