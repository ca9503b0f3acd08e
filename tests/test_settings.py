"""Where settings come from, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_service.settings import Settings, load_settings

pytestmark = pytest.mark.usefixtures("empty_folder")

NAMES = (
    "corpus, database, embedder, first_token_seconds, generation_seconds, generator, generator_api_key, "
    "generator_base_url, generator_options, generator_provider, generator_queue, "
    "generator_slots, generators, host, index, local_model, "
    "local_threads, log_level, max_question_chars, max_request_bytes, max_top_k, port, top_k, workers"
)


def write_settings(text: str) -> None:
    Path("qa-service.toml").write_text(text, encoding="utf-8")


def test_every_setting_has_a_default() -> None:
    """The names are those of the command line's output and of the documentation."""
    settings = load_settings()

    assert sorted(Settings.model_fields) == NAMES.split(", ")
    assert settings.corpus == Path("corpus/lems")
    assert settings.index_folder == Path("index/lems")
    assert (settings.host, settings.port, settings.workers, settings.log_level) == ("127.0.0.1", 8000, 1, "info")
    assert (settings.max_question_chars, settings.max_top_k, settings.max_request_bytes) == (2000, 50, 1_048_576)


def test_the_environment_wins_over_the_file_and_arguments_over_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """What neither names has its default."""
    write_settings("port = 1111\ntop_k = 3\nlog_level = 'error'\n")
    monkeypatch.setenv("QA_PORT", "2222")
    monkeypatch.setenv("qa_top_k", "4")

    settings = load_settings()

    assert (settings.port, settings.top_k, settings.log_level, settings.workers) == (2222, 4, "error", 1)
    assert Settings(port=3333).port == 3333


def test_the_index_of_a_corpus_has_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """If no other folder is set."""
    monkeypatch.setenv("QA_CORPUS", str(tmp_path / "papers" / "gout"))
    assert load_settings().index_folder == Path("index/gout")

    monkeypatch.setenv("QA_INDEX", "/srv/index")
    assert load_settings().index_folder == Path("/srv/index")


def test_an_unknown_name_in_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them are named, with those that there are."""
    monkeypatch.setenv("QA_COLOUR", "red")
    monkeypatch.setenv("QA_PROT", "80")

    with pytest.raises(ValueError, match=r"^unknown setting QA_COLOUR, QA_PROT; known are QA_CORPUS, QA_DATABASE, "):
        load_settings()


def test_an_unknown_name_in_the_file_is_refused() -> None:
    """A heading is a name too."""
    write_settings("colour = 'red'\n")
    with pytest.raises(ValueError, match=rf"^unknown setting colour in qa-service.toml; known are {NAMES}$"):
        load_settings()

    write_settings("[server]\nport = 80\n")
    with pytest.raises(ValueError, match=r"^unknown setting server in qa-service.toml"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("port", "many", "port is 'many': input should be a valid integer"),
        ("port", "65536", "port is '65536': input should be less than or equal to 65535"),
        ("port", "", "port is '': input should be a valid integer"),
        ("workers", "0", "workers is '0': input should be greater than or equal to 1"),
        ("top_k", "0", "top_k is '0': input should be greater than or equal to 1"),
        ("top_k", "1.5", "top_k is '1.5': input should be a valid integer"),
        ("log_level", "loud", "log_level is 'loud': input should be 'debug', 'info', 'warning' or 'error'"),
    ],
)
def test_a_value_that_does_not_fit_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    """With where to set it, on one line."""
    monkeypatch.setenv(f"QA_{name.upper()}", value)

    with pytest.raises(ValueError, match="is") as refusal:
        load_settings()

    assert str(refusal.value).startswith(problem)
    assert str(refusal.value).endswith(f"; set QA_{name.upper()}, or {name} in qa-service.toml")
    assert "\n" not in str(refusal.value)


def test_two_values_that_do_not_fit_together_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """On one line as well."""
    monkeypatch.setenv("QA_TOP_K", "9")
    monkeypatch.setenv("QA_MAX_TOP_K", "5")

    with pytest.raises(ValueError, match=r"^top_k is 9, but max_top_k allows only 5$"):
        load_settings()


def test_every_value_that_does_not_fit_is_named() -> None:
    """Not only the first."""
    write_settings("port = 'x'\nworkers = 0\n")

    with pytest.raises(ValueError, match=r"^port is 'x': .*; workers is 0: .*$"):
        load_settings()


@pytest.mark.parametrize(
    "content", [b"port", b"port = 1\nport = 2", b"host = '\xff'", b"\xef\xbb\xbfport = 1", b"\x00"]
)
def test_a_file_that_is_not_toml_is_named(empty_folder: Path, content: bytes) -> None:
    """Whether in its form or in its encoding."""
    (empty_folder / "qa-service.toml").write_bytes(content)

    with pytest.raises(ValueError, match=r"^qa-service.toml is not TOML: "):
        load_settings()


def test_an_empty_file_sets_nothing() -> None:
    """It is as if it were not there."""
    write_settings("# nothing yet\n")

    assert load_settings() == Settings()


def test_only_settings_that_change_answers_are_in_the_fingerprint() -> None:
    """A port does not; how many passages are read does."""
    assert Settings(port=1).fingerprint() == Settings(port=2, workers=3).fingerprint()
    assert Settings(top_k=5).fingerprint() != Settings(top_k=6).fingerprint()
