"""The recognizers work in somebody else's Presidio, with another engine, and give no score that has no meaning."""

import ast
import gc
from pathlib import Path

import pytest
import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine

from archive.detection import recognizers
from archive.detection.presidio import detect
from archive.detection.recognizers import base, scores
from archive.detection.words import Words

TEXT = "Ik ben Fatima el Idrissi uit Zutphen, 43 jaar oud. Bel 06-12345678 of mail fatima@post.example, BSN 111222333."


class Blank(SpacyNlpEngine):
    """What somebody else has: a spaCy pipeline of their own, here an empty Dutch one."""

    def __init__(self):
        super().__init__()
        self.nlp = {"nl": spacy.blank("nl")}


@pytest.fixture(scope="module")
def theirs():
    registry = RecognizerRegistry(recognizers=recognizers.dutch(), supported_languages=["nl"])
    return AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["nl"])


def test_another_presidio_finds_what_the_archive_finds(theirs):
    found = {(r.start, r.end, r.entity_type) for r in theirs.analyze(TEXT, language="nl", score_threshold=0.4)}
    assert {mention.span for mention in detect(Words(TEXT))} <= found


def test_only_the_kinds_that_were_asked_for_come_back(theirs):
    found = theirs.analyze(TEXT, language="nl", entities=["BSN"])
    assert [TEXT[r.start : r.end] for r in found] == ["111222333"]


def test_a_recognizer_works_alone_and_without_any_engine():
    (found,) = recognizers.Bsn().analyze(TEXT, ["BSN"], None)
    assert TEXT[found.start : found.end] == "111222333"


def test_the_words_of_a_text_are_made_once_and_forgotten_with_their_artifacts():
    artifacts = NlpArtifacts([], [], [], [], None, "nl")
    assert base._words(TEXT, artifacts) is base._words(TEXT, artifacts)
    before = len(base._made)
    del artifacts
    gc.collect()
    assert len(base._made) == before - 1


def test_every_score_that_a_recognizer_gives_is_in_the_table():
    given = set()
    for path in Path(recognizers.__file__).parent.glob("*.py"):
        if path.name != "scores.py":
            tree = ast.walk(ast.parse(path.read_text()))
            given |= {n.value for n in tree if isinstance(n, ast.Constant) and isinstance(n.value, float)} - {0.0}
    assert given == set(scores.SCORES)
