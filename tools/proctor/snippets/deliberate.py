"""Whether the text says that code is meant to be wrong: then it is the point of the question, not a slip."""

from __future__ import annotations

from bisect import bisect_left

from proctor.model import TEXTS, Document, Snippet
from proctor.pattern import lazy

_WRONG = lazy(
    r"(?i:\bsyntax ?error|indentation ?error|\btab ?error|invalid|illegal|not valid|not allowed|incorrect"
    r"|\bwrong\b|\bbad\b|\bmistakes?\b"
    r"|\bbugs?\b|\bbroken\b|\bmalformed|\bfix (?:the|this|it)\b"
    r"|(?:raise|throw|cause|give|produce|get|result in|lead to|with)s? (?:an? )?(?:\w{1,30} )?error"
    r"|will (?:fail|not)\b|won't|(?:does|do|can|is)(?:n't| ?not) (?:work|compile|run|parse|valid|allowed)|python ?2\b|pseudo-?code"
    r"|синтаксическ|ошибк|помилк|fehler|erreur|error de|errore|erro de|błąd|hata(?:lı)?\b|lỗi|kesalahan|fout"
    r"|неправильн|неверн|некорректн|недопустим|невірн|некоректн|inválid|incorret|incorect|\berrad[oa]|no (?:es )?válid|não é válid"
    r"|\bungültig|\bfalsch|non valid|sbagliat|scorrett|ongeldig|onjuist|verkeerd|nieprawidłow|niepoprawn|błędn|ugyldig|ogiltig"
    r"|felaktig|yanlış|geçersiz|không hợp lệ|không đúng|tidak valid|\bsalah|greșit|napačn|неправилн)"
    r"|错误|錯誤|报错|報錯|出错|非法|无效|伪代码|偽代碼|反例|エラー|間違|誤り|正しくない|無効|疑似コード|오류|잘못|올바르지|خطأ|不正确|不正確|不合法|無效|❌|✗|✘|🚫|⛔"
)
_NEAR = 400  # characters of a paragraph's nearer end


def is_told(document: Document, snippet: Snippet, code_near: str) -> bool:
    """Whether the heading, the text right before or behind a block, or a comment near the fault says that the code is wrong."""
    return any(_WRONG.search(text) for text in (code_near, *_around(document, snippet)))


def _around(document: Document, snippet: Snippet) -> list[str]:
    """The heading above, the paragraph before and the one behind."""
    blocks = document.blocks
    at = bisect_left(blocks, snippet.span.start, key=lambda b: b.span.start)
    at = next((n for n in range(at, len(blocks)) if blocks[n].kind == "code"), len(blocks) - 1)
    texts = []
    before = next((n for n in range(at - 1, max(-1, at - 12), -1) if blocks[n].kind in TEXTS or blocks[n].kind == "code"), -1)
    if before >= 0 and blocks[before].kind != "code":
        texts.append(blocks[before].text[-_NEAR:])
    behind = next((n for n in range(at + 1, min(len(blocks), at + 8)) if blocks[n].kind in (*TEXTS, "code")), -1)
    if behind >= 0 and blocks[behind].kind == "paragraph":
        texts.append(blocks[behind].text[:_NEAR])
    above = bisect_left(document.headings, snippet.span.start, key=lambda h: h.span.start) - 1
    if above >= 0:
        texts.append(document.headings[above].text)
    return texts
