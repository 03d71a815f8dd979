"""The way out: content → gate → render → bundle. Knows no Flask, and has no way to the vault."""
