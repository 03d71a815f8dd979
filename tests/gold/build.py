"""One gold set: annotated/ → transcripts/ (plain) and gold/ (start, end, type, entity, text); checks every span.

Offsets are Unicode code points into the plain file. Run: python -m tests.gold.build tests/gold/second
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

from archive.dutch.fold import fold
from archive.dutch.numbers import value

TYPES = ("PERSON LOCATION_STREET LOCATION_PLACE ORGANISATION DATE_BIRTH DATE AGE "
         "PHONE EMAIL IBAN BSN POSTCODE LICENCE_PLATE URL_HANDLE ID_NUMBER "
         "PROFESSION_RARE MEDICAL OTHER_UNIQUE PUBLIC").split()
MARK = re.compile(r"\[\[([A-Z_]+)(?:#(\d+))?\|([^\[\]|]+)\]\]")
DIGIT = {w: i for i, w in enumerate("nul een twee drie vier vijf zes zeven acht negen".split())}


def read(p):
    return p.read_bytes().decode("utf-8")


def parse(src):
    plain, spans, pos, n = [], [], 0, 0
    for m in MARK.finditer(src):
        typ, k, text = m.groups()
        assert typ in TYPES and (typ == "PERSON") == (k is not None), m.group(0)
        n += m.start() - pos
        plain += [src[pos:m.start()], text]
        spans.append({"start": n, "end": n + len(text), "type": typ,
                      "entity": f"PERSON#{k}" if k else None, "text": text})
        n += len(text)
        pos = m.end()
    return "".join(plain + [src[pos:]]), spans


def decoded(plain, spans):
    """Whisper JSON: where the span lies in the decoded text of its segment."""
    base = [m.end() for m in re.finditer(r'"text": "', plain)]
    data = json.loads(plain)["segments"]
    assert len(base) == len(data)
    for s in spans:
        i = max(j for j, b in enumerate(base) if b <= s["start"])
        pre = json.loads(f'"{plain[base[i]:s["start"]]}"')
        txt = json.loads(f'"{s["text"]}"')
        s.update(segment=i, seg_start=len(pre), seg_end=len(pre) + len(txt), seg_text=txt)
        assert data[i]["text"][s["seg_start"]:s["seg_end"]] == txt, s


def digits(s):
    """Digits as written or said: `111 222 333`, `een een een …`, `negenennegentig nul een`; other words in capitals."""
    return "".join(w.upper() if (n := value(fold(w))) is None else str(n) if w.isalpha() else w for w in s.split())


def bsn_ok(s):
    d = [int(c) for c in digits(s) if c.isdigit()]
    return len(d) == 9 and (sum(v * (9 - i) for i, v in enumerate(d[:8])) - d[8]) % 11 == 0


def iban_ok(s):
    s = digits(s)
    return bool(re.fullmatch(r"NL\d\d[A-Z]{4}\d{10}", s)) and \
        int("".join(str(int(c, 36)) for c in s[4:] + s[:4])) % 97 == 1


def postcode_ok(s):
    """1234 AB, or spoken: digits one by one or as two numbers, letters bare or 'k van kip'."""
    if re.fullmatch(r"(?i)[1-9]\d{3} ?[a-z]{2}", s):
        return True
    t = re.sub(r"\b([a-z]) van \w+", r"\1", s.lower()).replace(",", "").split()
    num, let = t[:-2], t[-2:]
    if re.fullmatch(r"[1-9]\d{3}", digits(" ".join(num))):  # 'negenennegentig nul een x p'
        return all(re.fullmatch("[a-z]", c) for c in let)
    spoken = len(num) == 2 and all(w.isalpha() for w in num) or len(num) == 4 and all(w in DIGIT for w in num)
    return spoken and all(re.fullmatch("[a-z]", c) for c in let)


def words(name, t):
    if name.endswith(".json"):
        t = " ".join(s["text"] for s in json.loads(t)["segments"])
    if name.endswith((".srt", ".vtt")):
        t = re.sub(r"(?m)^\d+$|^.*-->.*$|^WEBVTT.*$|<v [^>]*>|</v>|(?:^|(?<=\s))- ", " ", t)
    t = re.sub(r"(?m)^Spreker \d+ [\d:]+$", " ", t)
    return len(t.split())


def main(root):
    count, ents, nwords = {}, {}, {}
    for d in ("transcripts", "gold"):
        (root / d).mkdir(exist_ok=True)
    for p in sorted((root / "annotated").iterdir()):
        src = read(p)
        assert "\r" not in src and not src.startswith("\ufeff"), p.name
        plain, spans = parse(src)
        assert "[[" not in plain and "]]" not in plain, f"{p.name}: a mark is left"
        if p.suffix == ".json":
            decoded(plain, spans)
        (root / "transcripts" / p.name).write_bytes(plain.encode("utf-8"))
        g = root / "gold" / (p.stem + ".json")
        g.write_bytes((json.dumps(spans, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))

        plain, gold, last = read(root / "transcripts" / p.name), json.loads(read(g)), 0
        for s in gold:
            t = s["text"]
            assert plain[s["start"]:s["end"]] == t and t == t.strip(), (p.name, s)
            assert s["start"] >= last, (p.name, "overlap", s)
            last = s["end"]
            if s["type"] == "BSN":
                assert bsn_ok(t) and (t[0] == "9" or t.startswith("negen ")), (p.name, s)
            elif s["type"] == "IBAN":
                assert iban_ok(t), (p.name, s)
            elif s["type"] == "POSTCODE":
                assert postcode_ok(t), (p.name, s)
            elif s["type"] == "EMAIL":
                assert re.search(r"(\.|\spunt\s)example$", t), (p.name, s)
        taken = [(s["start"], s["end"]) for s in gold if s["type"] in ("BSN", "PHONE", "IBAN")]
        spoken = r"\b(?:{0})(?: (?:{0})){{8}}\b".format("|".join(DIGIT))
        for m in re.finditer(r"(?<!\d)\d(?:[ .]?\d){8}(?!\d)|" + spoken, plain):
            if not any(a <= m.start() < b for a, b in taken):  # any other nine digits are no BSN
                assert not bsn_ok(m.group(0)), (p.name, m.group(0))
        count[p.name] = Counter(s["type"] for s in gold)
        ents[p.name] = len({s["entity"] for s in gold if s["entity"]})
        nwords[p.name] = words(p.name, plain)
        assert 650 <= nwords[p.name] <= 1200, (p.name, nwords[p.name])

    def row(name, f):
        print(f"| {name} | " + " | ".join(str(f(c)) for c in count) + f" | {sum(f(c) for c in count)} |")
    print("| type | " + " | ".join(c[:2] for c in count) + " | total |\n|---|" + "---:|" * (len(count) + 1))
    for t in TYPES:
        row(t, lambda c: count[c][t])
    row("**all**", lambda c: sum(count[c].values()))
    row("persons (entities)", lambda c: ents[c])
    row("words", lambda c: nwords[c])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
