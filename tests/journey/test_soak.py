"""A few of the kills of `make soak`, at every run of the suite."""

from tests.soak import soak


def test_a_kill_at_any_moment_loses_nothing_acknowledged_and_leaves_nothing_readable(archive, tmp_path):
    counts = soak(archive, tmp_path, 18)
    assert sum(counts.values()) == 18 and any(key.endswith("killed") for key in counts)
