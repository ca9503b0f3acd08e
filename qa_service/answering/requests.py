"""Tell what is no question about literature: a greeting, chat, noise, or an order to the program.

What is not recognised is a question; search decides what becomes of it. So a pattern here must fit the whole message, or name
something that only a program is asked for.
"""

from __future__ import annotations

import re
import unicodedata

from qa_service.patterns import lazy

_OFFER = (
    "Ask a question about the scientific literature that this service holds, such as what a study found; "
    "the answer cites its sources."
)
CHAT = f"Hello. {_OFFER}"
SELF = (
    f"This service answers from a collection of scientific papers and shows the exact words behind each "
    f"sentence. {_OFFER}"
)
NONSENSE = f"That could not be read as a question. {_OFFER}"
ORDER = f"This service answers questions from scientific papers and does nothing else. {_OFFER}"

_MOST_CHARS = 4000
_GREETING = (
    r"hi+|hello+|hey+|hiya|howdy|greetings|good (?:morning|afternoon|evening|day|night)|moin|yo|welcome|"
    r"nice to meet you|what'?s up|sup|wassup|"
    r"how are (?:you|u)(?: (?:doing|today|feeling))*|how'?s it going|how do you do|hello world"
)
_THANKS = (
    r"thanks?|thx|ty|tnx|cheers|merci|danke|gracias|thank you|thank u|many thanks|much appreciated|"
    r"thats? (?:was |is )?(?:very )?(?:helpful|great|good|nice|all)|"
    r"(?:very )?helpful|(?:a lot|so much|very much|for (?:your|the) help|for that|for everything)"
)
_NOD = (
    r"o+k+(?:ay)?|kk?|yes|yep|yeah|no|nope|nah|sure|fine|great|cool|nice|good|wow|super|perfect|awesome|"
    r"excellent|got it|i see|understood|lol+|haha+|hehe+|"
    r"rofl|omg|hm+|mhm|uh+|um+|ah+|oh+|well|please|pls|sorry|bye|goodbye|good ?bye|see (?:you|ya)(?: later)?|"
    r"ciao|later|whatever|never ?mind|test(?:ing)?|ping|stop|"
    r"good (?:bot|job|work)|well done|bad bot|(?:you|u) (?:are|r|re|suck) ?(?:so |very |really )?(?:great|"
    r"awesome|cool|smart|stupid|dumb|nice|good|bad|useless|the best|funny)?|"
    r"i (?:love|hate|like) (?:you|u|this)|i'?m (?:bored|tired|happy|sad|back|here)|there|everyone|all|friend|"
    r"dear|mate|bot|again|sir|"
    r"(?:to )?you(?: too)?|that|it|was|is|very|so|too|really|now|then|today|guys"
)
_CHAT = lazy(rf"(?:(?:{_GREETING}|{_THANKS}|{_NOD})(?:\s+|$))+")
# At least one word of a message must be chat by itself: "is that so" is not.
_CHAT_WORD = lazy(
    rf"\b(?:{_GREETING}|thanks?|thx|ty|cheers|merci|danke|thank (?:you|u)|helpful|o+k+(?:ay)?|kk?|yes|yep|yeah|"
    rf"no|nope|sure|great|cool|nice|good|wow|super|perfect|"
    r"awesome|got it|i see|lol+|haha+|hm+|uh+|um+|sorry|bye|goodbye|ciao|never ?mind|test(?:ing)?|ping|please|"
    r"i (?:love|hate) (?:you|u)|i'?m \w+|"
    r"you (?:are|suck)|well done|fine|oh+|ah+|omg)\b"
)
_SELF = lazy(
    r"(?:(?:so|ok|hi|hello|hey|and|but|please) )*(?:who|what) (?:are|r) (?:you|u)(?: really| exactly)?|"
    r"who (?:made|built|created|trained|wrote|programmed|owns) (?:you|this)(?: \w+)?|"
    r"(?:what|how) (?:can|do|could|will) (?:you|u|this (?:service|bot|tool|site)) (?:do|work|help(?: me)?|know|"
    r"offer)(?: for me| here| exactly| with)?|(?:what|which) (?:can|may|should) i ask(?: you| here)?|"
    r"are (?:you|u) (?:an? |the )?(?:\w+ )?(?:robot|bot|human|person|ai|machine|chatgpt|gpt\S*|claude|llm|real|"
    r"alive|doctor|sentient|language model|there|conscious)(?: or .*)?|"
    r"what(?:'s| is) your (?:name|purpose|job|age|model|favou?rite .*)|(?:what|which) (?:language )?(?:model|llm|"
    r"ai|version) (?:are you|is this)|"
    r"(?:please )?(?:help|help me|help please|info|start|menu|about)|(?:can|could) (?:you|"
    r"u) help(?: me)?(?: please)?|how old are you|where are you(?: from)?|do you (?:sleep|dream|have feelings|"
    r"love me)|"
    r"(?:what|how) (?:is|does) this (?:service|site|bot|page|tool|thing)?(?: work)?|tell me about yourself|"
    r"introduce yourself",
)
_PROMPT = lazy(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:instructions?|prompts?|rules|everything|"
    r"guidelines|guardrails)\b(?! (?:of|in) the (?:study|trial|paper|label))|"
    r"\b(?:your|system|hidden|secret|initial|developer) (?:\w+ )?(?:prompt|instructions?|configuration|rules)\b|"
    r"\b(?:you are|act as|pretend (?:to be|you)|roleplay|role-play|behave like)\b "
    r"(?:now |a |an |if |you're |you |my )|\bdo anything now\b|\bjailbreak|\bdeveloper mode\b|"
    r"\brepeat (?:after me|the (?:word|text|sentence|phrase))\b|^say (?:only )?[\"']|\bsay (?:only )?(?:hacked|pwned)"
)
_POLITE = (
    r"(?:please |pls |now |just |can you |could you |would you |will you |can u |kindly |i want you to |"
    r"i need you to |hey |hi |hello )*"
)
_MADE = (
    r"(?:poem|song|lyrics|limerick|haiku|sonnet|rap|story|stories|joke|jokes|riddle|novel|script|tale|"
    r"fairy ?tale|essay|tweet|post|blog|e-?mail|letter|cv|resume|cover letter|"
    r"homework|speech|advert\w*|slogan|recipe|code|function|program|programme|app|website|html|css|sql|python|"
    r"javascript|java|regex|bash|class|game|password|image|picture|drawing|logo)"
)
_WORK = lazy(
    rf"{_POLITE}(?:(?:write|compose|create|generate|make|draft|build|code|tell|give|draw|paint|design|sing|"
    rf"invent|implement|debug|fix)(?: me| us)? (?:up )?"
    rf"(?:an? |some |another |my |the |this |your )?(?:\w+ ){{0,2}}?{_MADE}\b|"
    rf"translate (?:this|that|the following|it|into|to|['\"“]|\w+ (?:in)?to )|"
    r"(?:book|order|buy|reserve|schedule|call|play|open|turn|remind|set|send|search the web|google|browse|"
    r"download|install|delete|shut|run|execute|sing|dance)(?: me)? "
    r"(?:an? |some |the |my |us |up |on |off |for )*(?:\w+ )?(?:flight|pizza|hotel|table|taxi|ticket|music|song|"
    r"video|game|timer|alarm|reminder|light|lights|email|e-mail|message|"
    r"file|files|command|code|script|browser|app|computer|database|server|weather)\b|(?:sing|dance|count to|"
    r"calculate \d|what is \d+ ?[-+*/x] ?\d+))",
)
_CODE = lazy(
    r"^\s*(?:def \w+\(|class \w+[:(]|import \w+|from \w+ import|print ?\(|console\.log|#include|<\?php|<script|"
    r"<html|select .+ from \w+|drop table|insert into \w+|"
    r"sudo |rm -|curl |for ?\(|while ?\(|function \w+\(|public static|\{\s*\"|\$ ?\w+ ?=)",
    re.IGNORECASE,
)
_SUMMARY = lazy(r"\b(?:summar|abstract|review|stud(?:y|ies)|paper|trial|evidence|finding|literature)")
_ASKS = lazy(
    r"^(?:(?:then|and|also|now|please) )*(?:(?:what|which|who|when|where|why|how|is|are|does|do|did|was|were|can|should)\b.*\?"
    r"|(?:tell me|explain|list|name|describe)\b.+)",
    re.IGNORECASE,
)
_VOWELS = lazy(r"[aeiouyäöüéèáàóíúα-ω]")
_ROWS = ("qwertzuiop", "qwertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm", "azertyuiop")


def not_a_question(text: str) -> str | None:
    """The text to be shown for a message that asks nothing of literature; None for a question, however terse."""
    said = " ".join(unicodedata.normalize("NFKC", text[:_MOST_CHARS]).replace("’", "'").split())
    small = said.lower()
    bare = " ".join(re.sub(r"[^\w\s'/+-]|_", " ", small).split())
    if not bare or _is_noise(said, bare):
        return NONSENSE
    if _CHAT.fullmatch(bare) and _CHAT_WORD.search(bare):
        return CHAT
    if _SELF.fullmatch(bare):
        return SELF
    return ORDER if _is_order(said) and not _asks_besides(said) else None


def _is_order(text: str) -> bool:
    """Whether a text is code, or tells a program to do something else than to answer."""
    small = text.lower()
    if _CODE.match(text) or _PROMPT.search(small):
        return True
    bare = " ".join(re.sub(r"[^\w\s'/+-]|_", " ", small).split())
    return bool(_WORK.match(bare)) and not _SUMMARY.search(bare)


def _asks_besides(text: str) -> bool:
    """Whether a message with an order in it asks a question too, which is answered as if the order were not there."""
    return any(
        match and len(match[0].split()) > 3 and not _is_order(match[0])
        for sentence in re.split(r"(?<=[.!?:;>}])\s", text)
        if (match := _ASKS.search(sentence))
    )


def _is_noise(said: str, bare: str) -> bool:
    """Whether no word of a message can be one: keys hit in a row, one letter again and again, long words without a vowel."""
    words = bare.split()
    if said.upper() == said or any(char.isdigit() for char in bare):  # abbreviations and names of things
        return bool(re.fullmatch(r"(.)\1{3,}", bare, re.IGNORECASE))
    return all(map(_is_struck, words))


def _is_struck(word: str) -> bool:
    if not word.isascii() or len(word) < 3:
        return False
    in_a_row = len(word) >= 4 and any(word in row * 2 or word[::-1] in row * 2 for row in _ROWS)
    same = len(word) >= 3 and len(set(word)) == 1
    longest = max(map(len, _VOWELS.split(word)))
    return in_a_row or same or longest >= 6 or (len(word) >= 5 and not _VOWELS.search(word))
