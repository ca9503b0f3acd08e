"""Bring the figures of a text into one written form: number words, fractions, ratios, dates.

    >>> with_digits("Sixty-two per cent; one in ten; about two-thirds; twice daily; Sep 1, 2017")
    '62 per cent; 10%; about 66.67%; 2 times daily; 1 September 2017'

Number words are read by text2num, one run of them at a time: in whole sentences it takes ordinals and pronouns for figures.
"""

from __future__ import annotations

import re
from functools import lru_cache

from text_to_num import alpha2digit

from qa_service.patterns import lazy

_SMALL = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_LARGE = "hundred|thousand|million|billion"
# "One" where it counts nothing; it is looked for first, so that no run begins with it.
_PRONOUN = (
    r"\b(?:no|any|every|some|each|the|this|that|which|another) one\b(?!-| (?:hundred|thousand|million))|\bone's\b|"
    r"\bone (?:(?:another|(?-i:may)|can|might|could|should|must|would)\b|"
    r"of (?:the|its|these|those|our|their) (?:most|more|main|major|few|best|worst|largest|first|\w+est)\b)"
)
_RUN = lazy(
    rf"(?P<pronoun>{_PRONOUN})|(?<![\w-])(?:an? (?={_LARGE}))?(?<!per a )(?<!in a )(?<!per )(?:{_SMALL}|(?<=a )(?:{_LARGE}))"
    rf"(?:(?:-|\s)(?:(?:and\s)?(?:{_SMALL})|{_LARGE}))*(?:\spoint(?:\s(?:{_SMALL}))+)?(?!\w)",
    re.IGNORECASE,
)
_YEAR_IN_WORDS = lazy(r"^(1[5-9]|20) (\d\d)$")

_PARTS = {
    "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twentieth": 20, "hundredth": 100,
}  # fmt: skip
_PART = "|".join(_PARTS)
_SEVERAL_PARTS = lazy(rf"(?<![\w.,-])(?P<count>\d\d?)[\s-](?P<part>{_PART})s?\b(?!-)", re.IGNORECASE)
_ONE_PART = lazy(
    rf"(?<![\w.,-])(?:an?|1)[\s-](?P<part>{_PART})\b(?=\sof\b|\s?[.,;:)]|\s?$|\s(?:the|were|are|was|is|had|have|has|did|do)\b)",
    re.IGNORECASE,
)
_HALF = lazy(
    r"(?<!first )(?<!second )(?<!other )(?<!latter )(?<!former )(?<!last )(?<!and a )(?<!and )(?:\b(?:a|1)[ -]|(?<![\w-]))half\b"
    r"(?!-|\s(?:an?|life|lives|way|hour|year|day|month|dose|tablet|maxim\w+|\d))",
    re.IGNORECASE,
)
_AND_A_HALF = lazy(r"(?<![\w.,-])(\d+) and (?:a|1|50%)[\s-]?(?:half)?\b", re.IGNORECASE)
_RATIO = lazy(
    r"(?<![\w.,/-])(?P<count>\d\d?) (?:in|in every|out of every|of every) (?P<of>[2-9]|10|12|20|25|50|100)\b"
    r"(?![.,/-]?\d|\s?(?:%|(?:per ?cent|mg|kg|g|ml|days?|weeks?|months?|years?|hours?|minutes?|seconds?)\b))"
)
_DOZEN = lazy(r"(?<![\w-])(?:an?|(?P<count>\d+)) dozen\b", re.IGNORECASE)
_FOLD = lazy(r"(?<![\w-])(single|two|three|four|five|six|seven|eight|nine|ten|twenty|hundred)-?fold\b", re.IGNORECASE)
_OFTEN = lazy(r"\b(once|twice|thrice)(?= (?:daily|weekly|monthly|yearly|a|an|per|each|every)\b)", re.IGNORECASE)
_OFTEN_TIMES = {"once": "1 times", "twice": "2 times", "thrice": "3 times"}
_SCIENTIFIC = lazy(r"(?<![\w.,-])(?:(\d+(?:\.\d+)?) ?[x×*] ?)?10\^([+-]?\d\d?)\b")
_SOME = lazy(r"\bsome (?=\d)(?!(?:1[89]|20)\d\d\b)", re.IGNORECASE)
_SHARE = lazy(r"(?<![\w./-])(\d+)/(\d+)(?![\w/.-])")
_MINUS = lazy(r"\bminus (?=\d)", re.IGNORECASE)
_LARGE_RATE = lazy(r"\bhundred[\s-]thousand\b", re.IGNORECASE)

_MONTHS = {
    name[:3]: name
    for name in "January February March April May June July August September October November December".split()
}
_MONTH = r"(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6})\b\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_DATES = [
    lazy(rf"(?<![\w.,/-]){_MONTH} {_DAY},? (?P<year>\d{{4}})(?!\w)"),
    lazy(rf"(?<![\w.,/-])(?:the )?{_DAY} (?:of )?{_MONTH},? (?P<year>\d{{4}})(?!\w)"),
    lazy(rf"(?<![\w.,/-])(?:the )?{_DAY} (?:of )?{_MONTH}(?! ?\d)"),
    lazy(rf"(?<![\w.,/-]){_MONTH} {_DAY}(?![\w.,%/-]*\w)"),
]
_ISO_DATE = lazy(r"(?<![\w.,/-])(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\w-])")


@lru_cache(maxsize=20_000)
def with_digits(text: str) -> str:
    """A folded text with its figures in one form: digits for words, percent for fractions, day month year."""
    read = _without_number_words(text)
    read = _MINUS.sub("-", _LARGE_RATE.sub("100,000", read))
    read = _DOZEN.sub(lambda match: str(12 * int(match["count"] or 1)), read)
    read = _SCIENTIFIC.sub(lambda match: f"{float(f'{match[1] or 1}e{match[2]}'):.12g}", _SOME.sub("about ", read))
    read = _AND_A_HALF.sub(r"\1.5", read)
    for pattern in (_SEVERAL_PARTS, _ONE_PART):
        read = pattern.sub(
            lambda match: _percent(match.groupdict().get("count"), _PARTS[match["part"].casefold()]), read
        )
    read = _HALF.sub("50%", read)
    read = _RATIO.sub(lambda match: _percent(match["count"], int(match["of"]), match[0]), read)
    return _with_dates(_SHARE.sub(r"\1 of \2", read))


def _without_number_words(text: str) -> str:
    text = _FOLD.sub(lambda match: f"{_digits(match[1].replace('single', 'one'))} fold", text)
    text = _RUN.sub(lambda match: match[0] if match["pronoun"] else _digits(match[0]), text)
    return _OFTEN.sub(lambda match: _OFTEN_TIMES[match[0].casefold()], text)


def _digits(words: str) -> str:
    """The digits of one run of number words."""
    plain = re.sub(r"^an? ", "one ", words.casefold())
    return _YEAR_IN_WORDS.sub(r"\1\2", str(alpha2digit(plain, "en", threshold=0.0)))


def _percent(count: str | None, of: int, written: str = "") -> str:
    share = 100 * int(count or 1) / of
    return written if written and share > 100 else f"{share:.4g}%"


def _with_dates(text: str) -> str:
    def read(match: re.Match[str]) -> str:
        month = (
            _MONTHS[match["month"][:3]] if match["month"].isalpha() else list(_MONTHS.values())[int(match["month"]) - 1]
        )
        year = match.groupdict().get("year")
        return f"{int(match['day'])} {month}{f' {year}' if year else ''}"

    for pattern in (_ISO_DATE, *_DATES):
        text = pattern.sub(read, text)
    return text
