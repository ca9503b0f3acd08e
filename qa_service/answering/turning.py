"""Turn a sentence into a question that it answers; None where its form is not one of the few that turn without a parser.

    >>> question_of("Up to 40% of the crew had sore gums by day 60.")
    'What share of the crew had sore gums by day 60?'
    >>> question_of("The median age at onset was 49 years.")
    'What was the median age at onset?'

Much is refused: a question that is not asked costs nothing, one that reads badly does.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from qa_service.answering.inversion import AUXILIARIES, BE, PREPOSITIONS, PRONOUNS
from qa_service.answering.verbs import VERBS, is_finite, is_participle, past, third_person
from qa_service.retrieval.analysis import words

_MOST_WORDS = 24
_MOST_OF_SUBJECT = 12
_MOST_OF_NAME = 5
_NUMBER = (
    r"(?:\d[\d,.]*(?:-\d[\d,.]*)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(?:a|one) (?:third|quarter)|half)"
)
_HEDGE = (
    r"(?:(?:about|around|only|up to|over|under|at (?:least|most)|(?:more|less|fewer) than|almost|nearly|close to"
    r"|some) )?"
)
CITED = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)? (?:19|20)\d\d"
# What may be dropped: a figure in brackets, but not a work.
_BRACKETS = re.compile(rf" \((?!{CITED}\))(?=[^()]*[\d<>=])[^()]*\)")
_ADJUNCT = re.compile(
    r"^(?P<adjunct>(?:in|among|at|during|according to|after|before|within|for|of) [^,;]{3,60}), (?P<main>.+)$", re.I
)
_SAYS = (
    r"(?:found|finds|states?|stated|says|said|reports?|reported|notes|noted|shows?|showed|concludes?|concluded|infers?|inferred|"
    r"suggests?|suggested|estimates?|estimated|adds|added|observed|argues?|argued)"
)
_UNPARTED = re.compile(rf"^(?P<adjunct>(?:In|Among) [^,;%]{{3,60}}?) (?P<main>{_HEDGE}{_NUMBER} ?% of .+)$")
_SAID_BY = re.compile(rf"^[^,;]{{3,60}}? {_SAYS} that (?P<main>.+)$")
# Where the first statement of a sentence ends.
_END = re.compile(
    r";|: |, (?:with|which|who|whereas|but|while|compared|against|including|mostly|most|so|although|though|because|as|or|says"
    r"|according)\b|,? (?:whereas|versus|because|although|as against)\b|,? and (?=[^,]*\d)"
)
_SHARE = re.compile(rf"^{_HEDGE}{_NUMBER} ?(?:%|per ?cent) of (?P<rest>.+)$", re.I)
_COUNT = re.compile(rf"^{_HEDGE}{_NUMBER} of (?P<rest>(?:the |these |those |all )?(?:\d[\d,.]* )?[a-z].+)$", re.I)
_BE = "(?P<be>" + "|".join(sorted(BE)) + ")"
_IN_SHARE = re.compile(
    rf"^(?P<subject>.+?) (?:{_BE}(?P<state>(?: [\w-]+){{1,3}})|(?P<verb>\w+)) in {_HEDGE}(?:(?P<share>{_NUMBER} ?%)|{_NUMBER})"
    r" of (?P<rest>.+)$"
)
_NAMED = re.compile(r"^[^\W\d]|^\d[\d,.]* (?!in |among )[^\W\d]")
_ADJECTIVE = re.compile(r"(?:al|ent|ant|ive|ous|ere|[ai]ble|ic|ary|mild|low|high|common|rare)$")
_TIES = re.compile(
    rf"^(?P<subject>.+?) {_BE} (?P<how>(?:\w+ly )?(?:(?:related|linked|tied|due) to|associated with)) (?P<what>.+)$"
)
_ADVERB = r"(?:(?:\w+ly|often|also) )?"
_DONE_BY = re.compile(
    rf"^(?P<subject>.+?) {_BE} {_ADVERB}(?P<done>caused|driven|explained|followed|induced|inhibited|blocked|mediated"
    r"|prevented|relieved|supported|triggered|worsened) by (?P<what>.+)$"
)
# What is asked for with "how": by which means, in what way.
_IN_A_WAY = re.compile(
    rf"^(?P<subject>.+?) {_BE} {_ADVERB}(?P<done>administered|assessed|classified|confirmed|controlled|corrected"
    r"|defined|detected|diagnosed|graded|identified|inherited|made|managed|measured|monitored|obtained|prepared|produced"
    r"|quantified|recogni[sz]ed|stored|transmitted|treated|verified) (?:by|with|from|through|using|as|on) (?P<what>.+)$"
)
_COMPARED = re.compile(rf"^(?P<subject>.+?) {_BE} (?P<rest>(?:not )?(?:\w+ )?(?:more|less|\w{{2,}}er|worse)\b.*)$")
_DENIED = re.compile(r"^(?P<subject>.+?) (?P<aux>do|does|did) not (?P<rest>\w+ .+)$")
_COUNTED = re.compile(rf"^(?P<who>{CITED}) (?P<verb>\w+) {_HEDGE}{_NUMBER} (?P<what>[a-z]{{4,}}.*)$")
_VALUE = re.compile(rf"^(?:{_HEDGE}{_NUMBER}\b|(?:a|an|the) \w)", re.I)
# A noun that says what part something plays does not say what it is.
_THING = re.compile(
    r"^an? (?!(?:\w+ )?(?:alternative|option|example|exception|problem|challenge|possibility|matter|part|sign|cause|reason"
    r"|risk|result|choice|way|means|concern|target|candidate|predictor|marker)\b)\w",
    re.I,
)
# The part that something plays among others of its kind: the first sign of a disease, its usual treatment.
_FOREMOST = re.compile(
    r"^the (?:most|first|main|usual|typical|commonest|primary|leading|major|chief|standard|classic|initial|earliest|key|best"
    r"|only|principal|first-line|second-line)\b(?: [\w-]+){0,4} (?:of|for|in) \w",
    re.I,
)
_NAMES = re.compile(r"^(?!not |no |more |less |often |also |well |\w+ly )[\w-]+ .", re.I)
# Works, and the people in them: who they are is not asked, and what they do is no effect.
_WORKS = re.compile(
    r"\b(?:study|stud(?:y|ies)|trials?|papers?|reviews?|reports?|series|guidelines?|surveys?|articles?|analys[ie]s|works?|decision|"
    r"labels?|authors?|section|table|figure|aim|purpose|objective)\b|\b(?:19|20)\d\d\b",
    re.I,
)
_PEOPLE = re.compile(
    r"\b(?:patients?|people|persons?|men|women|children|adults?|participants|volunteers|subjects|we|cases)\b", re.I
)
_POINTING = re.compile(
    r"^(?:it|they|this|that|these|those|there|he|she|its|their|such|both|neither|no|not|other|another|same)\b", re.I
)
_UNCLEAR = re.compile(r"\b(?:it|its|they|them|their|he|his|she|her|this|these|those|such|also|however|therefore)\b")
_CLAUSE = re.compile(r"\b(?:that|which|who|whose|where|when|if|how|what|whether)\b")
_EFFECTS = frozenset(
    """abolish affect aggravate alleviate block boost cause cure damage decrease delay destroy diminish disrupt elevate
    eliminate enhance explain facilitate harm heal impair improve increase induce inhibit kill lower mediate mimic
    predict precipitate prevent prolong promote protect provoke raise reduce relieve restore reverse shorten slow
    stimulate strengthen support suppress trigger weaken worsen""".split()
)
_MODAL = re.compile(r"^(?:can|may|must|should|cannot)$")
_BASES = {form: verb for verb in sorted(VERBS) for form in (past(verb), third_person(verb))}


def question_of(sentence: str, names: Collection[str] = ()) -> str | None:
    """A question that a sentence answers.

    Args:
        sentence: one sentence of a text.
        names: words, folded, that keep their capital inside a sentence.
    """
    said = _BRACKETS.sub("", sentence.strip().rstrip(".!"))
    if match := _SAID_BY.match(said):
        said = match["main"]
    adjunct = ""
    if match := _ADJUNCT.match(said) or _UNPARTED.match(said):
        said, adjunct = match["main"], f" {inside(match['adjunct'], names)}"
    statement = _END.split(said, maxsplit=1)[0].strip()
    if _POINTING.match(statement) or re.search(r"[\"“”•\n?]", statement + adjunct):
        return None
    question = _of_effect(statement)
    for form in (_of_numbers, _of_being, _of_ties, _of_comparison):
        question = question or form(statement, names)
    if question is None or "," in re.sub(r"\d,\d", "", question) or _UNCLEAR.search(question):
        return None
    asked = f"{question}{adjunct}?"
    return asked if len(asked.split()) <= _MOST_WORDS else None


def inside(text: str, names: Collection[str]) -> str:
    """A text as it is written inside a sentence: its first letter small, unless a name begins there."""
    first, _, rest = text.partition(" ")
    is_name = any(char.isupper() or char.isdigit() for char in first[1:]) or (
        first.lower() not in PREPOSITIONS | {"a", "an", "the"}
        and (
            re.match(r"(?:[A-Z][a-z]|(?:19|20)\d\d\b)", rest) is not None or any(word in names for word in words(first))
        )
    )
    return text if is_name else text[:1].lower() + text[1:]


def _of_numbers(statement: str, names: Collection[str]) -> str | None:
    """What share, how many, in what share: what a figure of the statement answers."""
    if (match := _SHARE.match(statement)) and _states(match["rest"]):
        return f"What share of {match['rest']}"
    if (match := _COUNT.match(statement)) and _states(match["rest"]):
        return f"How many of {match['rest']}"
    if match := _COUNTED.match(statement):
        base = _BASES.get(match["verb"])
        if base and not re.search(r"\d", re.sub(CITED, "", match["what"])) and not _CLAUSE.search(match["what"]):
            auxiliary = "did" if past(base) == match["verb"] else "does"
            return f"How many {match['what']} {auxiliary} {match['who']} {base}"
    return _in_what_share(statement, names)


def _in_what_share(statement: str, names: Collection[str]) -> str | None:
    match = _IN_SHARE.match(statement)
    if not match or not _is_subject(match["subject"]) or _states(match["rest"]) or not _NAMED.search(match["rest"]):
        return None
    asked = f"{'In what share of' if match['share'] else 'In how many of'} {match['rest']}"
    subject, state = inside(match["subject"], names), match["state"]
    if match["be"]:
        is_state = is_participle(state.split()[-1]) or _ADJECTIVE.search(state)
        return f"{asked} {match['be']} {subject}{state}" if is_state else None
    base = _BASES.get(match["verb"])
    return f"{asked} did {subject} {base}" if base and past(base) == match["verb"] else None


def _of_being(statement: str, names: Collection[str]) -> str | None:
    """What something is: a value that has a name, or a thing that is defined."""
    match = re.match(rf"(?P<subject>.+?) {_BE} (?P<rest>.+)$", statement)
    if not match or not _is_subject(match["subject"]):
        return None
    subject, be, rest = match["subject"], match["be"], match["rest"]
    head = re.split(r" (?:of|in|for|on|with|at|to|from|by)\b", subject)[0]
    if _WORKS.search(head):
        return None
    if re.match(r"the ", subject, re.I) and _VALUE.match(rest) and not re.search(r"\d", re.sub(CITED, "", subject)):
        return f"What {be} {inside(subject, names)}"
    if (
        _FOREMOST.match(subject)
        and _NAMES.match(rest)
        and not is_participle(rest.split()[0])
        and not _CLAUSE.search(subject)
    ):
        return f"What {be} {inside(subject, names)}"
    if _FOREMOST.match(rest) and len(rest.split()) <= _MOST_OF_SUBJECT and not _CLAUSE.search(rest):
        return None if _WORKS.search(rest) or _PEOPLE.search(head) else f"What {be} {rest}"
    is_short = len(subject.split()) <= _MOST_OF_NAME and not _WORKS.search(subject)
    return f"What is {inside(subject, names)}" if be == "is" and is_short and _THING.match(rest) else None


def _of_effect(statement: str) -> str | None:
    """What has the effect that the statement tells."""
    tokens = statement.split()
    place = next((at for at, word in enumerate(tokens) if at and (is_finite(word) or word in _EFFECTS)), 0)
    subject, rest = " ".join(tokens[:place]), tokens[place + 1 :]
    if not place or len(rest) < 1 or not _is_subject(subject) or _WORKS.search(subject) or _PEOPLE.search(subject):
        return None
    verb = tokens[place]
    base = verb if verb in _EFFECTS else _BASES.get(verb, "")
    object_begins = rest[0].lower() not in PRONOUNS | PREPOSITIONS and rest[0][0] != "("
    if base in _EFFECTS and object_begins:
        return f"What {third_person(base) if verb == base else verb} {' '.join(rest)}"
    is_told = (
        _MODAL.match(verb) and (rest[0] in VERBS or rest[:1] == ["be"] or rest[:2] == ["not", "be"]) and len(rest) > 2
    )
    return f"What {verb} {' '.join(rest)}" if is_told else None


def _of_ties(statement: str, names: Collection[str]) -> str | None:
    """What something is related to, what causes it, how it is diagnosed or treated."""
    matches = (form.match(statement) for form in (_TIES, _DONE_BY, _IN_A_WAY))
    match = next(filter(None, matches), None)
    if not match or not _is_subject(match["subject"]) or re.search(r"\d{2}", match["subject"]):
        return None
    subject, be, what = inside(match["subject"], names), match["be"], match["what"]
    named = re.search(rf" (?:in|according to) {CITED}$", what)
    work = named[0] if named else ""
    if match.re is _TIES:
        return f"What {be} {subject} {match['how']}{work}"
    # Who they are that something is done to is not known, and who does it is not asked.
    if _PEOPLE.fullmatch(match["subject"]) or re.match(CITED, what) or _WORKS.search(match["subject"]):
        return None
    if match.re is _IN_A_WAY:
        return f"How {be} {subject} {match['done']}{work}"
    base = _BASES.get(match["done"], "")
    return f"What {third_person(base) if be in ('is', 'are') else past(base)} {subject}{work}" if base else None


def _of_comparison(statement: str, names: Collection[str]) -> str | None:
    """Whether something is more than another, or does what the statement denies."""
    if (match := _DENIED.match(statement)) and _is_subject(match["subject"]) and match["rest"].split()[0] in VERBS:
        return f"{match['aux'].capitalize()} {inside(match['subject'], names)} {match['rest']}"
    match = _COMPARED.match(statement)
    if not match or not _is_subject(match["subject"]) or not re.search(r"\bthan\b|^not ", match["rest"]):
        return None
    return f"{match['be'].capitalize()} {inside(match['subject'], names)} {match['rest'].removeprefix('not ')}"


def _is_subject(text: str) -> bool:
    """Whether a text may be the subject of a statement: a few words without a verb or a clause."""
    tokens = [token.lower() for token in text.split()]
    if (
        len(tokens) > _MOST_OF_SUBJECT
        or tokens[0] in PREPOSITIONS | PRONOUNS
        or _CLAUSE.search(text.lower())
        or "," in text
    ):
        return False
    after = [*tokens[1:], "of"]
    has_verb = any(
        token in AUXILIARIES or (at and is_finite(token) and following not in PREPOSITIONS)
        for at, (token, following) in enumerate(zip(tokens, after, strict=True))
    )
    return not has_verb and tokens[-1] not in PREPOSITIONS and "but" not in tokens


def _states(text: str) -> bool:
    """Whether a text says something of what it names."""
    return any(at and is_finite(token) for at, token in enumerate(text.split()))
