"""Tell a question about somebody's own health from one for knowledge, and what must be said with the answer.

A note is given where the asker, or somebody near to the asker, is the patient: "my dose", "should I stop", "my mother
has". A first person alone is none ("Can I find the paper?"), nor is a patient of the asker's ("my patient has"), nor a
student's exam. An emergency needs both a sign and a person who has it now; it is told first, to a clinician's question
as well, because a literature service is the wrong place for it whoever asks.
"""

from __future__ import annotations

import re

from qa_service.patterns import lazy

ADVICE = (
    "This is what the literature says, not medical advice. Do not start, stop or change a treatment because of it; "
    "talk to your doctor or pharmacist first."
)
EMERGENCY = (
    "If this is happening now, call your local emergency number at once: 112 in Europe, 911 in North America, "
    "999 in the UK. "
    "Whoever thinks of suicide can call them too, or a crisis line. What follows is literature, not medical advice."
)

_MOST_CHARS = 4000
_FAMILY = (
    r"(?:mother|father|mum|mom|mam|dad|daddy|mummy|parents?|son|daughter|child|kids?|baby|toddler|husband|wife|"
    r"partner|spouse|girlfriend|"
    r"boyfriend|fianc[eé]e?|brother|sister|sibling|grand\w+|gran|granny|grandad|uncle|aunt|auntie|cousin|nephew|"
    r"niece|friend|"
    r"neighbou?r|twin|step[- ]?\w+|mother-in-law|father-in-law|relative|loved one)"
)
_MINE = rf"\b(?:my|our|ma)\b(?: \w+){{0,2}}? {_FAMILY}\b"
_PERSON = rf"(?:\bi\b|\bim\b|\bive\b|\bme\b|{_MINE}|\bwe\b|\bhe\b|\bshe\b|\bthey\b|\bhis\b|\bher\b|\bmy\b|\bour\b)"

# What belongs to a patient: "my dose".
_OF_A_PATIENT = (
    r"(?:dose|doses|dosage|doctors?|dr|gp|neurologist|consultant|specialist|oncologist|cardiologist|nurse|"
    r"physician|surgeon|pharmacist|"
    r"tablets?|pills?|meds?|medicines?|medications?|prescriptions?|drugs|treatment|therapy|infusions?|"
    r"injections?|chemo\w*|symptoms?|"
    r"diagnosis|disease|illness|condition|cancer|tumou?r|antibod\w+|blood|bloods|scans?|ct|mri|x-?ray|"
    r"tests? results?|results|biopsy|"
    r"operation|surgery|muscles?|legs?|arms?|hands?|feet|eyes?|eyelids?|head|heart|lungs?|chest|throat|stomach|"
    r"back|skin|breath\w*|"
    r"body|weakness|pain|fatigue|weight|pregnancy|life expectancy|prognosis|seizures?|attacks?|allerg\w+|"
    r"kidneys?|liver|bp|pressure|"
    r"sugar|joints?|bones?|gums?|voice|speech|walking|swallowing|vision|hearing|sleep|mood|period|immune system|"
    r"own case)"
)
_OWN_THINGS = rf"\bmy (?:\w+ ){{0,2}}?{_OF_A_PATIENT}\b"
_TREATED = (
    r"(?:take|taking|took|stop|stopped|quit|start|started|begin|continue|change|switch|double|skip|miss|missed|"
    r"forgot|forget|increase|reduce|"
    r"lower|raise|halve|come off|eat|eating|drink|drive|fly|exercise|work out|swim|smoke|bathe|get pregnant|"
    r"breast-?feed|have (?:a |the |an )?"
    r"(?:baby|vaccin\w+|children|operation|surgery|scan|test|sex|alcohol)|have sex|be (?:tested|vaccinated|"
    r"treated|operated|worried|concerned|"
    r"screened|scanned|cured)|get (?:tested|vaccinated|treated|worse|better|a (?:scan|test|jab|vaccine|"
    r"second opinion)|the (?:jab|vaccine))|die|"
    r"live|survive|recover|avoid|use|need|worry|see a (?:doctor|specialist|neurologist)|travel|donate|keep my|"
    r"stay in|go to (?:hospital|the "
    r"(?:doctor|hospital|er)))"
)
_ASKS_LEAVE = (
    rf"\b(?:can|could|should|may|must|shall|do|will|would|might|ought|cn|shud) i (?:\w+ ){{0,2}}?(?:to )?{_TREATED}\b|"
    rf"\b(?:if|when|that|while|because|since|before|after|until|unless) i (?:\w+ ){{0,1}}?{_TREATED}\b|"
    rf"\b(?:can|could|should|may|must|will|would|does|did|is|has) {_MINE[2:]}"
)
_HAS = (
    r"\bi(?: have|'ve got| hav| suffer from|'ve had| had| got|'ve) (?!(?:a |an |the |some |one |two |another |"
    r"few |my |no |any )*(?:question|exam|"
    r"test|paper|essay|lecture|student|patient|idea|problem (?:with|understand)|doubt|thesis|seminar|"
    r"presentation|case|talk|class|query|"
    r"to|been|read|heard|seen|found|learn\w*|looked|tried|understood|noticed|thought|always|never|just|already|"
    r"access|trouble (?:find|under)|"
    r"difficult\w* (?:find|under)|colleague|friend who|article|review|feeling that|hypothesis)\b)\w+"
)
_BEING = (
    r"\bi(?:'m| am|m|'ve been| was| have been) (?:\w+ ){0,2}?(?:on \w+|pregnant|diagnosed|allergic|taking|"
    r"prescribed|breast-?feeding|tired|weak|scared|"
    r"worried about my|afraid|in pain|feeling|told (?:that )?i (?:have|had|need)|being treated|treated|ill|sick|"
    r"dizzy|unable to|losing|"
    r"suffering|a patient|a smoker|a diabetic|bleeding|vomiting|dying|getting (?:weak|wors|tired)\w*)\b"
)
_TAKES = (
    r"\bi (?:\w+ )?(?:take|took|takes|swallowed|inject|smoke|forgot|missed|skipped|use|stopped taking|"
    r"started(?: taking)?) (?!(?:this|that|it) (?:as|to mean)|"
    r"(?:the |a |an )?(?:course|class|exam|view|example|term|word|paper|article|questionnaire|software|data)\b)[\w.]+|"
    r"\bi (?:feel|felt|keep|can't|cannot|cant) (?:\w+ )?(?:weak\w*|tired|dizzy|sick|ill|worse|numb|falling|walk|"
    r"climb|stand|see|chew|lift|sleep|get up)\b"
)
_PROGNOSIS = (
    r"\bam i (?:going to|gonna|still|too|at risk|allowed|likely to|meant|supposed|safe|dying|ill|sick|infected|"
    r"contagious|able to)\b"
    r"(?! (?:find|cite|use|right|see|read|ask|search))|\bwill i (?!find|see|get (?:an answer|the paper)|"
    r"be able to (?:find|see|read))|\bdo i have (?!to (?:read|cite|learn|know)|access)|"
    r"\b(?:safe|ok|okay|dangerous|bad|good|right|harmful|possible|risky|wise|best|advisable) (?:for me|for us|"
    r"for my \w+|if i (?!cite|quote|use|read))\b|"
    r"\b(?:kill|cure|help|harm|hurt) me\b(?! (?:understand|find|with (?:this|my (?:exam|essay|homework|"
    r"thesis))))|\bwhat should i do(?: if| when| about|\?|$)(?! .*\b(?:patient|exam|student)s?\b)|"
    r"\bdo i need (?:to |a |an |any |more |another |further )*(?:second |new |yearly )?(?:scan|ct|mri|test|"
    r"biopsy|vaccin\w+|operation|surgery|treatment|stop|"
    r"take|change|worry|see|go|avoid)\b|\bshould i (?:worry|tell|ask my|be)\b|\bhow (?:much|many|often|"
    r"long) (?:\w+ )?(?:should|can|may|must|will|do|shall) i\b"
    r"(?! (?:read|cite|find|need to (?:read|learn|know)|have to (?:read|learn)))|\b(?:should|shall) i tell\b|"
    r"\bi need (?:no|a|another|an?other|more) (?:further )?(?:scan|ct|dose|pill)"
)
_FAMILY_IS_ILL = (
    rf"{_MINE}(?:'s|s')? .{{0,60}}?\b(?:has|have|had|having|got|is|are|was|were|takes?|took|taking|needs?|feels?|"
    rf"suffers?|can't|cannot|cant|should|could|can|stop\w*|diagnosed|"
    r"dose|doctor|treatment|symptoms?|life|chance\w*|disease|prognosis|medic\w+|drug|cancer|tumou?r|be tested|"
    r"breast-?feed|worse|weak)\b|"
    r"\bwe have a (?:child|son|daughter|baby)\b"
)
_OWN = lazy(
    "|".join(
        [
            _OWN_THINGS,
            _ASKS_LEAVE,
            _HAS,
            _BEING,
            _TAKES,
            _PROGNOSIS,
            _FAMILY_IS_ILL,
            r"\bmy (?!patients?\b)\w+ (?:get|got|getting|be) worse\b",
        ]
    ),
    re.IGNORECASE,
)
# Who asks for knowledge: a student, an author, a clinician with a patient.
_LEARNS = lazy(
    r"\b(?:i(?:'m| am) (?:an? )?(?:\w+ ){0,2}?(?:student|doctor|nurse|physician|neurologist|pharmacist|"
    r"researcher|resident|registrar|teacher|journalist|writer|scientist|"
    r"clinician|gp|writing|preparing|studying|revising|learning|reviewing)|as (?:an? )?(?:\w+ )?(?:student|"
    r"doctor|clinician|nurse|physician|neurologist|pharmacist|researcher|gp|"
    r"anaesthetist|anesthetist|surgeon)|my (?:\w+ )?(?:patients?|exams?|thesis|essay|lecture|seminar|students?|"
    r"homework|paper|dissertation|presentation|class|"
    r"professor|supervisor|teacher)|our patients?|a patient of mine|for (?:an?|the|my) (?:exam|essay|lecture|"
    r"thesis|test|seminar|class|quiz))\b",
    re.IGNORECASE,
)
_STRONG = lazy(
    rf"\bmy own (?:dose|case|disease|treatment|symptoms|illness)\b|{_FAMILY_IS_ILL}|\bmy (?:dose|gp|tablets?|"
    rf"pills?|diagnosis|symptoms?)\b|"
    r"\bi (?:was diagnosed|have been diagnosed)\b|\bi also have\b",
    re.IGNORECASE,
)
_SIGN = (
    r"(?:(?:can'?t|cannot|can not|cant|couldn'?t|not able to|unable to|struggl\w+ to|hardly|barely|not|stopped|"
    r"trouble|difficulty|problems?|hard to) (?:\w+ )?(?:breath\w*|swallow\w*|wake|speak|talk)"
    r"|(?:short|out) of breath|chok(?:ing|es|ed)|chest pains?|pain in (?:my|his|her|the) chest|unconscious|"
    r"passed out|collapsed|unresponsive|not responding|"
    r"stroke|face (?:is |has )?(?:\w+ )?droop\w*|drooping face|overdos\w+|too many (?:pills|tablets|capsules|"
    r"doses)|suicid\w+|kill (?:myself|himself|herself)|"
    r"end my life|want to die|heart attack|cardiac arrest|respiratory arrest|(?:turn\w*|going) blue|anaphyla\w+|"
    r"(?:having|has|in) (?:a |an )?(?:\w+ )?(?:seizure|fit)\b|seizing|bleeding (?:heavily|badly|a lot)|"
    r"stopped breathing)"
)
_URGENT = lazy(
    rf"(?:\b(?:i|i'm|im|i've|ive|my|he|she|her|his|we|our)\b.{{0,80}}?\b{_SIGN})|\b(?:want to|going to|gonna|"
    rf"thinking of|about to) (?:kill(?:ing)? (?:myself|himself|herself)|"
    r"end(?:ing)? my life)|\bhelp\b.{0,40}\b(?:breath\w*|chok\w+|unconscious)",
    re.IGNORECASE,
)
_NOW = lazy(
    r"\b(?:right now|now|at this moment|this minute|just (?:took|collapsed|stopped)|currently|help|"
    r"emergency|urgent\w*)\b",
    re.IGNORECASE,
)
# A question about the subject, an exam, or what once was: no emergency.
_ABOUT = lazy(
    r"\b(?:what (?:is|are|share|causes)|how (?:is|are|many|common|often)|which (?:patients|drugs?)|i (?:read|"
    r"heard|learned|know|wonder|think) (?:that |about )?|"
    r"history of|years? ago|last (?:year|month)|in the (?:paper|trial|study|past)|risk of|can (?:it|this|"
    r"the drug|\w+) (?:cause|lead)|if i (?:ever|should))\b",
    re.IGNORECASE,
)


def safety_note(question: str) -> str | None:
    """What is to be said before an answer about somebody's own health; None for a question for knowledge."""
    text = " ".join(question[:_MOST_CHARS].replace("’", "'").replace("‘", "'").replace("`", "'").split())
    learns = bool(_LEARNS.search(text))
    if _URGENT.search(text) and not _ABOUT.search(text) and (not learns or _NOW.search(text)):
        return EMERGENCY
    if learns:
        return ADVICE if _STRONG.search(text) and not re.search(r"\bmy patient", text, re.IGNORECASE) else None
    return ADVICE if _OWN.search(text) else None


def with_note(text: str, note: str | None) -> str:
    """A text with its note: what to do in an emergency stands before everything else, advice after."""
    if note is None:
        return text
    return f"{note}\n\n{text}" if note == EMERGENCY else f"{text}\n\n{note}"
