"""The inside app: upload, review, release, research search. Loopback by default, login on every page."""
