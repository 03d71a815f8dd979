"""The way in: read → detect → link → review → release. Knows no Flask."""

from archive.ingest import offline as offline  # before anything here imports Presidio
