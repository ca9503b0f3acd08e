"""What a question takes for granted, as a plain sentence."""

from __future__ import annotations

import pytest

from qa_service.answering.premises import Presupposition, presupposed
from qa_service.answering.service import AnswerService, Request


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Since scurvy is always fatal, how long do patients live?", "Scurvy is always fatal."),
        ("Given that 90% of sailors got scurvy, who was spared?", "90% of sailors got scurvy."),
        ("Because limes hold no vitamin C, what did sailors eat?", "Limes hold no vitamin C."),
        ("Since gout and scurvy never occur together, why test both?", "Gout and scurvy never occur together."),
        ("Since lime is no longer used in US ships, why test it?", "Lime is no longer used in US ships."),
        ("Since sailors never see a doctor, how are limes given?", "Sailors never see a doctor."),
        ("Given that most men had scurvy of stage I, why was it missed?", "Most men had scurvy of stage I."),
        ("Now that lemons are banned, which fruit is given?", "Lemons are banned."),
        ("If lemons cure scurvy, why was it so common?", "Lemons cure scurvy."),
        ("As Lind showed in 1747, cider beats lemons. By how much?", "Lind showed in 1747 that cider beats lemons."),
        ("After the Navy banned lemons, who protested?", "The Navy banned lemons."),
        ("What should sailors eat, given that lemons do not help?", "Lemons do not help."),
    ],
)
def test_a_reason_that_is_given_is_a_premise(question: str, claim: str) -> None:
    """It is told in the question's own words."""
    assert Presupposition(claim, "stated") in presupposed(question)


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Guinea pigs make vitamin C. Why do humans not?", "Guinea pigs make vitamin C."),
        ("I've heard that limes strengthen the gums. How many should I eat?", "Limes strengthen the gums."),
        ("My teacher told me scurvy is contagious. How does it spread?", "Scurvy is contagious."),
        ("Most scurvy begins in the eyes, so which test comes first?", "Most scurvy begins in the eyes."),
        ("Lind 1753 treated sixty sailors; how many recovered?", "Lind 1753 treated sixty sailors."),
        ("Scurvy is caused by bad air, right?", "Scurvy is caused by bad air."),
        ("Scurvy is caused by bad air, isn’t it? What helps?", "Scurvy is caused by bad air."),
    ],
)
def test_a_statement_beside_the_question_is_a_premise(question: str, claim: str) -> None:
    """Before it, joined to it, or with a tag that asks for a nod."""
    assert claim in [item.claim for item in presupposed(question)]


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Why does scurvy attack the bones?", "Scurvy attacks the bones."),
        ("Why do sailors with scurvy live longer?", "Sailors with scurvy live longer."),
        ("Why did Lind give cider to his patients?", "Lind gave cider to his patients."),
        ("Why don't lemons help?", "Lemons do not help."),
        ("Why does lemon juice not help in scurvy?", "Lemon juice does not help in scurvy."),
        ("Why is scurvy with anaemia mainly a disease of men?", "Scurvy with anaemia is mainly a disease of men."),
        ("Why is scurvy contagious?", "Scurvy is contagious."),
        ("Why are the gums of sailors so brittle?", "The gums of sailors are so brittle."),
        ("Why were patients without scurvy diagnosed sooner?", "Patients without scurvy were diagnosed sooner."),
        ("Why might sailors live longer on lemons?", "Sailors might live longer on lemons."),
        ("How come scurvy sets in faster than gout?", "Scurvy sets in faster than gout."),
        ("How does vitamin C block collagen?", "Vitamin C blocks collagen."),
        ("By how much does scurvy shorten life?", "Scurvy shortens life."),
        ("By how many years does scurvy shorten life?", "Scurvy shortens life."),
        ("When did the Navy ban lemons?", "The Navy banned lemons."),
        ("How long before scurvy did the Navy stop issuing lemons?", "The Navy stopped issuing lemons."),
        ("What makes the gums so brittle in scurvy?", "The gums are so brittle in scurvy."),
        ("Which vessels is it that scurvy takes away?", "Scurvy takes away vessels."),
        ("How many points does gum bleeding bring in the Lind score?", "Gum bleeding brings points in the Lind score."),
        ("How does lime, being a stimulant, raise the mood?", "Lime is a stimulant."),
        ("How were the Dutch sailors chosen in whom the score was built?", "The score was built in the Dutch sailors."),
        ("What became of the 90% of sailors who recovered?", "90% of sailors recovered."),
        ("My father has scurvy. By how much will that shorten his life?", "Scurvy will shorten his life."),
        ("Which fruit cures scurvy best?", "A fruit cures scurvy best."),
        ("How is the inherited form of scurvy treated?", "There is an inherited form of scurvy."),
        ("How does lime, which is a fruit, help sailors?", "Lime is a fruit."),
        ("How does lime, which holds no fat, mimic lemon juice?", "Lime holds no fat."),
        ("How does lime, a citrus fruit, help sailors?", "Lime is a citrus fruit."),
        ("How does lime, a citrus fruit, help sailors?", "Lime helps sailors."),
        ("How do limes, given to sailors, help the gums?", "Limes are given to sailors."),
        ("How many sailors have eaten limes on board?", "Some sailors have eaten limes on board."),
        ("How many people have eaten limes on board?", "Some people have eaten limes on board."),
        ("Which citrus fruits are rich in ascorbic acid?", "Some citrus fruits are rich in ascorbic acid."),
        ("Which two fruits are held back by the Navy?", "Two fruits are held back by the Navy."),
        ("Which one vitamin cures scurvy?", "One vitamin cures scurvy."),
        ("Which single vitamin cures scurvy?", "A single vitamin cures scurvy."),
        ("Which fruit cures scurvy on board, and does it keep?", "A fruit cures scurvy on board."),
        ("Which fruit does Lind use, and what is its price?", "Lind uses a fruit."),
        ("Which fruits does Lind chiefly use, and how many?", "Lind chiefly uses fruits."),
        ("How does lime cure scurvy, and in how many days does it do so?", "Lime cures scurvy."),
        ("Why is lime of interest for sailors?", "Lime is of interest for sailors."),
        ("Why are limes good food supplements?", "Limes are good food supplements."),
        ("Why weren't the older limes good enough?", "The older limes were not good enough."),
        ("Why does vitamin B3 track age in sailors?", "Vitamin B3 tracks age in sailors."),
        ("Why do sailors curb their appetite at sea?", "Sailors curb their appetite at sea."),
        ("Why is the finding odd for a fruit?", "The finding is odd for a fruit."),
        ("Which fruit do limes look like?", "Limes look like a fruit."),
        ("What makes sailors turn to limes?", "Sailors turn to limes."),
        ("Why is it hard to keep limes, and are they well known?", "It is hard to keep limes."),
        ("At which age does scurvy begin in sailors?", "Scurvy begins in sailors."),
        ("When does scurvy begin in sailors, early or late?", "Scurvy begins in sailors."),
        ("Why does mRNA rise in scurvy?", "mRNA rises in scurvy."),
        ("How many lemons a day do sailors get?", "Sailors get lemons a day."),
        ("At sea, when does gum bleeding occur?", "Gum bleeding occurs at sea."),
        ("Why would an eye without vitamins go blind?", "An eye without vitamins would go blind."),
        ("Why has the trade grown, and name its ports.", "The trade has grown."),
        ("Why can limes cure scurvy, in a word?", "Limes can cure scurvy."),
        ("What part does lime play in scurvy?", "Lime plays a part in scurvy."),
        ("Which end of the lime drives bleeding of the gums?", "An end of the lime drives bleeding of the gums."),
        ("How does the body get rid of limes?", "The body gets rid of limes."),
        ("How is scurvy tied to a lack of limes?", "Scurvy is tied to a lack of limes."),
        ("How does lime hold scurvy down?", "Lime holds scurvy down."),
        ("What explains that sailors avoid limes?", "Sailors avoid limes."),
        ("What makes limes often superior to lemons?", "Limes are often superior to lemons."),
        ("Why was the lime, and not the lemon, given to sailors?", "The lime was given to sailors."),
        ("In which unusual fruit is the acid found?", "The acid is found in an unusual fruit."),
        ("What two changes do limes lead to in sailors?", "Limes lead to two changes in sailors."),
        ("What makes scurvy a threat to sailors?", "Scurvy is a threat to sailors."),
        (
            "At what age are sailors with throat cancer usually treated?",
            "Sailors with throat cancer are usually treated.",
        ),
        ("Which fruit is missing in the stores of ships and since when?", "A fruit is missing in the stores of ships."),
        ("When at sea does gum bleeding begin?", "Gum bleeding begins at sea."),
        ("Through which enzyme does vitamin C build collagen?", "Vitamin C builds collagen through an enzyme."),
        ("Into which sea was the ship sent, and how large was it?", "The ship was sent into a sea."),
        ("By which enzymes is collagen made in the gums?", "Collagen is made in the gums by some enzymes."),
        ("What lets sailors cross the ocean without scurvy?", "Sailors cross the ocean without scurvy."),
        ("What explains why sailors eat fewer limes than lemons?", "Sailors eat fewer limes than lemons."),
        ("Why is there no vitamin C in rice?", "There is no vitamin C in rice."),
        ("Why is it hard to keep limes fresh at sea?", "It is hard to keep limes fresh at sea."),
        ("Why does it take months for scurvy to begin?", "It takes months for scurvy to begin."),
    ],
)
def test_what_a_question_asks_about_is_taken_for_granted(question: str, claim: str) -> None:
    """The order of a plain sentence is put back."""
    assert claim in [item.claim for item in presupposed(question)]


@pytest.mark.parametrize(
    "question",
    [
        "What is scurvy?",
        "Is scurvy contagious?",
        "Does lemon juice cure scurvy?",
        "scurvy treatment",
        "List the symptoms of scurvy",
        "I am a student. What is scurvy?",
        "Can the inherited form of scurvy be cured by limes?",
        "Is the root cause of scurvy well known?",
        "What is the median survival with limes and lemons?",
        "What is the five-year survival of sailors with scurvy?",
        "How does lime differ from lemon?",
        "How does lime compare with lemon?",
        "How do limes work?",
        "How was scurvy brought on, and did it spread?",
        "How were the sailors chosen?",
        "How long are the pale yellow limes, and in which fruit were they seen?",
        "When is the second one?",
        "Which sailor goes first?",
        "Which method works best?",
        "How many papers were included?",
        "What share of the gum was cut?",
        "What else is needed for the gums?",
        "What happens to sailors without limes?",
        "Who gets scurvy more often?",
        "Limes on old ships: what happens to their juice?",
        "Lime or lemon: which one, if eaten, cures scurvy?",
        "By which two ways might limes be kept, and could this be of use?",
        "Name the five fruits borrowed from Lind.",
        "Name the ships where the limes are fresh.",
        "Sailors who died: what was different in their gums?",
        "Lind's trick with citrus factors, in one line.",
        "What do limes help, and who found it?",
        "How do they differ?",
        "Dad has scurvy. What helps?",
        "Limes make my gums worse; which fruit is better?",
        "High notes or low notes: which go first?",
        "Of all sailors who could have come, what share did?",
        "How many limes can ship cooks keep?",
        "How many times likelier to be cured at sea?",
        "Besides arrest and death, what else do limes shape?",
        "Up to what date were the ships searched, and how many remained?",
        "Limes in ships: fully ripe, or green, and how many?",
        "In which sailors was it found, and loss of which fruit kept it going?",
        "What holds back sugar use on board: the lime or the lemon?",
        "Lime or lemon: which one also hurts the gums?",
        "How do most cases of scurvy come about?",
        "If limes are shut off, what becomes of sailors?",
        "When lemons are sour, do sailors eat more of them?",
        "Of those sailors who went, how many came back?",
        "What should be considered besides the limes?",
        "What happened when limes were put into the barrels?",
        "What do limes give to sailors?",
        "How is the juice made by Lind called?",
        "What makes the juice?",
        "How much did the limes spare?",
        "Where do the fresh limes come from?",
        "Limes kept on old ships: did they rot?",
        "Bacterial load in sailors short of limes.",
        "From where do the limes come, and who keeps them?",
        "Which lime targets help?",
        "Thanks. Can you tell me more?",
        "Why do they do it?",
        "",
        "?",
        "Since",
        "Why?",
        "How come?",
        "why does",
    ],
)
def test_a_plain_question_takes_nothing_for_granted(question: str) -> None:
    """Neither do pieces of one."""
    assert presupposed(question) == []


def test_a_very_long_question_is_read_in_time() -> None:
    """Patterns do not run away."""
    assert len(presupposed("Since scurvy is bad, " + "why does the very bad scurvy " * 2000)) < 20


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("Which end of the lime drives bleeding of the gums?", "There is"),
        ("How does the body get rid of limes?", "There is"),
        ("Which gum was silenced in the pale sailors by the loaded limes?", "There is"),
        ("Why was the lime, and not the lemon, given to sailors?", "Not the lemon"),
        ("Why does lime help, and can added lemon mend the gums?", "lemon"),
    ],
)
def test_pieces_of_a_sentence_are_no_claim(question: str, wrong: str) -> None:
    """What is cut in the middle says something else, or nothing."""
    assert not [item.claim for item in presupposed(question) if wrong in item.claim]


def test_what_holds_of_two_is_taken_for_granted_of_each() -> None:
    """A source that speaks of one of them alone contradicts neither."""
    claims = [item.claim for item in presupposed("When was lime juice issued in the Navy and in Canada?")]

    assert claims == ["Lime juice was issued in the Navy.", "Lime juice was issued in Canada."]


def test_two_statements_are_not_one_of_two_places() -> None:
    """What follows "and" says something of its own."""
    claims = [item.claim for item in presupposed("The Navy issued limes in 1795 and Canada followed in 1800, right?")]

    assert not [claim for claim in claims if "limes in Canada" in claim]


async def test_what_a_source_says_of_another_place_corrects_nothing(on_lems: AnswerService) -> None:
    """What was approved in the US was approved in Europe all the same."""
    for question in (
        "When was Firdapse approved in the US and in Europe?",
        "When was amifampridine approved in Europe?",
    ):
        assert (await on_lems.answer(Request(question))).premise is None
