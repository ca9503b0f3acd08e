"""Messages as questions that stand alone, without any corpus: what words alone decide."""

import pytest

from qa_service.answering.followups.form import is_fragment, mentions
from qa_service.answering.followups.saying import read_saying
from qa_service.answering.followups.standalone import candidates
from qa_service.answering.followups.wording import Before, Wording


def nearest_by_letters(phrase: str, things: list[str]) -> list[float]:
    """A nearness that needs no model: the share of letters in common."""
    return [len(set(phrase) & set(thing)) / len(set(phrase) | set(thing)) for thing in things]


WORDING = Wording(
    nearest_by_letters,
    lambda text: "scurvy" in text or "rickets" in text,
    lambda phrase: 0 if phrase == "Yesterday" else len(phrase),
)


def first_reading(message: str, last: str, **before: tuple[str, ...]) -> str:
    return candidates(read_saying(message), Before(last, **before), WORDING)[0].question


@pytest.mark.parametrize(
    ("message", "last", "question"),
    [
        ("How is it treated?", "What is scurvy?", "How is scurvy treated?"),
        ("What are its symptoms?", "What is congenital scurvy?", "What are the symptoms of congenital scurvy?"),
        ("Is rickets different?", "What is scurvy?", "Is rickets different?"),
        (
            "Since scurvy is rare, which fruit prevents it?",
            "What is rickets?",
            "Since scurvy is rare, which fruit prevents it?",
        ),
        ("Compare with rickets.", "When does scurvy peak?", "When does scurvy peak, and when does rickets peak?"),
        ("Which is worse?", "Compare scurvy with rickets.", "Which is worse, scurvy or rickets?"),
        (
            "And those without fever?",
            "How long do sailors with scurvy live?",
            "How long do sailors without fever live?",
        ),
        ("I meant when they sail.", "Who gets scurvy?", "Who gets scurvy when they sail?"),
        ("Does Lind agree?", "How common is scurvy in Funk 1912?", "How common is scurvy in Lind?"),
        ("And in the Dutch study?", "How common is scurvy in Funk 1912?", "How common is scurvy in the Dutch study?"),
        ("And the sour ones?", "Do sweet limes prevent scurvy?", "Do sour limes prevent scurvy?"),
        ("Of what kind?", "Did any of them have a tumour?", "What kind of tumour did any of them have?"),
        ("Anything on limes?", "What is scurvy?", "What is known about limes?"),
        ("By whom?", "When was scurvy first described?", "By whom was scurvy first described?"),
        (
            "In how many sailors?",
            "Does lime juice help in scurvy?",
            "In how many sailors does lime juice help in scurvy?",
        ),
    ],
)
def test_what_is_left_out_is_taken_from_the_last_question(message: str, last: str, question: str) -> None:
    """Pronouns, question words and fragments get what they stand for; a question that stands alone is left as it is."""
    assert first_reading(message, last) == question


def test_whether_two_works_agree_is_asked_of_both() -> None:
    """Why they differ keeps its "why"; whether they do is answered by what each says."""
    works = ("Lind 1753", "Funk 1912")
    both = first_reading("Do they contradict each other?", "How common is scurvy?", works=works)
    assert both == "How common is scurvy in Lind 1753 and in Funk 1912?"
    why = first_reading("Why do they disagree?", "How common is scurvy?", works=works)
    assert why.startswith("Why do Lind 1753 and Funk 1912 disagree")


def test_they_who_found_something_are_the_authors() -> None:
    """Not the things of the last question."""
    assert (
        first_reading("What did they recommend?", "Do limes help?", works=("Lind 1753",))
        == "What did Lind 1753 recommend?"
    )


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Where does it grow?", "Where does bull kelp grow (Alaska)?"),
        ("How is it eaten?", "How is bull kelp eaten (Alaska)?"),
    ],
)
def test_what_a_question_asked_for_is_what_the_answer_named(message: str, question: str) -> None:
    """After "Which kelp ...?" it is the kelp of the answer."""
    before = Before("Which kelp lives in Alaska?", told="In Alaska lives bull kelp.")
    assert candidates(read_saying(message), before, WORDING)[0].question == question


def test_the_latter_is_the_second_of_two_that_were_named() -> None:
    """ "The former" and "the latter" are looked up in the last question that names two things."""
    from qa_service.answering.followups.resolving import numbered

    asked = ["Did Lind 1753 and Funk 1912 name it?"]
    assert numbered("When did the latter appear?", asked, []) == "When did Funk 1912 appear?"


def test_the_second_source_is_the_second_work_cited() -> None:
    """Works are counted in the order of their first mark."""
    from qa_service.answering.followups.resolving import numbered

    told = numbered("What did the second paper do?", ["How common is scurvy?"], ["Lind 1753", "Funk 1912"])
    assert told == "What did Funk 1912 do?"


def test_a_third_source_that_is_not_there_is_not_made_up() -> None:
    """Out of range, the message stays as it is."""
    from qa_service.answering.followups.resolving import numbered

    assert numbered("What did the third paper do?", ["How common is scurvy?"], ["Lind 1753", "Funk 1912"]) is None


def test_a_change_of_topic_does_not_drag_the_old_one_along() -> None:
    """What is said to be something else stands alone."""
    found = candidates(read_saying("Something else: how old was she?"), Before("What is scurvy?"), WORDING)
    assert [reading.question for reading in found] == ["How old was she?"]


def test_what_nobody_knows_is_not_put_behind_a_question() -> None:
    """Words of the last message that the corpus does not hold would only make the question foreign."""
    question = first_reading("What if that fails?", "Yesterday I got scurvy, so which fruit helps?")
    assert "Yesterday" not in question


@pytest.mark.parametrize("message", ["In Japan?", "By whom?", "the blocking ones", "Located where?", "And reflexes?"])
def test_a_message_without_a_verb_is_a_fragment(message: str) -> None:
    """It needs the frame of the last question."""
    assert is_fragment(message)


@pytest.mark.parametrize(
    "message", ["Who won the match?", "They found nothing.", "Is it rare?", "Which drug helped most?"]
)
def test_a_message_with_a_verb_is_none(message: str) -> None:
    """It is a whole sentence."""
    assert not is_fragment(message)


def test_mentions_are_noun_phrases() -> None:
    """Function words, verbs and quantities are left out."""
    assert mentions("How many sailors with scurvy did Lind 1753 treat?") == ["sailors with scurvy", "Lind 1753"]


@pytest.mark.parametrize(
    "message", ["?", "...", "a" * 2000, "(((((", "and and and", "it it it it", "the latter the former"]
)
def test_odd_messages_are_read_too(message: str) -> None:
    """Whatever is sent, some reading comes of it."""
    assert candidates(read_saying(message), Before("What is scurvy?", works=("Lind 1753",)), WORDING)


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("What could go wrong?", []),
        ("They found nothing on the scan.", ["scan"]),
        ("Does the study show an increase of fever?", ["study", "increase of fever"]),
        ("What treats scurvy?", ["scurvy"]),
        ("Who discovers drugs?", ["drugs"]),
    ],
)
def test_a_verb_after_its_subject_is_no_thing(text: str, things: list[str]) -> None:
    """Nor is what stands for anything at all."""
    assert mentions(text) == things


@pytest.mark.parametrize("message", ["Scurvy, when did it come back?", "Scurvy, is it safe?"])
def test_a_thing_before_a_comma_needs_no_answer_to_have_told_it(message: str) -> None:
    """After a question that was declined nothing new was told, and the message names its own thing."""
    assert first_reading(message, "What does lime juice cost?")
