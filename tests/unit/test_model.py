"""`detect.model`: any spaCy pipeline, installed or at a path, adds findings and takes none away."""

import pytest
import spacy

from archive.detection.find import find
from archive.errors import SettingsError
from archive.ingest.readers import read

TEXT = "wij aten bij de blauwe pot en daarna belde wietske brouns mij op een mooie dag in de lente"


@pytest.fixture
def pipeline(tmp_path):
    nlp = spacy.blank("nl")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "ORG", "pattern": "blauwe pot"},
            {"label": "LOCATION_STREET", "pattern": "mooie dag"},
            {"label": "EVENT", "pattern": "lente"},
        ]
    )
    nlp.to_disk(tmp_path / "model")
    return str(tmp_path / "model")


def mentions(model):
    transcript = read(TEXT.encode(), "a.txt")
    return {(TEXT[m.start : m.end], m.kind) for m in find(transcript, model=model)[1]}


def test_a_pipeline_at_a_path_adds_findings_of_its_labels_and_of_ours(pipeline):
    without, found = mentions(""), mentions(pipeline)
    assert found - without == {("blauwe pot", "ORGANISATION"), ("mooie dag", "LOCATION_STREET")}
    assert without <= found and ("wietske brouns", "PERSON") in without


def test_a_pipeline_that_is_not_there_is_refused_and_not_fetched(tmp_path):
    with pytest.raises(SettingsError, match="niet geïnstalleerd"):
        mentions(str(tmp_path / "nergens"))
    with pytest.raises(SettingsError, match="niet geïnstalleerd"):
        mentions("nl_core_news_lg")
