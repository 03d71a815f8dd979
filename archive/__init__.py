"""The archive: lessons travel, life stories stay sealed.

The tree reads as the way of the data:

    ingest/    read → detect → link → review → release      (inside)
               recognizers/ one kind a file; risk/ who could still be recognised
    evaluation/ scores detection on annotated transcripts, beside two peers
    vault      seal and open: the only module that touches keys;  sealed: one story's folder
    consent    what a participant agreed to, and the one question every use passes
    ledger/    what the desk remembers: states, consent, decisions, digests, the log; never a word that was said
    withdrawal a story is taken back: what it reaches;  withdrawals: the register that survives a restore
    backup, retention, papers
               what a steward does besides
    publish/   content → gate → render → bundle             (the one-way valve)
    search/    one Dutch analysis, one explicit list of what may be indexed
    web/desk   the inside app, behind login
    web/public the outside app: it opens a bundle and nothing else

Who may import whom is a test: see `.importlinter`.
"""

__version__ = "0.1.0"
