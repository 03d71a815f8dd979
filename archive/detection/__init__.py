"""Finding people in Dutch text, as a library of its own: text in, mentions out.

    lists → lexicon → forms → words      what is known of a word, and the words of a text
    recognizers/                         one file a kind of identifier; usable from anybody's Presidio
    presidio → settle → again → link     run them, settle what overlaps, find it everywhere, decide who is who
    find                                 all of that at once
    names, gazetteer, phrases            what a name part gives away; where a place lies; where listed phrases stand

It touches the nouns, the errors and Dutch, and nothing else of ours: no file of an archive, no key, no settings.
"""

from archive.detection import offline as offline  # before anything here imports Presidio
