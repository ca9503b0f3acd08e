"""Questions about somebody's own health get a note; questions for knowledge get none."""

from __future__ import annotations

import pytest

from qa_service.answering.safety import ADVICE, EMERGENCY, safety_note

OWN = [
    "My doctor gave me vitamin C. Should I take it with food?",
    "should i stop taking my tablets before surgery",
    "I have scurvy, can I take aspirin?",
    "I was diagnosed with scurvy last week, what now?",
    "Is my mother's dose of 500 mg too high?",
    "Am I going to die of this?",
    "Can I drink alcohol with amifampridine?",
    "CAN I DRIVE WITH SCURVY??",
    "I’m pregnant, is it safe for me to take vitamin C?",
    "My son has scurvy. Which fruit should he eat?",
    "I forgot my dose this morning, so I take two now, right?",
    "what should i do if i missed a pill",
    "My legs feel weak every evening, could it be scurvy?",
    "Do I need a second scan?",
    "My dad's doctor wants to stop his prednisone, is that right?",
    "can my wife breastfeed while on this drug",
    "I take 20 mg a day and my hands tingle",
    "How much should I take?",
    "We have a child with scurvy, which school sport is allowed for him?",
    "i hav scurvy wat can i eat",
    "Will my scurvy get worse?",
    "My GP said my antibodies are positive. Do I have cancer?",
    "I've been on steroids for two years. How do I come off them?",
    "Should my partner be tested as well?",
    "I am 60, I smoke, my CT was clean, so I need no further scan, right?",
    "With scurvy all exercise is forbidden. How do I keep my muscles then?",
    "Whom should I tell before my operation?",
    "Am I still meant to exercise?",
    "Is it okay if I double my dose?",
    "How long will I live with scurvy?",
]
URGENT = [
    "I can't breathe, what should I do?",
    "My mother cannot swallow and is choking right now",
    "I have chest pain after the tablet",
    "my husband is unconscious after his dose",
    "I took 30 tablets, an overdose, what happens?",
    "I want to kill myself",
    "My son is having a seizure now, help",
    "HELP MY DAD CANT BREATH",
    "Her face is drooping and she can't speak, is that scurvy?",
    "I'm struggling to breathe since this morning",
    "my patient with scurvy is in respiratory arrest right now, what do I give?",
    "I feel suicidal since starting the drug",
    "My wife took too many pills",
]
KNOWLEDGE = [
    "What is scurvy?",
    "How is respiratory failure treated in scurvy?",
    "Which patients need ventilation?",
    "I am a student: what dose is used?",
    "In my exam they asked for the dose of vitamin C. What is it?",
    "My patient has scurvy. Which dose is recommended?",
    "Can I find the paper by Lind online?",
    "I want to know how vitamin C works",
    "Tell me about scurvy",
    "I read that limes do not help. Is this true?",
    "I've heard that a hot bath helps people with scurvy. Does it?",
    "How many patients in the trial had seizures?",
    "Does vitamin C cause chest pain?",
    "What are the risk factors for suicide in chronic disease?",
    "Is overdose with amifampridine described?",
    "I need a summary of the review",
    "Can you give me the DOI?",
    "What did our group publish in 2010?",
    "I am writing my thesis on scurvy. Which reviews should I cite?",
    "Should patients stop the drug before surgery?",
    "How do I calculate the Lind score?",
    "How do I tell scurvy from gout?",
    "I think cider helps. What does the trial say?",
    "Who were my favourite author's co-authors?",
    "What share of men smoke?",
    "Do mothers with scurvy breastfeed?",
    "Why do patients choke or have trouble swallowing?",
    "As a doctor, when should I order a CT in a new patient?",
    "I have a question about scurvy",
    "I have an exam tomorrow. What causes scurvy?",
    "May I cite this figure?",
    "What should I read first?",
    "Am I right that cider beats lemons?",
    "",
    "???",
]


@pytest.mark.parametrize("question", OWN)
def test_a_question_on_ones_own_treatment_gets_a_note(question: str) -> None:
    """It says that this is literature and who gives advice."""
    assert safety_note(question) == ADVICE


@pytest.mark.parametrize("question", URGENT)
def test_an_emergency_is_told_to_call_for_help_first(question: str) -> None:
    """Before anything else is said."""
    note = safety_note(question)
    assert note == EMERGENCY
    assert note.startswith("If this is happening now, call your local emergency number")


@pytest.mark.parametrize("question", KNOWLEDGE)
def test_a_question_for_knowledge_gets_no_note(question: str) -> None:
    """A first person alone is no patient, and "chest pain" alone no emergency."""
    assert safety_note(question) is None
