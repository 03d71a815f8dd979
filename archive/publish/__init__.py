"""The way out: content → gate → render → bundle. Knows no Flask."""
