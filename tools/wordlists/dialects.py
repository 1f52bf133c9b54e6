"""Words that only one variety of English has, with the other's spelling."""

from __future__ import annotations

from collections.abc import Mapping

# British and American; each is tried at every place of a British word.
_RULES = tuple(
    rule.split(":")
    for rule in (
        "our:or isation:ization ise:ize isi:izi isa:iza yse:yze ysi:yzi re:er ll:l l:ll ogue:og ogu:og ence:ense enc:ens ae:e oe:e"
        " amme:am mme:m que:ck gge:ge ou:o ey:y ph:f y:i e: pp:p tt:t c:k tre:ter xion:ction wards:ward z:s iu:u nne:n ggi:gi sc:sk"
    ).split()
)


def pairs(english: Mapping[str, set[str]]) -> list[str]:
    """Sections: words that American, and that British English does not have, each with what it has instead."""
    both = english["english"]
    american = english["american"] | both
    british = english["british"] | english["british_z"] | both
    to_american = {word: found for word in british - american if (found := _counterpart(word, american - both))}
    back = {found: word for word, found in sorted(to_american.items(), reverse=True) if found not in british}
    plain = [(name, {a: b for a, b in table.items() if a.isalpha()}) for name, table in (("en-US", to_american), ("en-GB", back))]
    return [line for name, table in plain for line in (f"[{name}]", *(f"{a} {b}" for a, b in sorted(table.items())))]


def _counterpart(word: str, american: set[str]) -> str:
    for old, new in _RULES:
        at = word.find(old, 1)
        while at > 0:
            found = word[:at] + new + word[at + len(old) :]
            if found in american:
                return found
            at = word.find(old, at + 1)
    return ""
