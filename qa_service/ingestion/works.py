"""The record of a work: read from the front matter of its file, and written as text that can be quoted."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

import yaml
from pydantic import ConfigDict, ValidationError, field_validator

from qa_service.ingestion.characters import visible
from qa_service.types import Work

# No record is longer; a longer one takes YAML minutes to read.
_LONGEST_FRONT_MATTER = 200_000
_LONGEST_FIELD = 1_000
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_TYPE = re.compile(r"[a-z][a-z -]*")
_FENCE = "---"


class _AsWritten(yaml.SafeLoader):
    """Reads values as they are written, so that volume 2.10 and page 12:30 stay what they are; only null is known."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name and its kind are PyYAML's
        first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith(":null")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse aliases: a few lines of them unfold to gigabytes, and a record has no use for one."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases are not read", problem_mark=self.get_mark())
        return super().compose_node(parent, index)


class FrontMatter(Work):
    """A `Work` as a person writes it: checked, and forgiving where only one reading is possible."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _text_is_one_visible_line(cls, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [cls._text_is_one_visible_line(item) for item in value]
        if not isinstance(value, str):
            return value
        return " ".join(visible(value).split())

    @field_validator("title", "journal", "volume", "pages", "doi", "pmid", "url", "type", "license")
    @classmethod
    def _field_is_short(cls, value: str | None) -> str | None:
        if value and len(value) > _LONGEST_FIELD:
            raise ValueError(f"has {len(value)} characters; the limit is {_LONGEST_FIELD}")
        return value

    @field_validator("title")
    @classmethod
    def _title_is_there(cls, value: str) -> str:
        if not value:
            raise ValueError("is empty; write the title of the work")
        return value

    @field_validator("authors", mode="before")
    @classmethod
    def _authors_are_a_list(cls, value: Any) -> Any:
        if isinstance(value, str):
            separator = ";" if ";" in value else ","  # "Schoser, B.; Eymard, B." has commas inside the names
            return [name.strip() for name in value.split(separator) if name.strip()]
        return value or ()

    @field_validator("unverified")
    @classmethod
    def _unverified_are_fields(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [name for name in value if name not in Work.model_fields]
        if unknown:
            raise ValueError(f"{', '.join(unknown)} is no field of a work; name fields such as volume or pages")
        return value

    @field_validator("year")
    @classmethod
    def _year_is_plausible(cls, value: int | None) -> int | None:
        if value is not None and not 1500 <= value <= date.today().year + 1:
            raise ValueError(f"{value} is not a year of publication; write four digits, or leave it out")
        return value

    @field_validator("doi")
    @classmethod
    def _doi_is_well_formed(cls, value: str | None) -> str | None:
        if value and not _DOI.fullmatch(value):
            raise ValueError(f"{value!r} is not a DOI; write it as 10.1234/abc, without an address in front")
        return value or None

    @field_validator("pmid")
    @classmethod
    def _pmid_is_well_formed(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"[1-9]\d{0,8}", value):
            raise ValueError(f"{value!r} is not a PMID; write its digits alone")
        return value or None

    @field_validator("type")
    @classmethod
    def _type_is_a_word(cls, value: str) -> str:
        if not _TYPE.fullmatch(value.lower()):
            raise ValueError(f"{value!r} is not a kind of work; write one such as review, rct, cohort, case-series")
        return value.lower()

    @field_validator("url")
    @classmethod
    def _url_is_web(cls, value: str | None) -> str | None:
        if value and not re.match(r"https?://", value):
            raise ValueError(f"{value!r} is not a web address; it must begin with https:// or http://")
        return value or None


def read_front_matter(source: str) -> tuple[Work | None, str]:
    """Split a Markdown source into its work, None where it has no front matter, and its body.

    Raises:
        ValueError: the front matter is broken; one line per problem, each naming the field and what to write.
    """
    lines = source.lstrip("\n").split("\n")
    if lines[0].rstrip() != _FENCE:
        return None, source
    closing = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if closing is None:
        raise ValueError(f"the front matter has no closing '{_FENCE}' line")
    length = sum(map(len, lines[1:closing]))
    if length > _LONGEST_FRONT_MATTER:
        raise ValueError(f"the front matter has {length} characters; the limit is {_LONGEST_FRONT_MATTER}")
    try:
        fields = _AsWritten("\n".join(lines[1:closing])).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 2})" if mark else ""
        reason = " ".join(str(getattr(error, "problem", None) or error).split())
        raise ValueError(f"the front matter is not YAML{where}: {reason}") from error
    if not isinstance(fields, dict):
        raise ValueError("the front matter holds no fields; write at least 'title: ...'")
    try:
        work = FrontMatter.model_validate({name: value for name, value in fields.items() if value is not None})
    except ValidationError as error:
        raise ValueError("\n".join(_problem(item) for item in error.errors())) from error
    return Work(**work.model_dump()), "\n".join(lines[closing + 1 :])


def is_record_of(work: Work, text: str) -> bool:
    """Whether a text that says it is a record holds what the front matter says, and no other DOI."""
    held = _letters(text)
    names = [max(re.findall(r"\w+", author), key=len, default="") for author in work.authors if author != "et al."]
    known = [work.title, *names, work.journal, str(work.year or "")]
    dois = {doi.rstrip(".").casefold() for doi in _DOI.findall(text)}
    return all(_letters(value) in held for value in known if value) and dois <= {(work.doi or "").casefold()}


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


def _problem(item: Any) -> str:
    name = ".".join(str(part) for part in item["loc"])
    if item["type"] == "missing":
        return f"{name}: is missing; write '{name}: ...' into the front matter"
    if item["type"] == "value_error":  # the validators above name the value themselves
        return f"{name}: {item['msg'].removeprefix('Value error, ')}"
    return f"{name}: {str(item['input'])[:80]!r} does not fit; {item['msg'][:1].lower()}{item['msg'][1:]}"


def record_lines(work: Work) -> list[str]:
    """The record as lines that can be quoted, one per known field."""
    fields = {
        "Title": work.title,
        "Authors": ", ".join(work.authors),
        "Journal": work.journal,
        "Year": work.year,
        "Volume": work.volume,
        "Pages": work.pages,
        "DOI": work.doi,
        "PMID": work.pmid,
        "Kind of work": work.type,
        "Not verified": ", ".join(work.unverified),
    }
    return [f"{name}: {value}" for name, value in fields.items() if value]
