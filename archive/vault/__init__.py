"""All that lies under a seal. The only room with keys.

age        seal and open, in the format of the ordinary `age` program
label      what a sealed folder says of itself: what lies here, for whom, which version
story      one sealed story on disk: its own key, and everything that changes it
reading    what the machine made of a story, as bytes and back
register   who took their story back, in codes: it survives a restore
secret     the archive's secret, and whoever came in with a key
digests    keyed digests, and the desk's own seal over what it wrote
names      every sealed name, comparable but not readable
"""
