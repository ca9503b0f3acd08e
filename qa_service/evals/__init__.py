"""Suites of what must be true, run against a service; reports, baselines and retrieval benchmarks."""
