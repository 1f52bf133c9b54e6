"""What the names of files say: which hold answers, which ask a question, and which of them count."""

from __future__ import annotations

import re

from proctor.bank import Bank
from proctor.pattern import lazy
from proctor.questions import words

_ANSWERS = "solution solutions answer answers sol soln explanation 答案 解答 题解 solucion respuesta loesung antwort".split()
_ANSWER_NAME = lazy(rf"(.*?)(?:[-_. ]ans|[-_. ]?(?:{'|'.join(_ANSWERS)}))", re.I)
_ANSWER_ENDS = ("ans", *_ANSWERS)
_ANSWER_FOLDERS = frozenset(
    "solution solutions answer answers explanation explanations 答案 解答 题解 soluciones respuestas".split()
)
_QUESTIONS = (
    "question questions exercise exercises problem problems task tasks challenge challenges 题目 问题 ejercicio aufgabe".split()
)
_QUESTION_NAMES = frozenset((*_QUESTIONS, "readme"))
_ASKED_NAME = lazy(rf"(.+?)[-_. ](?:{'|'.join(_QUESTIONS)})", re.I)
_NUMBERED_NAME = lazy(r"(?:[a-z]{1,10}+[-_ .]){0,2}+[a-z]{0,10}+[-_ .]?(\d{1,5})(?:[-_ .、]|\Z)")  # of lower case
_SLUG_ASKS = lazy(
    r"(?:\d{1,5}[-_. ]+)?(?:what(?:['’]?s)?|why|how|when|where|which|who|explain|describe|define|compare|difference)[-_ ]"
)
_SLUG_MARKS = ("什么", "如何", "怎么", "区别", "?", "？")
_CODE = frozenset("py js ts java kt c cc cpp cs go rs rb php swift scala sql sh hs ex exs clj dart lua jl r ipynb".split())
_COVERS = ("readme", "index", "_index", "summary")


class Names:
    """The files of a bank that hold answers, by the questions' names, and the folders with code."""

    def __init__(self, bank: Bank) -> None:
        self.answers: dict[str, str] = {}  # (folder + stem) of a question, lower case -> path of its answer
        self.coded: set[str] = set()  # folders with source code right in them
        held: dict[str, bool] = {}  # folders: whether their name says that they hold answers
        for path in bank.tree.paths():
            folder, _, name = path.rpartition("/")
            stem, _, ending = name.rpartition(".")
            stem = stem or name
            if ending in _CODE:
                self.coded.add(folder)
            match = _answer_name(stem)
            holds = held.get(folder)
            if holds is None:
                holds = held[folder] = _holds_answers(folder)
            if holds:
                base = match[1] if match and match[1] else stem
                self.answers.setdefault(_key(folder.rpartition("/")[0], base), path)
            elif match:
                self.answers.setdefault(_key(folder, match[1]), path)

    def is_answer(self, path: str) -> bool:
        """Whether a file by its name or folder holds an answer."""
        folder, _, name = path.rpartition("/")
        stem = name.rpartition(".")[0]
        return _holds_answers(folder) or bool(_answer_name(stem) and not words.has_mark(stem))

    def answer(self, path: str) -> str:
        """The file with the answer to the question that a path asks; empty for none."""
        if not self.answers:
            return ""
        folder, _, name = path.rpartition("/")
        stem = name.rpartition(".")[0]
        found = self.answers.get(_key(folder, stem), "")
        asked = question_name(stem) if not found and has_number(path) else ""
        found = self.answers.get(_key(folder, asked), "") if asked else found
        if not found and stem.casefold() in _QUESTION_NAMES:
            found = self.answers.get(_key(folder, ""), "")
        return found if found != path else ""


def _holds_answers(folder: str) -> bool:
    """Whether a folder's name says that it holds answers."""
    return folder.rpartition("/")[2].casefold() in _ANSWER_FOLDERS


def _answer_name(stem: str) -> re.Match[str] | None:
    """A file's name without its ending, taken apart if it is that of an answer."""
    return _ANSWER_NAME.fullmatch(stem) if stem.lower().endswith(_ANSWER_ENDS) else None


def question_name(stem: str) -> str:
    """What stands before the word for a question in a file's name: `no_3` of `no_3_question`; empty for none."""
    match = _ASKED_NAME.fullmatch(stem)
    return match[1] if match else ""


def _key(folder: str, stem: str) -> str:
    return f"{folder}/{stem.casefold().strip('-_. ')}"


def stem_of(path: str) -> str:
    """The name of a document without its ending; that of its folder for a `README`."""
    folder, _, name = path.rpartition("/")
    return folder.rpartition("/")[2] if folder and is_cover(name.casefold()) else name.rpartition(".")[0]


def is_cover(name: str) -> bool:
    """Whether a file, by its casefolded name, stands for its folder."""
    return name.startswith(_COVERS) and len(name) < 28


def has_number(path: str) -> bool:
    return bool(_NUMBERED_NAME.match(stem_of(path).casefold()))


def is_number(path: str) -> bool:
    """Whether the name of a document is nothing but a number."""
    return stem_of(path).isdecimal()


def slug_asks(stem: str) -> bool:
    """Whether the casefolded name of a document asks."""
    return bool(_SLUG_ASKS.match(stem)) or any(map(stem.__contains__, _SLUG_MARKS))


def number(path: str) -> str:
    """The number in a file's name, without zeros before it; empty for none."""
    counted = _NUMBERED_NAME.match(stem_of(path).casefold())
    return counted[1].lstrip("0") if counted else ""
