"""Train the small name finder: spaCy tok2vec + NER, from nothing, on one core, always with the same result.

    python training/generate.py /tmp/data
    nice python training/train.py /tmp/data /tmp/model

The folder it writes can be named in config.toml as `detect.model`. It holds no vocabulary: a list of the words that
were seen would be most of its size, and is not needed.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # before numpy: one core, and sums always in the same order

# ruff: noqa: E402
import json
import shutil
import sys
import time
from pathlib import Path

import spacy
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Adam

SEED = 20261122
BATCH = 64
WIDTH = 96
LABELS = ("PERSON", "LOCATION_PLACE", "ORGANISATION", "LOCATION_STREET")
MODEL = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": WIDTH,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [5000, 1000, 2500, 2500],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": WIDTH,
            "window_size": 1,
            "maxout_pieces": 3,
            "depth": 4,
        },
    },
}


def examples(lines: list[str], nlp: spacy.Language) -> list[Example]:
    """Return lines of JSON as examples. A span that ends inside a token, `Jans`, takes the whole token."""
    made = []
    for line in lines:
        row = json.loads(line)
        doc = nlp.make_doc(row["text"])
        spans = [doc.char_span(*span, alignment_mode="expand") for span in row["entities"]]
        gold = doc.copy()
        gold.set_ents(spacy.util.filter_spans([span for span in spans if span is not None]), default="outside")
        made.append(Example(doc, gold))
    return made


def train(data: Path, out: Path) -> None:
    """Train once over the data, print precision/recall on held-out names now and then, and write the model.

    Once only: text made anew teaches more than the same text again, which the model learns by heart.
    """
    fix_random_seed(SEED)
    nlp = spacy.blank("nl")
    ner = nlp.add_pipe("ner", config={"model": MODEL})
    for label in LABELS:
        ner.add_label(label)
    lines = (data / "train.jsonl").read_text("utf-8").splitlines()
    dev = examples((data / "dev.jsonl").read_text("utf-8").splitlines(), nlp)
    first = examples(lines[:2000], nlp)
    nlp.initialize(lambda: first)
    began, steps = time.monotonic(), len(lines) // BATCH
    optimizer = Adam(0.001, L2=0.01, grad_clip=1.0, use_averages=True, L2_is_weight_decay=True)
    for step in range(steps):
        optimizer.learn_rate = 0.001 * min(1.0, (step + 1) / 100, max(0.05, 1.1 - step / steps))
        nlp.update(examples(lines[step * BATCH : (step + 1) * BATCH], nlp), sgd=optimizer, drop=0.15)
        if (step + 1) % 250 == 0 or step + 1 == steps:
            with nlp.use_params(optimizer.averages):
                scores = nlp.evaluate(dev)
            kinds = " ".join(f"{k} {v['p']:.2f}/{v['r']:.2f}" for k, v in sorted(scores["ents_per_type"].items()))
            print(f"{step + 1}/{steps} {time.monotonic() - began:.0f}s F {scores['ents_f']:.3f} {kinds}", flush=True)
    with nlp.use_params(optimizer.averages):
        nlp.to_disk(out)
    shutil.rmtree(out / "vocab", ignore_errors=True)


if __name__ == "__main__":
    train(Path(sys.argv[1]), Path(sys.argv[2]))
