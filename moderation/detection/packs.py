"""Language packs: everything that is known of a language is data in a folder beside this file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import trace
from .fold import fold_char
from .normalise import COMMA, STOP
from .pattern import Compiler, Pattern, Rule
from .places import Index
from .repair import Repairer
from .signal import Weights, of_word, unpacked

FOLDER = Path(__file__).parent / "packs"
_SAY_OF = {"other": "of someone else: ", "they": "of others: ", "you": "to someone: "}


def measured(folder: Path) -> tuple[str, ...]:
    """The languages whose packs publish how often they are wrong; without such figures none can be switched on."""
    found = []
    for path in sorted(folder.glob("*/pack.json")):
        figures = path.with_name("figures.json")
        rows = json.loads(figures.read_text(encoding="utf-8"))["rows"] if figures.exists() else []
        if any(row["rated"] for row in rows) and any(row["ordinary"] for row in rows):
            found.append(path.parent.name)
    return tuple(found)


ENABLED_PACKS = measured(FOLDER)


@dataclass(frozen=True, slots=True)
class Pack:
    language: str
    id: str
    expand: dict[str, tuple[str, ...]]
    rules: Index
    marks: Index
    features: dict[str, frozenset[str]]
    says: dict[str, str]
    common: frozenset[str]
    questions: Index
    answers: dict[str, Index]
    meanings: dict[str, dict[str, tuple[str, int, str]]]
    signal: Weights
    # What the signal makes of each word by itself, its classes among it.
    kinds: dict[str, tuple[int, ...]]
    # The words that crises are worded in, each with its kinds and the rules that they stand for.
    traces: dict[str, dict[trace.Kind, Rule]]


def _json(path: Path) -> Any:
    """A file of a pack, its letters as plain as those of the texts it is held against; emoji stay what they are."""
    return json.loads(
        "".join(
            [
                char if ord(char) > 0x2000 else fold_char(char) if ord(char) > 127 else char
                for char in path.read_text(encoding="utf-8")
            ]
        )
    )


def _signal(path: Path) -> Weights:
    """What each feature weighs; a pack may do without."""
    return unpacked(path.read_bytes()) if path.exists() else Weights({}, (0, 0))


def _rule(row: dict[str, Any], kind: str) -> Rule:
    return Rule(
        id=row["id"],
        kind=row.get("kind", kind),
        category=row.get("category", ""),
        act=row.get("act", ""),
        severity=row.get("severity", 0),
        level=row.get("level", ""),
        points=row.get("points", 0),
        flags=frozenset(row.get("flags", "").split()),
        say=row.get("say", ""),
    )


def _persons(
    compiler: Compiler, row: dict[str, Any], rule: Rule, persons: dict[str, dict[str, str]], says: dict[str, str]
) -> list[Pattern]:
    """The same acts said of somebody else: one line about "myself" also teaches "herself" and "yourself"."""
    found: list[Pattern] = []
    for name, words in persons.items():
        flags = {"other": {"is_other"}, "they": {"reflexive"}, "you": {"is_other_you"}}[name]
        twin = replace(rule, id=f"{rule.id}_{name}", flags=frozenset(flags), say=_SAY_OF[name] + rule.say)
        says[twin.id] = twin.say
        for line in row["patterns"]:
            pieces = [
                "|".join(words.get(word, word) for word in part.split("|") if word != "me") for part in line.split()
            ]
            if pieces != line.split() and all(pieces):
                found += compiler.compile(twin, " ".join(pieces))
    return found


def load(language: str) -> tuple[Pack, frozenset[str], frozenset[str], tuple[str, ...], dict[str, dict[str, str]]]:
    """A pack, the words it knows, those it only leaves alone, its core words, and what its emoji stand for."""
    folder = FOLDER / language
    about = _json(folder / "pack.json")
    lexicon = _json(folder / "lexicon.json")
    classes = {name: frozenset(words.split()) for name, words in _json(folder / "classes.json").items()}
    common = frozenset(lexicon["common"].split())
    negations = frozenset(lexicon["features"].get("neg", "").split())
    edges = frozenset(lexicon["edges"].split())
    compiler = Compiler(classes, lexicon["macros"], lexicon["common"].split(), edges, negations)
    says: dict[str, str] = {}
    patterns: list[Pattern] = []
    for path in sorted((folder / "rules").glob("*.json")):
        for row in _json(path):
            rule = _rule(row, "say")
            if rule.id in says:
                raise ValueError(f"{path}: a second rule {rule.id}")
            says[rule.id] = rule.say
            for line in row["patterns"]:
                patterns += compiler.compile(rule, line)
            if row.get("persons"):
                patterns += _persons(compiler, row, rule, lexicon["persons"], says)
    marks: list[Pattern] = []
    for name, lines in _json(folder / "marks.json").items():
        rule = Rule(id=name, kind="mark", category="")
        for line in lines:
            marks += compiler.compile(rule, line)
    about_answers = _json(folder / "answers.json")
    questions: list[Pattern] = []
    meanings: dict[str, dict[str, tuple[str, int, str]]] = {}
    for row in about_answers["questions"]:
        asked = Rule(id=row["id"], kind="question", category="")
        for line in row["patterns"]:
            questions += compiler.compile(asked, line)
        meanings[row["id"]] = {name: tuple(row[name]) for name in ("yes", "no", "unsure") if name in row}
    answers = {
        name: Index([p for line in about_answers[name] for p in compiler.compile(Rule(name, "answer", ""), line)])
        for name in ("yes", "no", "unsure", "after")
    }
    features: dict[str, set[str]] = {}
    for name, words in lexicon["features"].items():
        for word in words.split():
            features.setdefault(word, set()).add(name)
    kinds: dict[str, list[str]] = {}
    for name, members in sorted(classes.items()):
        for word in members:
            kinds.setdefault(word, []).append(name)
    traces = trace.words(_json(folder / "traces.json"))
    says |= {rule.id: rule.say for kinds_of in traces.values() for rule in kinds_of.values()}
    says[trace.HEAVY_RULE.id] = trace.HEAVY_RULE.say
    expand = {word: tuple(meant.split()) for word, meant in lexicon["expand"].items()}
    guard = frozenset((folder / "guard.txt").read_text(encoding="utf-8").split())
    main = compiler.words | set(features) | set(expand) | common | {"i", "a"}
    pack = Pack(
        language,
        f"{about['id']}-{about['version']}",
        expand,
        Index(patterns),
        Index(marks),
        {word: frozenset(names) for word, names in features.items()},
        says,
        common,
        Index(questions),
        answers,
        meanings,
        _signal(folder / "signal.bin"),
        {word: of_word(word, kinds.get(word, ())) for word in {*main, *guard, *kinds, STOP, COMMA}},
        traces,
    )
    known = main | guard
    known = {word for word in known if word and word not in ".,"}
    core = dict.fromkeys(lexicon["core"].split())
    core |= dict.fromkeys(sorted(word for word in compiler.words if len(word) >= 4 and word.isalpha()))
    return pack, frozenset(known), guard - main, tuple(core), {"emoji": lexicon["emoji"], "endings": lexicon["endings"]}


def load_all(languages: tuple[str, ...] = ENABLED_PACKS) -> tuple[tuple[Pack, ...], Repairer, dict[str, str]]:
    packs: list[Pack] = []
    known: set[str] = set()
    guard: set[str] = set()
    core: list[str] = []
    emoji: dict[str, str] = {}
    endings: dict[str, str] = {}
    for language in languages:
        pack, words, unlikely, words_to_repair, signs = load(language)
        guard |= unlikely
        packs.append(pack)
        known |= words
        core += words_to_repair
        emoji |= signs["emoji"]
        endings |= signs["endings"]
    return tuple(packs), Repairer(known, dict.fromkeys(core), guard, endings), emoji
