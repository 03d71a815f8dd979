"""`make sentences`: words per sentence in the content, a line a file, longest first, and the median over lessons."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median

from archive.publish import content
from archive.publish.render import render

CONTENT = Path(__file__).parent.parent / "content"


def lengths(markdown: str) -> list[int]:
    """Return the number of words of every sentence in the running text and lists of a Markdown text."""
    html = re.sub(r"<h\d>.*?</h\d>", " ", render(markdown), flags=re.S)
    blocks = re.split(r"</?(?:p|li|ol|ul|tr|td|th)[^>]*>", html)
    sentences = [s for block in blocks for s in re.split(r"(?<=[.!?:])\s+", re.sub(r"<[^>]+>", "", block))]
    return [len(words) for sentence in sentences if (words := re.findall(r"\w[\w'’-]*", sentence))]


def medians() -> dict[str, float]:
    """Return the median sentence length of every lesson, by slug."""
    drafts = [draft for draft in content.load(CONTENT).drafts if draft.path.parent.name == "lessons"]
    return {draft.path.stem: median(lengths(draft.body)) for draft in drafts}


def main() -> None:
    """Print them."""
    found = medians()
    for slug, value in sorted(found.items(), key=lambda pair: -pair[1]):
        print(f"{value:5.1f}  {slug}")
    print(f"{median(found.values()):5.1f}  mediaan over {len(found)} lessen")


if __name__ == "__main__":
    main()
