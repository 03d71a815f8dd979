"""The desk's steps, in the user's order: read → seal → propose → review → release → search. Knows no Flask.

readers/     untrusted bytes of a file → a transcript, one file a format
pipeline     the way in, whole or not at all
pseudonyms, ladder, redact
             what stands for what was said, and the text with that in place
review       a person decides;  release: another lets it go
risk/        who could still be recognised, and what is sensitive
research     the index of released texts
"""
