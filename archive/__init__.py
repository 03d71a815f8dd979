"""The archive: lessons travel, life stories stay sealed.

The tree reads as the way of the data:

    dutch/      words: one fold, lemmas, numbers, text as a reader sees it       touches nothing of ours
    detection/  text in, mentions out: a library of its own, on Presidio         touches nouns, errors, dutch
    ingest/     the desk's steps: read → seal → propose → review → release → search
    vault/      all that lies under a seal: the only room with keys
    ledger/     what the desk remembers: states, consent, roles, digests, the log; never a word that was said
    publish/    content → gate → render → bundle: the one-way valve, with no way to the vault
    search/     one explicit list of what may be indexed, and how it is found
    signing/    what a key of the archive vouches for: making a signature, and checking one
    steward/    people and roles, withdrawal by two, retention, backup, tampering, doctor, leak scan, papers
    web/desk    the inside app, behind login
    web/public  the outside app: it opens a bundle and nothing else
    evaluation/ scores detection on annotated transcripts, beside two peers
    cli/        `archive …`, one file an audience

On the ground: `model` (the nouns of the inside), `records` (those of the outside), `consent` (the one question that
every use of a story passes), `rights` (the one that every deed at the desk passes), `errors`, `config`, `home` and
`disk` (where an archive lies, how a file is written) and `logs`.

Who may import whom is a test: see `.importlinter`. The names of things are in docs/words.md.
"""

__version__ = "0.1.0"
