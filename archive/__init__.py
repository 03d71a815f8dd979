"""The archive: lessons travel, life stories stay sealed.

The tree reads as the way of the data:

    ingest/    read → detect → link → review → release      (inside)
    vault      seal and open: the only module that touches keys
    ledger     what the desk remembers: states, decisions, digests; never a word that was said
    publish/   content → gate → render → bundle             (the one-way valve)
    search/    one Dutch analysis, one explicit list of what may be indexed
    web/desk   the inside app, behind login
    web/public the outside app: it opens a bundle and nothing else

Who may import whom is a test: see `.importlinter`.
"""

__version__ = "0.1.0"
