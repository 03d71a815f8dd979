"""Measuring detection: scores against gold annotation, beside two peers, and a report. Knows no Flask."""
