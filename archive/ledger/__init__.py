"""What the desk remembers: states, codes, consent, roles, digests, the log. Never a word that was said.

A name is a keyed digest, and the key is not here; where a name stands, and what was decided on it, lies sealed with the
story. Somebody who steals the ledger learns how many names a story has, and not one of them.

store         transcripts and their states
name_digests  what knows names without reading them
agreements    what participants agreed to, what rests on them, what is held back
proposals     what a second person must confirm
grants        approved keys, and who may do what in which project
audit         the log, and the marks by which what was changed elsewhere is known
tables        the database itself
"""
