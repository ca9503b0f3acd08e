"""The pytest plugin: every case of every suite file is a test.

    pytest evals
    pytest evals/suites/lems/facts.yaml::S07a
    pytest suites --qa-url http://127.0.0.1:8000 -k number -m qa_must

Every pytest run of every project that has this package installed loads this module: it imports what a suite needs only when it
meets one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_service.errors import MissingExtraError, SuiteError, require_extra
from qa_service.evals.suite_files import is_suite

# What asking and judging import of the extra; reports need more.
_NEEDED = ("httpx", "ir_measures", "py3langid", "scipy", "tenacity", "text_to_num")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `qa-service eval run` also has."""
    group = parser.getgroup("qa-service", "qa-service, for the cases of suites")
    group.addoption("--qa-url", metavar="URL", help="address of a running service; without it, the service in process")
    group.addoption(
        "--qa-api", choices=("native", "openai"), default="native", help="what the service at --qa-url speaks"
    )
    group.addoption("--qa-model", metavar="NAME", help="generator of the service, or model of the endpoint")
    group.addoption("--qa-timeout", type=float, default=30.0, metavar="SECONDS", help="per request; default: 30")
    group.addoption("--qa-retries", type=int, choices=range(11), default=2, metavar="N", help="0 to 10; default: 2")
    group.addoption("--qa-corpus", metavar="FOLDER", help="works of the service in process; else QA_CORPUS")
    group.addoption("--qa-out", metavar="FOLDER", help="index generations of the service in process; else QA_INDEX")
    known = "baseline of qa-service eval run: what it has as failed is expected to fail"
    group.addoption("--qa-baseline", metavar="FILE", help=f"{known}; else qa_baseline of the ini file")
    parser.addini(
        "qa_baseline", f"{known}; from the root directory, without effect where there is no such file", default=""
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and refuse options that do not fit."""
    config.addinivalue_line("markers", "qa_must: a case of a suite that may not fail once it passed")
    option = config.option
    if not option.qa_timeout > 0:
        raise pytest.UsageError(f"--qa-timeout is {option.qa_timeout:g}; it is a number of seconds above 0")
    if option.qa_url is not None and not option.qa_url.startswith(("http://", "https://")):
        raise pytest.UsageError(f"--qa-url is {option.qa_url!r}, which is no address; write http://HOST:PORT")
    if option.qa_api == "openai" and not (option.qa_url and option.qa_model):
        raise pytest.UsageError("--qa-api openai needs --qa-url and --qa-model: the address and the model to ask for")
    if option.qa_baseline and not Path(option.qa_baseline).is_file():
        raise pytest.UsageError(f"--qa-baseline {option.qa_baseline}: there is no such file")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the files that are suites; other YAML is left alone."""
    return SuiteFile.from_parent(parent, path=file_path) if is_suite(file_path) else None


class SuiteFile(pytest.File):
    """A suite with its cases. One that cannot be read is an error of collection, which says where and what to write instead."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its cases, as they come."""
        try:
            for module in _NEEDED:
                require_extra(module, "evals")
            from qa_service.evals.pytest_cases import cases_of  # noqa: PLC0415 - see above

            yield from cases_of(self)
        except (MissingExtraError, SuiteError) as error:
            raise self.CollectError(str(error).replace(f"{self.config.rootpath}{os.sep}", "")) from error
