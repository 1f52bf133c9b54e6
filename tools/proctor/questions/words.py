"""Words that support the structure: how a question, an answer's label, a placeholder or a plain section reads.

Structure decides first. These lists only weigh in, cover many languages with a few words each, and hold no word of one bank.
"""

from __future__ import annotations

import re
from functools import lru_cache

from proctor.pattern import lazy
from proctor.questions import phrases
from proctor.questions.memo import Memo

_TAG = r"[\[(（【][^\[\]()（）【】\n]{1,12}+[\])）】]\s*+(?=\w)"  # before a question: `[Hard]`, `(Optional)`
_FIRST_WORD = lazy(rf"(?:{_TAG}|[A-Ha-h]\)\s++)?[\W_]*+([^\W\d_]++(?:['’-][^\W\d_]++)*+)")
_FIRST_IN_ASCII = lazy(  # the same in less time
    r"(?:[\[(][^\[\]()\n]{1,12}+[\])]\s*+(?=\w)|[A-Ha-h]\)\s++)?[^A-Za-z0-9]*+([A-Za-z]++(?:['-][A-Za-z]++)*+)"
)
_NEXT_WORD = lazy(r"\s++([^\W\d_]++)")
_HOWS = frozenset(("how", "when", "where", "what", "which"))  # which begin statements before `to`
_ENDS = frozenset("?？؟⁇՞;")
_SIGN = lazy("[？؟¿⁇՞]")
_MARKED = lazy(r"[?؟⁇՞](?!\w)|[？¿]")
_SIGNATURE = lazy(r"\w\([\w.$]++\??(?:,\s*+[\w.$]++\??)*+\)")
_GREEK_MARK = lazy(r"[\u0370-\u03ff][^\w;]*+;\s*+\Z")
# Languages that write without spaces, or ask at the end of the sentence. A search is quick as no phrase starts in ASCII:
# those of Vietnamese start at their first letter with a mark.
_WITHIN = lazy(
    r"多少|几种|幾種|是否|有没有|有沒有|能否|可否"
    r"|什么|什麼|甚麼|为何|為何|如何|怎么|怎麼|怎样|怎樣|哪些|哪个|哪個|哪种|哪種|哪几|哪里|区别|區別|差异|差異|异同|異同"
    r"|何时|何時|何为|何谓|吗|嗎|谈谈|談談|说说|說說|说下|说一|讲讲|讲一|聊聊|解释|解釋|简述|簡述|阐述|闡述|描述一|列举|列舉"
    r"|请[你说解描简介列写用实谈给举问]|請[你說解描簡介列寫用談給]|介绍一下|介紹一下|了解.{0,12}么"
    r"|とは|なぜ|どのよう|どうし|どうや|どうな|どう違|どんな|何です|何か|違い|ですか|ますか|説明し|述べよ|せよ|しなさい|してください"
    r"|무엇|왜 |얼마나|는가\s*\Z|어떻게|어떤|차이|설명하|설명해|인가요|습니까|나요|세요|시오"
    r"|อะไร|ทำไม|อย่างไร|ยังไง|อธิบาย|แตกต่าง"
    r"|à(?<=là)(?: gì|m sao)|ạ(?<=tạ)i sao|ì(?<=vì) sao|ế(?<=thế) nào|ả(?<=giả)i thích|á(?<=khá)c nhau|چیست|चाहिए|अंतर"
)
_WEAKLY_WITHIN = frozenset("多少 几种 幾種 是否 有没有 有沒有 能否 可否 세요 시오 せよ しなさい してください".split())
_IDEOGRAPHS = "\u2e80"  # and what follows in Unicode
_MOST = 400  # characters of a text that are looked at
_SHORT = 80  # a longer one may hold such words and not ask
_IMPERATIVES = ("йте", "ите", "ьте", "йтесь", "итесь", "іть")  # of the polite kind, Slavic
_IN_ENGLISH = lazy("[Dd]ifferences? between|[Pp]ros and cons|[Aa]dvantages|[Tt]rue or [Ff]alse|\\w vs\\.? ")

# What may stand before the word: `Show answer`, `Click to see the solution`, `参考答案`.
_BEFORE_ANSWER = lazy(
    r"(?:(?:the|an?|sample|suggested|model|short|detailed|expected|possible|correct|right|best|my|your"
    r"|our|official|show|see|view|reveal|check|open|read|get"
    r"|click|tap|press|here|me|to|for|on|expand|hide|toggle|display|ver|mostrar|voir|afficher|zeige|anzeigen"
    r"|mostra|показать|посмотреть|pokaż|göster|xem|lihat)\s++)++"
    r"|(?:点击|點擊|点此|查看|显示|顯示|展开|参考|參考|正确|正確|示例|标准|標準|我的|官方)++"
)
_LABEL_STARTS = frozenset(phrase[:2] for phrase in phrases.ANSWERS | phrases.OPENERS) | frozenset(f"a{c}" for c in ":： 0123456789")
_WORDS_OF_LABELS = frozenset(phrase.partition(" ")[0] for phrase in phrases.ANSWERS | phrases.OPENERS)
_ARTICLES = frozenset(("a", "an", "the"))
_LONGEST_WORD = 24  # characters, and more than any word of a label has
_CHARS_OF_LABELS = frozenset(start for start in _LABEL_STARTS if len(start) == 1)
_LABEL = lazy(
    r"[^\w(（【\[]*+[(（【\[]?([^\W\d_][^:：.。,，!！\n()（）\[\]【】\d#\-–—*_>→|]{0,50}+)(?:(?:no\.?|#)?\s*+\d{1,3}+(?![^\W_])\s*+)?+"
    r"(?:[(（][^()（）\n]{0,40}+[)）])?+\s*+([\])】）:：.。,，!！、*_\-–—>→|👇⬇️\s]*+)"
)
_LONGEST_LABEL = 200  # characters
_SET_OFF = frozenset(":：-–—\n])】）.。,!！")
_LETTER = lazy(r"\W*+A\s*+[0-9]{0,4}+\s*+[:：]")

_SECTION_STARTS = tuple(
    "about ,contributing ,how to contribute,how to use this,stargazers,contributors ,have doubt,have question".split(",")
)

_PLACEHOLDER = lazy(
    r"(?:(?:put|write|add|insert|type|enter|place|paste)\s)?(?:(?:the|your|my|an|a)\s)?(?:answers?|solutions?"
    r"|explanation|text|content|code)(?:\sgoes)?\shere"
    r"|(?:answer\s)?(?:is\s)?to be (?:added|completed|done|continued|answered|written|filled|announced"
    r"|determined|defined|updated|provided)(?:\s(?:soon|later|in))?"
    r"|lorem ipsum.*+|\?+",
)
_AROUND_PLACEHOLDER = " \t\n\r.。…·,，;；:：!！()（）[]【】<>《》{}*_`'\"-–—=~|👷🚧⏳\u200b\ufeff"
_TO_COME = ("to", "tb", "fixme", "wip", "待", "未完成", "pendiente", "à faire")
_PREFIXED = lazy(r"(?:to ?do|tbd|tba|fixme|wip|待补充|待完善|待更新|待完成|未完成|pendiente|à faire)(?=\s*+[:：\-–—(（!！])", re.I)
_BANK = lazy(r"\b(?:exams?|katas?|qna)\b")  # besides the phrases
_BANK_FOLDER = phrases.Parts(
    """
question quiz exercise problem puzzle challenge leetcode 题 題 問 문제 질문 pregunta pergunta вопрос задач frage aufgabe soru
""".split()
)
_KATA = lazy(r"\bkatas?\b")
_COLUMN_KINDS = ("name", "title", "text", "statement")  # after the word for the question


def asks(text: str) -> float:
    """How much a text reads like a question: 1 for a question mark or an asking word, 1/2 for a task, 0 for neither."""
    if len(text) > _MOST:
        text = text[:_MOST]
    if text.isascii():
        if "?" in text and _is_marked(text):
            return 1.0
        first = _FIRST_IN_ASCII.match(text)
        return _begins(first[1].casefold(), text, first.end()) if first else 0.0
    if text < _IDEOGRAPHS:
        return _asks_in_words(text)
    if ("？" in text or "?" in text) and _is_marked(text):
        return 1.0
    return _asks_within(text) if len(text) <= _SHORT else 0.0  # such scripts have no first word


def _asks_in_words(text: str) -> float:
    """How much a text in a script that parts its words asks."""
    if ("?" in text or _SIGN.search(text)) and _is_marked(text):
        return 1.0
    weak = _asks_within(text) if len(text) <= _SHORT else 0.0
    first = _FIRST_WORD.match(text) if weak < 1 else None
    if first is None:
        return weak
    weight = _begins(first[1].replace("’", "'").casefold(), text, first.end())
    if weight or " nedir" in text or " nelerdir" in text:
        return weight or 1.0
    return 1.0 if ";" in text and _GREEK_MARK.search(text) else weak


def _is_marked(text: str) -> bool:
    """Whether a text that holds a question mark asks by it, not only names optional parameters: `parse(text, options?)`."""
    return bool(_MARKED.search(_SIGNATURE.sub("", text) if "?)" in text or "?," in text else text))


def _asks_within(text: str) -> float:
    """How much a short text asks by words that may stand anywhere in it."""
    within = _WITHIN.search(text)
    if within is None or ("다" in text[-3:] and text.rstrip(" .\n")[-1:] == "다"):  # a statement in Korean
        return 0.0
    return 0.5 if within[0] in _WEAKLY_WITHIN else 1.0


def _begins(word: str, text: str, end: int) -> float:
    """How much a text asks by its first word, which ends at an offset, and the one after it."""
    if word in phrases.ASKING:
        return 0.5 if word in _HOWS and _second(text, end) == "to" else 1.0
    if word in phrases.PREPOSITIONS and _second(text, end) in phrases.ASKING:
        return 1.0
    if word in phrases.TASKS or _names_task(text):
        return 0.5
    if word.isascii():
        return 0.0
    return 1.0 if _second(text, end) == "ли" else 0.5 if word.endswith(_IMPERATIVES) else 0.0


def _second(text: str, end: int) -> str:
    """The word after the first one."""
    second = _NEXT_WORD.match(text, end)
    return second[1].casefold() if second else ""


def _names_task(text: str) -> bool:
    """Whether a text names a task in English, by its rarest letters first, or has a blank to fill."""
    quick = "ifference" in text or "dvantages" in text or "ros and cons" in text or "rue or" in text or " vs" in text
    return "___" in text or (quick and bool(_IN_ENGLISH.search(text)))  # a blank to fill


def ends_asking(text: str) -> bool:
    """Whether a text ends with a question mark, marks of emphasis aside."""
    tail = text[-12:].rstrip(" \t\n*_)）」\"'”")
    return tail[-1:] in _ENDS and (tail[-1] != ";" or bool(_GREEK_MARK.search(tail)))


def _may_start_label(start: str) -> bool:
    start = start.casefold()
    if start in _LABEL_STARTS or not start[:1].isalnum():
        return True
    return start[:1] in _CHARS_OF_LABELS and not (start.isascii() and start[1:].isalpha())


# Whether a text starts like a label, by its first two characters: quick, and true too often.
MAY_START_LABEL = Memo(_may_start_label)


def answer_label(text: str) -> int:
    """The length of the answer's label that a text starts with: `Answer:`, `答案：D`. 0 for none.

    A label is the whole text, or is set off by a mark; `A` needs its colon.
    """
    if not text or not MAY_START_LABEL[text[:2]]:
        return 0
    first, _, rest = text[:_LONGEST_WORD].partition(" ")
    if first.isascii() and first.isalpha():  # the most frequent case
        word = first.lower()
        if word not in _WORDS_OF_LABELS or (word in _ARTICLES and _begins_otherwise(rest)):
            return 0
    return _label(text[:_LONGEST_LABEL])


def _begins_otherwise(text: str) -> bool:
    """Whether a text after an article goes on as no label does: `list is ...`."""
    word, blank, _ = text.partition(" ")
    return bool(blank) and word.isascii() and word.isalpha() and word.lower() not in _WORDS_OF_LABELS


@lru_cache(maxsize=4096)
def _label(text: str) -> int:
    """What `answer_label` gives for a text that starts like one."""
    letter = _LETTER.match(text)
    if letter:
        return letter.end()
    match = _LABEL.match(text)
    if not match:
        return 0
    phrase = match[1].strip().casefold()
    end = match.end()
    if phrase[-2:-1] == " " and "a" <= phrase[-1] <= "h" and end == len(text):
        phrase, end = phrase[:-2].rstrip(), match.start(1) + len(phrase) - 1  # `Answer D`
    elif end < len(text) and _SET_OFF.isdisjoint(match[2]):
        return 0
    if " & " in phrase and end == len(text):
        phrase = phrase.partition(" & ")[0]  # `Answers & explanations`
    if phrase not in phrases.ANSWERS:
        before = _BEFORE_ANSWER.match(phrase)
        if not before or (phrase[before.end() :] not in phrases.ANSWERS and not _toggles(phrase, before.end())):
            return 0
    return end


def _toggles(phrase: str, end: int) -> bool:
    """Whether a phrase is only an invitation to open: `click to expand`."""
    return phrase.split()[0] in ("click", "tap", "show", "expand", "reveal") and (
        end >= len(phrase) or phrase.endswith(("expand", "more", "reveal", "see", "view"))
    )


def is_letter_label(text: str) -> bool:
    """Whether an answer's label is the letter `A`, which may stand before a choice too."""
    return bool(_LETTER.match(text))


def has_mark(text: str) -> bool:
    """Whether a text holds a question mark, of any script."""
    if ("?" in text or (not text.isascii() and _SIGN.search(text))) and _is_marked(text):
        return True
    return ";" in text and bool(_GREEK_MARK.search(text))


def begins_clause(text: str) -> bool:
    """Whether a text without a question mark starts with a word that statements start with too: `When it rains ...`."""
    first = _FIRST_WORD.match(text[:_MOST])
    return first is not None and first[1].casefold() in phrases.CLAUSES and not has_mark(text[:_MOST])


def is_section(text: str) -> bool:
    """Whether a heading is one that any document has: contents, licence, references ..."""
    if len(text) > 60:
        return False
    bare = text.strip(" \t\n:：.。!！?？*_-–—#").casefold()
    return bare in phrases.SECTIONS or bare.startswith(_SECTION_STARTS)


def is_placeholder(text: str, extra: frozenset[str] = frozenset()) -> bool:
    """Whether a text only keeps an answer's place. `extra` are more such texts, casefolded."""
    if len(text) > 120:
        return False
    bare = text.strip(_AROUND_PLACEHOLDER).casefold()
    if "\n" in bare or "  " in bare:
        bare = " ".join(bare.split())
    if bare in phrases.PLACEHOLDERS or bare in extra:
        return True
    if (bare.endswith("here") or "to be " in bare or bare.startswith(("lorem", "?"))) and _PLACEHOLDER.fullmatch(bare):
        return True
    return len(bare) < 80 and bare.startswith(_TO_COME) and bool(_PREFIXED.match(bare))


def is_bank(text: str) -> bool:
    """Whether a title or path speaks of questions."""
    text = text.casefold()
    return phrases.BANK.in_(text) or bool(_BANK.search(text))


@lru_cache(maxsize=4096)
def is_bank_folder(text: str) -> bool:
    """Whether a folder's name says that it holds questions; `interview` alone may hold advice."""
    text = text.casefold()
    return _BANK_FOLDER.in_(text) or bool(_KATA.search(text))


def is_bank_section(text: str) -> bool:
    """Whether a heading says that questions follow. Words that name troubles as well, such as `problems`, do not."""
    return len(text) < 80 and speaks_of_bank_sections(text.casefold())


def speaks_of_bank_sections(text: str) -> bool:
    """The same of a casefolded text of any length."""
    return phrases.BANK_SECTIONS.in_(text)


def is_exercises(text: str) -> bool:
    """Whether a heading says that tasks follow."""
    return len(text) < 60 and speaks_of_exercises(text.casefold())


def speaks_of_exercises(text: str) -> bool:
    """The same of a casefolded text of any length."""
    return phrases.EXERCISES.in_(text)


def question_column(text: str) -> bool:
    """Whether a table's column holds questions, by its head."""
    name = _column(text)
    if name in phrases.QUESTION_COLUMNS:
        return True
    words = name.removeprefix("interview ").split(" ")
    return words[0] in phrases.QUESTION_COLUMNS and (len(words) == 1 or (len(words) == 2 and words[1] in _COLUMN_KINDS))


def says_question(text: str) -> bool:
    """Whether a column's head or a heading says that questions stand below, not only names."""
    return question_column(text) and not name_column(text)


def names_questions(text: str) -> bool:
    """Whether a title has a word for questions, not only for what they are about: `Questions on matrices`."""
    return any(map(says_question, text[:_SHORT].split()))


def name_column(text: str) -> bool:
    """Whether a table's column holds names, by its head."""
    return _column(text) in phrases.NAME_COLUMNS


def _column(head: str) -> str:
    """A column's head as the lists of such have it."""
    return head.strip(" :：*#.").casefold()


def answer_column(text: str) -> bool:
    """Whether a table's column holds answers, by its head."""
    text = text.strip(" :：*#.")
    return bool(text) and answer_label(text) == len(text)
