"""The counters of one process, as Prometheus reads them.

Each process has its own, and is its own target: nothing is added up here. Label values come from
this program alone (route templates, methods that HTTP defines, status codes), never from a request.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from kiosk.central.kiosks.tables import kiosk_settings
from kiosk.central.publishing.roles import RoleName
from kiosk.central.publishing.store import newest_end
from kiosk.central.seals.publishing import newest_list_version
from kiosk.central.service import Service
from kiosk.central.versions import newest_versions

CONTENT_TYPE = CONTENT_TYPE_LATEST

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_NEWEST_SETTINGS = select(func.max(kiosk_settings.c.version))
"""Of city, markets and kiosks together: they share one line of numbers. None where nothing was ever set."""

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Meters:
    """Requests by method, route and status, and what of the service can be read when it is asked."""

    def __init__(self, service: Service) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "kiosk_central_requests", "Requests answered.", ["method", "route", "status"], registry=self._registry
        )
        self._durations = Histogram(
            "kiosk_central_request_seconds",
            "From the request's first byte to the answer's last.",
            ["route"],
            buckets=BUCKETS_S,
            registry=self._registry,
        )
        self._under_way = Gauge("kiosk_central_requests_under_way", "Requests under way.", registry=self._registry)
        build = Gauge("kiosk_central_build", "The release that runs; always 1.", ["version"], registry=self._registry)
        build.labels(version("kiosk")).set(1)
        self._registry.register(_Databases(service))

    def began(self) -> None:
        """Count a request that begins."""
        self._under_way.inc()

    def ended(self, method: str, route: str, status: int, taken_s: float) -> None:
        """Count a request that was answered; `route` is a template of this program."""
        self._under_way.dec()
        self._requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self._durations.labels(route).observe(taken_s)

    def text(self) -> bytes:
        """Return all of it in Prometheus' text form."""
        return generate_latest(self._registry)


class _Databases(Collector):
    """Pools and newest versions, read when Prometheus asks."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        """Yield the metrics; a database that does not answer is one of them."""
        yield from _pools({"primary": self._service.primary, "replica": self._service.replica})
        answers = GaugeMetricFamily("kiosk_central_database_answers", "1 where the primary answers, else 0.")
        versions = GaugeMetricFamily("kiosk_central_list_version", "Newest published version.", labels=["list"])
        left = GaugeMetricFamily(
            "kiosk_central_role_seconds_left", "Until what a role signed for kiosks expires.", labels=["role"]
        )
        try:
            with self._service.primary.connect() as connection:
                newest = newest_versions(connection)
                made = newest_list_version(connection)
                settings = connection.execute(_NEWEST_SETTINGS).scalar()
                ends = {role: newest_end(connection, role) for role in RoleName}
        except SQLAlchemyError:
            answers.add_metric([], 0)
        else:
            answers.add_metric([], 1)
            versions.add_metric(["trust"], newest.trust)
            versions.add_metric(["trust_made"], made)
            if settings is not None:
                versions.add_metric(["settings"], settings)
            now = self._service.now()
            for role, end in ends.items():
                if end is not None:
                    left.add_metric([role], (end - now).total_seconds())
        yield answers
        yield versions
        yield left
        watched = self._service.watched_replica
        if watched is not None:
            yield CounterMetricFamily(
                "kiosk_central_replica_stood_in", "How often the primary began to stand in.", watched.stood_in
            )


def _pools(engines: dict[str, Engine]) -> Iterator[GaugeMetricFamily]:
    used = GaugeMetricFamily("kiosk_central_pool_used", "Connections in use.", labels=["database"])
    limit = GaugeMetricFamily("kiosk_central_pool_limit", "Connections at most.", labels=["database"])
    for name, engine in engines.items():
        pool = engine.pool
        if isinstance(pool, QueuePool):
            used.add_metric([name], pool.checkedout())
            limit.add_metric([name], pool.size() + pool._max_overflow)  # noqa: SLF001  # its only place
    yield used
    yield limit
