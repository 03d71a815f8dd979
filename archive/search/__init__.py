"""Search: one Dutch analysis, one explicit list of what may be indexed. Knows no vault, ledger, Presidio or spaCy."""
