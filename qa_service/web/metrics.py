"""What the service counts and times, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from qa_service.types import Answer

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter("qa_requests", "HTTP requests", ["method", "route", "status"], registry=self.registry)
        self._request_seconds = Histogram(
            "qa_request_seconds", "Time to serve a request", ["route"], buckets=_SECONDS, registry=self.registry
        )
        self._answers = Counter("qa_answers", "Answers", ["status", "reason", "generator"], registry=self.registry)
        self._withheld = Counter(
            "qa_sentences_withheld", "Sentences not sent because nothing supports them", registry=self.registry
        )
        self._step_seconds = Histogram(
            "qa_step_seconds", "Time of each step of an answer", ["step"], buckets=_SECONDS, registry=self.registry
        )
        self._first_sentence_seconds = Histogram(
            "qa_first_sentence_seconds",
            "Time to the first verified sentence of an answer",
            ["generator"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._documents = Gauge("qa_index_documents", "Works in the live index", registry=self.registry)

    def observe_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        known = method if method in _METHODS else "other"  # anybody may invent methods, and each would be a series
        self._requests.labels(known, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def observe_answer(self, answer: Answer) -> None:
        """Count an answer and time its steps."""
        reason = answer.abstention.reason if answer.abstention else ""
        self._answers.labels(answer.status, reason, answer.generator).inc()
        self._withheld.inc(answer.withheld)
        for step, milliseconds in answer.timings_ms.model_dump().items():
            self._step_seconds.labels(step).observe(milliseconds / 1000)

    def observe_first_sentence(self, generator: str, seconds: float) -> None:
        """Time how long a reader waits for the first sentence."""
        self._first_sentence_seconds.labels(generator).observe(seconds)

    def render(self, documents: int) -> bytes:
        """All metrics in the text format of Prometheus."""
        self._documents.set(documents)
        return generate_latest(self.registry)
