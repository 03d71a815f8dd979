"""What the desk remembers: states, consent, spans, decisions, digests, the log. Never a word that was said.

A mention is a pair of offsets into a sealed text; a name is a keyed digest. Somebody who steals the ledger learns how
many people a story speaks of and where in it, not who.

store       transcripts, what was found in them, what was decided
agreements  what participants agreed to, what rests on them, what is held back
audit       the log
tables      the database itself
"""
