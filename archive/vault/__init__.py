"""All that lies under a seal. The only room with keys.

age        seal and open, in the format of the ordinary `age` program
story      one sealed story on disk: its own key, what it is, for whom
reading    what the machine made of a story, as bytes and back
register   who took their story back, in codes: it survives a restore
digests    keyed digests, and the desk's own seal over what it wrote
names      every sealed name, comparable but not readable
"""
