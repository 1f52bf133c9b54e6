"""Does the code of an answer notice when it is wrong? Changes one number or one sign in it, and runs it in the sandbox.

    python tests/mutation.py            one change for each answer, chosen by the question's id
    python tests/mutation.py --all      every possible change, and the share that is noticed for each answer
    python tests/mutation.py -v ...     with the changes that nothing noticed; further arguments are parts of questions' ids

A change is made outside of what only prints and of what only explains a failed assertion. It is noticed when the program
fails, or when it prints anything else than the block of output below it says.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from proctor import engine, runners
from proctor.config import Config
from proctor.questions import recognise
from proctor.runners.sandbox import levels
from proctor.runners.settings import RunSettings
from proctor.snippets.cases import cases
from proctor.snippets.values import Case, Result, Task
from proctor.tree import WorkTree

BANK = Path(__file__).resolve().parents[1] / "questions"
SIGNS: Mapping[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Lt: ast.Gt,
    ast.Gt: ast.Lt,
    ast.LtE: ast.GtE,
    ast.GtE: ast.LtE,
}
Fate = Literal["fails", "differs", "survives"]


class Change(NamedTuple):
    """One number or sign of an answer's code, changed."""

    case: Case  # with the changed code
    line: int  # of the code as it was
    what: str
    asserted: bool  # whether it stands in an assertion


class Tried(NamedTuple):
    """A change, and what came of it."""

    change: Change
    fate: Fate
    result: Result


def answers(root: Path = BANK) -> list[Case]:
    """The Python programs of a bank's answers that run."""
    bank, _ = engine.read_bank(WorkTree(str(root)), Config())
    questions = recognise(bank)
    every = (case for path, document in bank.documents.items() for case in cases(document, questions[path]))
    return [case for case in every if case.question and case.language == "python"]


def changes(case: Case) -> Iterator[Change]:
    """Every change of one number or sign, in the order of the code."""
    for nth in range(len(places(ast.parse(case.code)))):
        yield change(case, nth)


def chosen(case: Case) -> Change:
    """One change, always the same for a question; not in an assertion, where it would be noticed at once."""
    found = [nth for nth, (_, asserted) in enumerate(places(ast.parse(case.code))) if not asserted]
    return change(case, found[int.from_bytes(hashlib.sha256(case.question.encode()).digest()[:8], "big") % len(found)])


def change(case: Case, nth: int) -> Change:
    """The change at one of the places."""
    tree = ast.parse(case.code)
    node, asserted = places(tree)[nth]
    line, before = node.lineno, ast.unparse(node)
    _turn(node)
    return Change(case._replace(code=ast.unparse(tree)), line, f"{before} -> {ast.unparse(node)}", asserted)


def places(tree: ast.AST, asserted: bool = False) -> list[tuple[ast.expr | ast.AugAssign, bool]]:
    """The numbers and signs of a program, each with whether it stands in an assertion."""
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "print":
        return []
    if isinstance(tree, ast.Assert):
        return places(tree.test, True)
    here = [(tree, asserted)] if _changeable(tree) else []
    return here + [found for child in ast.iter_child_nodes(tree) for found in places(child, asserted)]  # type: ignore[return-value]


def _changeable(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=value):
            return type(value) in (int, float)
        case ast.BinOp(op=op) | ast.AugAssign(op=op):
            return type(op) in SIGNS
        case ast.UnaryOp(op=op):
            return isinstance(op, ast.USub)
        case ast.Compare(ops=[op]):
            return type(op) in SIGNS
    return False


def _turn(node: ast.AST) -> None:
    """One more, or a tenth more of a fraction; the other sign, or none."""
    match node:
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.Constant(value=float(value)):
            node.value = value * 1.1 or 0.1
        case ast.UnaryOp():
            node.op = ast.UAdd()
        case ast.Compare():
            node.ops = [SIGNS[type(node.ops[0])]()]  # type: ignore[list-item]
        case ast.BinOp() | ast.AugAssign():
            node.op = SIGNS[type(node.op)]()  # type: ignore[assignment]


def run(programs: Sequence[Case], workers: int = 2) -> list[Result]:
    """What came of each program, in their order. Raises Incomplete where there is no sandbox."""
    tasks = [Task(str(nth), case.language, (case.code,)) for nth, case in enumerate(programs)]
    found = {result.key: result for result in runners.run(tasks, RunSettings(workers=workers), levels.choose("auto"))}
    return [found[task.key] for task in tasks]


def attempt(made: Sequence[Change], workers: int = 2) -> list[Tried]:
    """Each change with its fate."""
    results = run([each.case for each in made], workers)
    return [Tried(each, _fate(each.case, result), result) for each, result in zip(made, results, strict=True)]


def _fate(case: Case, result: Result) -> Fate:
    if result.verdict != "ok":
        return "fails"
    return "survives" if prints_what_it_says(case, result) else "differs"


def prints_what_it_says(case: Case, result: Result) -> bool:
    """Whether every block of output below a program is what it printed, to the letter."""
    return all(
        claim.text.rstrip().split("\n") == result.output.rstrip().split("\n") for claim in case.claims if claim.kind == "output"
    )


def summary(tried: Iterable[Tried]) -> str:
    """How many fail, and how many more print something else."""
    fates = [each.fate for each in tried]
    fails, differs = fates.count("fails"), fates.count("differs")
    return f"{len(fates)} changes: {fails} fail, {differs} more differ, {(fails + differs) / max(1, len(fates)):.0%} noticed"


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true")
    parser.add_argument("-v", action="store_true")
    parser.add_argument("part", nargs="*")
    asked = parser.parse_args(arguments)
    programs = [case for case in answers() if not asked.part or any(part in case.question for part in asked.part)]
    if asked.all:  # both languages have the same code
        programs = list({case.code: case for case in programs}.values())
    tried: list[Tried] = []
    for each in [list(changes(case)) for case in programs] if asked.all else [[chosen(case) for case in programs]]:
        tried += (now := attempt(each))
        print(f"{each[0].case.question if asked.all else 'one for each answer'}: {summary(now)}", flush=True)
        for made, fate, _ in now if asked.v else ():
            if fate == "survives":
                print(f"    {made.case.question} line {made.line}: {made.what}", flush=True)
    if asked.all:
        print(f"all: {summary(tried)}")
        print(f"outside of assertions: {summary(each for each in tried if not each.change.asserted)}")


if __name__ == "__main__":
    main(sys.argv[1:])
