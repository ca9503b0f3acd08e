"""The form of a question as far as a follow-up needs it: what it asks with, its auxiliary, and what it is about.

>>> read_form("How often do children with scurvy bleed?")
Form(asks='How often', auxiliary='do', rest='children with scurvy bleed')
>>> mentions("How often do children with scurvy bleed in Norway?")
['children with scurvy', 'Norway']
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_service.answering.inversion import (
    ADJECTIVES,
    AUXILIARIES,
    DETERMINERS,
    DO,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    is_adjective,
    is_adverb,
    is_plural,
)
from qa_service.answering.verbs import VERBS, is_finite, is_participle, is_third_person
from qa_service.retrieval.analysis import STOPWORDS, terms

WH = frozenset("how what which who whom whose when where why".split())
_IMPERATIVE = re.compile(
    r"^(?:please )?(?:compare|give|list|name|tell(?: me)?|state|explain|summari[sz]e|describe|show(?: me)?|"
    r"define)(?: me)?(?: about)? ",
    re.I,
)
_TOKEN = re.compile(r"[^\s?!]+")
# After "how" and "what" these belong to what is asked with: "how many", "what share of".
_ASKED_WITH = re.compile(
    r"^(?:many|much|often|long|far|old|large|big|high|low|soon|fast|likely|common|rare|frequent\w*|good|well|"
    r"strong|late|early|sure)$"
)
_SUBJECTS = frozenset("i you he she it we they nobody somebody everybody everyone someone".split())
_QUANTITIES = frozenset("many much often any most other same".split())
_ANYTHING = frozenset("nothing something anything everything wrong right".split())
_SAID_OF = PRONOUNS - DETERMINERS - {"one", "there"}
# Verbs that are nouns as often, and name what a question is on.
_NOUNS = frozenset(
    """age benefit block burn cause change cost damage delay dose effect exercise function group heat help increase label
    link peak rate report response result risk score screen share sleep strain stress study test trial use
    value weakness work""".split()
)
# Things that an earlier follow-up put behind a question; a year in brackets belongs to the name of a work.
_BEHIND = re.compile(r" \((?!(?:19|20)\d\d\))([^()]*)\)(?=[?.!]?$)")
# What has more words is a description, and no name of a kind.
_MOST_OF_NAME = 3
_EDGE = re.compile(r"^[\"'“”‘’(\[]+|[\"'“”‘’)\],.;:]+$")


@dataclass(frozen=True, slots=True)
class Form:
    """A question in three pieces, which may be empty."""

    asks: str
    auxiliary: str
    rest: str


def read_form(question: str) -> Form:
    """Take a question apart."""
    words = question.strip().rstrip("?!. ").split()
    if not words:
        return Form("", "", "")
    small = [_bare(word) for word in words]
    if small[0] in AUXILIARIES:
        return Form("", words[0], " ".join(words[1:]))
    opens = 1 if len(small) > 1 and small[0] in PREPOSITIONS and small[1] in WH else 0
    if small[opens] in WH:
        place = next((n for n in range(opens + 1, min(len(words), 12)) if small[n] in AUXILIARIES), None)
        if place:
            return Form(" ".join(words[:place]), words[place], " ".join(words[place + 1 :]))
        after = opens + 1
        while after < len(small) and _ASKED_WITH.match(small[after]):
            after += 1
        return Form(" ".join(words[:after]), "", " ".join(words[after:]))
    return Form("", "", _IMPERATIVE.sub("", " ".join(words)))


def is_fragment(text: str) -> bool:
    """Whether a message is no whole sentence: "And in Japan?", "By whom?", "the blocking ones"."""
    words = [_bare(word) for word in text.rstrip("?!. ").split()]
    if any(word in AUXILIARIES for word in words) or _IMPERATIVE.match(text) or (words and words[0] in _SUBJECTS):
        return False
    if any(word in WH for word in words[1:]) and "," in text:
        return False
    if words and words[0] in WH and any(_is_told(words, place) for place in range(1, len(words))):
        return False
    return not any(
        is_finite(word) or (place and word in VERBS and words[place - 1] in PRONOUNS | WH)
        for place, word in enumerate(words)
        if not (place and words[place - 1] in DETERMINERS | PREPOSITIONS)
        and not (is_participle(word) and word not in VERBS)
    )


_CLAUSE = re.compile(
    r"^(?:(?:what|only|even|just|not|also|except) )?(?:(?:if|unless|once|while|whenever|although|though|as (?:long|soon) as)|"
    rf"(?:when|where)(?! (?:{'|'.join(sorted(AUXILIARIES))}|to|of|from|and|or)\b)) \w+ ",
    re.IGNORECASE,
)
_QUESTION_AFTER = re.compile(
    rf"[,.;?] (?:then )?(?:{'|'.join(sorted(WH | AUXILIARIES))})\b|[,;] (?:tell|give|name|list)\b", re.IGNORECASE
)


def is_clause(text: str) -> bool:
    """Whether a message is a clause that hangs on a question before it: "if they smoke", "where there is none"."""
    match = _CLAUSE.match(text)
    return bool(match) and not _QUESTION_AFTER.search(text)


def is_statement(text: str) -> bool:
    """Whether a message tells something and asks nothing."""
    last = last_sentence(text)
    form = read_form(last)
    return not (
        text.rstrip().endswith("?") or form.asks or form.auxiliary or is_fragment(last) or _IMPERATIVE.match(last)
    )


def last_sentence(text: str) -> str:
    """The last of the sentences of a message."""
    return re.split(r"(?<=[.!?]) ", text.strip())[-1]


def asks_for_thing(question: str) -> bool:
    """Whether a question asks which thing it is, or who does something: the answer names what may be spoken of next."""
    form = read_form(question)
    asks, _, kind = form.asks.lower().partition(" ")
    return asks in ("what", "which", "who") and (not form.auxiliary or bool(kind))


def names_kind(question: str, thing: str) -> bool:
    """Whether a thing is of the kind that a question asks for: "Which kelp grows there?" is answered with bull kelp."""
    kind = re.match(r"(?:what|which) (?:[\w-]+ )*?(?P<noun>[\w-]+)$", read_form(question).asks.lower()) or re.match(
        r"(?:what|which) (?P<noun>[\w-]+) ", question.lower()
    )
    return kind is not None and 1 < len(thing.split()) <= _MOST_OF_NAME and thing.lower().split()[-1] == kind["noun"]


def _is_told(words: list[str], place: int) -> bool:
    """Whether a word is the verb of a question without an auxiliary: "who won the match"."""
    before, word = words[place - 1], words[place]
    is_verb = (
        is_finite(word) or is_third_person(word) or (is_participle(word) and not word.endswith("ing")) or word in VERBS
    )
    return is_verb and before not in DETERMINERS | PREPOSITIONS and place + 1 < len(words)


def without_context(text: str) -> str:
    """A question without the things that an earlier follow-up put behind it in brackets."""
    return _BEHIND.sub("", text)


def shared_frame(one: str, other: str) -> tuple[str, ...]:
    """The two things that two questions ask the same of: "when does A peak", "when does B peak"; empty where they ask else."""
    first, second = one.rstrip("?!. ").split(), other.rstrip("?!. ").split()
    pairs = list(zip(first[1:], second[1:], strict=False))
    start = 1 + next((n for n, (a, b) in enumerate(pairs) if a != b), len(pairs))
    back = list(zip(first[: start - 1 : -1], second[: start - 1 : -1], strict=False))
    end = next((n for n, (a, b) in enumerate(back) if a != b), len(back))
    sides = (" ".join(first[start : len(first) - end]), " ".join(second[start : len(second) - end]))
    return sides if first[:1] and first[0].lower() == second[0].lower() and start > 1 and all(sides) else ()


def mentions(text: str) -> list[str]:
    """The things that a text speaks of: its noun phrases, "of" within, in order; told by function words alone."""
    behind = _BEHIND.search(text)
    if behind:
        return list(dict.fromkeys([*mentions(text[: behind.start()]), *behind[1].split(", ")]))
    found: list[list[str]] = [[]]
    opened: list[str] = [""]
    tokens = _TOKEN.findall(text)
    takes_verb = any(_bare(token) in DO | MODALS for token in tokens)
    for place, token in enumerate(tokens):
        word = _bare(token)
        of = word in ("of", "with", "without") and found[-1] and place + 1 < len(tokens)
        opens_with_verb = place == 1 and _bare(tokens[0]) in ("what", "who")
        after_subject = _is_after_subject([_bare(before) for before in tokens[max(0, place - 2) : place]])
        is_verb = opens_with_verb and is_third_person(word)
        of = of or _ends_name(tokens, place, opened[-1], found[-1], takes_verb=takes_verb)
        if of or not (is_verb or _breaks(word, token, bool(found[-1]) or opens_with_verb or after_subject)):
            found[-1].append(token)
        else:
            found.append([])
            opened.append(word)
        if re.search(r"[,;:)]$|\w{2}\.$", token):
            found.append([])
            opened.append("")
    phrases = ((_trimmed(words), before) for words, before in zip(found, opened, strict=True))
    return list(
        dict.fromkeys(phrase for phrase, before in phrases if terms(phrase) and not _is_no_thing(phrase, before))
    )


def _ends_name(tokens: list[str], place: int, opened: str, words: list[str], *, takes_verb: bool) -> bool:
    """Whether a word that is a verb as often ends a noun phrase: "in the tumour form", "the control group"."""
    following = _bare(tokens[place + 1]) if place + 1 < len(tokens) else ""
    is_noun = not following or following in PREPOSITIONS or bool(re.search(r"\W$", tokens[place]))
    opens = opened in DETERMINERS and bool(words) and not is_plural(words[-1])
    return opens and is_noun and not takes_verb and _bare(tokens[place]) in VERBS


def _is_after_subject(before: list[str]) -> bool:
    """Whether two words end a subject, so that a verb may follow: "they", "what could"; after "can" stands the subject."""
    return bool(before) and (before[-1] in _SAID_OF or (before[0] in WH and before[-1] in MODALS))


def _breaks(word: str, token: str, is_within: bool) -> bool:
    if token[0].isupper() or any(char.isdigit() for char in token):
        breaking = WH | AUXILIARIES | PREPOSITIONS | DETERMINERS | PRONOUNS | {"according", "compare"}
        return word in breaking and word != "a" and not token[1:].isupper()
    if word in DETERMINERS | PREPOSITIONS | PRONOUNS | WH | AUXILIARIES | STOPWORDS | _ANYTHING | {
        "according"
    } or is_adverb(word):
        return True
    return is_within and (is_finite(word) or word in VERBS or (is_participle(word) and word.endswith("ed")))


def _trimmed(words: list[str]) -> str:
    while words and _bare(words[0]) in _QUANTITIES:
        words = words[1:]
    while words and (_bare(words[-1]) in PREPOSITIONS | DETERMINERS or _is_said_of(words)):
        words = words[:-1]
    return _EDGE.sub("", " ".join(words))


def _is_no_thing(phrase: str, before: str) -> bool:
    """Whether a phrase is one word that tells of a thing rather than names one; what follows "the" or "for" names."""
    if not phrase.islower() or " " in phrase:
        return False
    if before in RELATIVES and is_third_person(phrase):
        return True
    is_noun = before in (DETERMINERS | PREPOSITIONS) - {"to", "as", "than"} or not (
        is_adjective(phrase) if not phrase.endswith(("er", "est")) else _is_compared(phrase)
    )
    return phrase in VERBS - _NOUNS or is_participle(phrase) or not is_noun


def _is_compared(word: str) -> bool:
    """Whether a word in -er or -est is that form of an adjective: "older", not "cancer"."""
    stem = re.sub(r"(?:er|est)$", "", word)
    forms = {stem, f"{stem}e", stem[:-1], f"{stem[:-1]}y"}
    return word in ADJECTIVES or bool(forms & ADJECTIVES) or word in ("former", "latter", "further", "other")


def _is_said_of(words: list[str]) -> bool:
    """Whether the last word says something of the noun before it: "IVIg useful"."""
    last = _EDGE.sub("", words[-1])
    return (
        len(words) > 1
        and bool(re.search(r"(?:ed|ful|ous|ive|able|ible|less|good|common|rare|long)$", last))
        and last.islower()
    )


def _bare(word: str) -> str:
    return _EDGE.sub("", word).lower().replace("’", "'")
