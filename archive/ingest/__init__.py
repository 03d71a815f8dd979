"""The way in: read → detect → link → review → release. Knows no Flask."""
