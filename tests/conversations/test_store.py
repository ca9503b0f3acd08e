"""The store of conversations: what goes in comes out, in its order, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from qa_service.conversations.store import Conversations
from qa_service.errors import UnknownIdError
from qa_service.types import Abstention, Answer, DisagreeingValue, Evidence, Premise

AnswerTo = Callable[..., Answer]

NEAR = Evidence(document_id="d", passage_id="p", section="s", quote="q", title="t")
KINDS = {
    "answered": {},
    "declined": {"status": "abstained", "text": "No.", "sentences": (), "citations": (),
                 "abstention": Abstention(reason="not_in_corpus", nearest=(NEAR,), suggestions=("What?",))},
    "corrected": {"premise": Premise(claim="all", correction="some", citations=(1,)), "safety": "Ask a doctor."},
    "differing": {"disagreement": (DisagreeingValue(value="60%", citations=(1,), work="w", year=2017),), "withheld": 2},
    "odd": {"question": "a\x00b\u202e\U0001f469\u200d\U0001f52c '\"%_\\ \r\n", "text": "\u2028\x00\ufffe"},
}  # fmt: skip


def titles(store: Conversations, **options: object) -> list[str]:
    return [found.title for found in store.listed(**options)]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_comes_back_as_it_was_stored(store: Conversations, answer_to: AnswerTo, kind: str) -> None:
    """Every field, to the last character and digit."""
    answer = answer_to(**KINDS[kind])

    store.append("c", answer)

    assert store.turns("c") == (answer,)
    assert store.answer(answer.id) == answer
    assert store.answer(answer.id).model_dump_json() == answer.model_dump_json()


def test_turns_are_numbered_and_ordered_per_conversation(store: Conversations, answer_to: AnswerTo) -> None:
    """From 1 on; `last` gives the end, oldest first."""
    answers = [answer_to(f"Question {number}?") for number in range(3)]

    assert [store.append("a", answer) for answer in answers] == [1, 2, 3]
    assert store.append("b", answer_to()) == 1
    assert store.turns("a") == tuple(answers)
    assert store.turns("a", last=2) == tuple(answers[1:])
    assert (store.turns("a", last=0), store.turns("a", last=99)) == ((), tuple(answers))


def test_a_turn_that_goes_on_begins_no_conversation(store: Conversations, answer_to: AnswerTo) -> None:
    """Where there is none it is refused, and nothing of it is left."""
    with pytest.raises(UnknownIdError, match="there is no conversation 'c'"):
        store.append("c", answer_to(), begins=False)
    assert store.listed() == ()

    store.append("c", answer_to())

    assert store.append("c", answer_to(), begins=False) == 2


@pytest.mark.parametrize("unknown", ["nobody", "", "\x00", "\ud800", "x" * 1000, "a/b", "' OR 1=1 --"])
def test_an_unknown_id_has_no_turns_and_is_refused_elsewhere(
    store: Conversations, answer_to: AnswerTo, unknown: str
) -> None:
    """Also one that no database would take."""
    store.append("c", answer_to())

    assert store.turns(unknown) == ()
    for ask in (
        lambda: store.conversation(unknown),
        lambda: store.with_turns(unknown),
        lambda: store.rename(unknown, "Title"),
        lambda: store.delete(unknown),
        lambda: store.answer(unknown),
        lambda: store.give_feedback(unknown, "up", ""),
    ):
        with pytest.raises(UnknownIdError, match=r"^there is no (conversation|answer) "):
            ask()
    assert len(store.turns("c")) == 1


def test_a_conversation_tells_when_it_was(store: Conversations, answer_to: AnswerTo) -> None:
    """Created with its first turn, updated with the last, in UTC."""
    before = datetime.now(UTC)
    store.append("c", answer_to("What is scurvy?"))
    store.append("c", answer_to("And rickets?"))

    found = store.conversation("c")

    assert (found.id, found.title, found.turn_count) == ("c", "What is scurvy?", 2)
    assert before <= found.created < found.updated <= datetime.now(UTC)
    assert found.created.tzinfo is UTC


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("What is scurvy?", "What is scurvy?"),
        ("  What\x00 is\n\nscurvy?\u202e ", "What is scurvy?"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("word " * 30, "word " * 15 + "word…"),
        ("\x00", "Untitled"),
    ],
)
def test_the_title_is_the_first_question(store: Conversations, answer_to: AnswerTo, question: str, title: str) -> None:
    """On one line, cut at a word, with at most 80 characters."""
    store.append("c", answer_to(question))

    assert store.conversation("c").title == title
    assert len(title) <= 80


def test_the_latest_conversation_is_listed_first(store: Conversations, answer_to: AnswerTo) -> None:
    """Latest by its last turn; a page at a time."""
    for conversation in ("a", "b", "c", "a"):
        store.append(conversation, answer_to(f"About {conversation}"))

    assert titles(store) == ["About a", "About c", "About b"]
    assert [found.turn_count for found in store.listed()] == [2, 1, 1]
    assert titles(store, limit=1, offset=1) == ["About c"]
    assert (titles(store, limit=0), titles(store, offset=3)) == ([], [])


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("SCURVY", ["a"]),
        ("straße", ["b"]),
        ("STRASSE", ["b"]),
        ("ärzte", ["b"]),
        ("100%", ["c"]),
        ("%", ["c"]),
        ("_", ["d"]),
        ("\\", ["d"]),
        ("/", []),
        ("second question", ["a"]),
        (" rare   disease ", ["c"]),
        ("nothing of it", []),
        ("", ["d", "c", "b", "a"]),
        (" ", ["d", "c", "b", "a"]),
    ],
)
def test_a_search_finds_words_of_titles_and_questions(
    store: Conversations, answer_to: AnswerTo, search: str, found: list[str]
) -> None:
    """In any case, in any language, and with no sign that means more than itself."""
    store.append("a", answer_to("What is Scurvy?"))
    store.append("a", answer_to("The second question"))
    store.append("b", answer_to("Ärzte in der Straße"))
    store.append("c", answer_to("Is it 100% a rare disease?"))
    store.append("d", answer_to("What is a_b\\c?"))

    assert [conversation.id for conversation in store.listed(search=search)] == found


def test_a_renamed_conversation_is_found_by_its_title(store: Conversations, answer_to: AnswerTo) -> None:
    """And still by its questions; its place in the list stays."""
    store.append("a", answer_to("What is scurvy?"))
    store.append("b", answer_to("What is gout?"))

    store.rename("a", "  Übung\n1 ")

    assert titles(store) == ["What is gout?", "Übung 1"]
    assert titles(store, search="übung") == titles(store, search="scurvy") == ["Übung 1"]


def test_a_deleted_conversation_leaves_nothing(store: Conversations, answer_to: AnswerTo) -> None:
    """Its turns and the feedback go with it; the others stay, and the id can be used again."""
    gone, kept = answer_to(), answer_to()
    store.append("a", gone)
    store.append("b", kept)
    for answer in (gone, kept):
        store.give_feedback(answer.id, "up", "")

    store.delete("a")

    assert store.turns("a") == ()
    assert [said.answer_id for said in store.feedback()] == [kept.id]
    with pytest.raises(UnknownIdError, match=r"^there is no answer"):
        store.answer(gone.id)
    assert store.append("a", gone) == 1


def test_a_turn_tells_its_place_and_what_was_said_of_it(store: Conversations, answer_to: AnswerTo) -> None:
    """Of the answer that is asked for; a conversation tells what was said of all of its own."""
    first, second, other = answer_to(), answer_to(), answer_to(conversation_id="d")
    for answer in (first, second, other):
        store.append(answer.conversation_id, answer)
        store.give_feedback(answer.id, "up", answer.id)

    turn = store.turn(second.id)

    assert (turn.answer_id, turn.conversation_id, turn.number) == (second.id, "c", 2)
    assert turn.feedback is not None
    assert turn.given < turn.feedback.given
    assert store.feedback_in("c") == (store.turn(first.id).feedback, turn.feedback)
    assert store.feedback_in("nobody") == store.feedback_in("\0") == ()
    with pytest.raises(UnknownIdError, match="there is no answer 'nobody'"):
        store.turn("nobody")


def test_the_latest_feedback_on_an_answer_counts(store: Conversations, answer_to: AnswerTo) -> None:
    """It may be taken back; all of it comes out in the order in which it was given."""
    first, second = answer_to(), answer_to()
    for answer in (first, second):
        store.append("c", answer)

    store.give_feedback(first.id, "up", "fine")
    store.give_feedback(second.id, None, "Ärger\n2")
    store.give_feedback(first.id, "down", "")

    assert [(said.conversation_id, said.answer_id, said.thumbs, said.comment) for said in store.feedback()] == [
        ("c", second.id, None, "Ärger\n2"),
        ("c", first.id, "down", ""),
    ]


def test_an_answer_is_stored_once(store: Conversations, answer_to: AnswerTo) -> None:
    """A second time it is refused, and no turn is counted."""
    answer = answer_to()
    store.append("c", answer)

    for conversation in ("c", "d"):
        with pytest.raises(ValueError, match="is stored already"):
            store.append(conversation, answer)

    assert store.conversation("c").turn_count == 1
    assert [found.id for found in store.listed()] == ["c"]


@pytest.mark.parametrize("wrong", ["", "x" * 65, "a b", "a\n", "\x00", "\ud800", "ä"])
def test_an_id_that_no_url_holds_is_refused(store: Conversations, answer_to: AnswerTo, wrong: str) -> None:
    """With the characters that it takes."""
    with pytest.raises(ValueError, match="takes 1 to 64 letters"):
        store.append(wrong, answer_to())


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("x" * 1_000_000, "comment: 1000000 characters are too many; the limit is 4000"),
        ("a\x00", "comment: holds U+0000, which is not text; leave it out"),
        ("\ud800", "comment: holds U+D800, which is not text; leave it out"),
    ],
)
def test_a_text_that_no_database_takes_is_refused(
    store: Conversations, answer_to: AnswerTo, comment: str, problem: str
) -> None:
    """In a comment, a title or a search, with what is wrong; nothing is stored."""
    answer = answer_to()
    store.append("c", answer)

    with pytest.raises(ValueError, match=r"^comment: ") as refusal:
        store.give_feedback(answer.id, "up", comment)
    with pytest.raises(ValueError, match=r"^title: "):
        store.rename("c", comment)
    with pytest.raises(ValueError, match=r"^search: "):
        store.listed(search=comment)

    assert str(refusal.value) == problem
    assert list(store.feedback()) == []


def test_a_title_is_not_empty_and_thumbs_are_up_or_down(store: Conversations, answer_to: AnswerTo) -> None:
    """What is refused changes nothing."""
    answer = answer_to()
    store.append("c", answer)

    for title in ("", " \n", "\u202e"):
        with pytest.raises(ValueError, match=r"^title: is empty"):
            store.rename("c", title)
    with pytest.raises(ValueError, match=r"^thumbs: is 'sideways'"):
        store.give_feedback(answer.id, "sideways")  # type: ignore[arg-type]

    assert store.conversation("c").title == "What is scurvy?"


@pytest.mark.parametrize("number", [-1, 10**30])
def test_a_number_without_bounds_is_refused(store: Conversations, number: int) -> None:
    """Of turns, of conversations, and where the list begins."""
    for ask in (
        lambda: store.turns("c", last=number),
        lambda: store.listed(limit=number),
        lambda: store.listed(offset=number),
    ):
        with pytest.raises(ValueError, match=f"is {number}"):
            ask()
