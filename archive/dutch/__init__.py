"""Dutch words, for detection and for search alike. Touches nothing of ours, and no Whoosh or Presidio.

fold        one folding for all that is compared
characters  exotic characters → ordinary ones, one for one;  seen: text as a reader sees it
dictionary  which words are ordinary;  lemmas: base forms, and the parts of compounds
numbers     numbers in words;  role_words: labels that name a role, and so nobody
"""
