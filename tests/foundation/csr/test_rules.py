"""What can be committed to, and how keeping it is measured."""

from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.csr import words
from carnet.foundation.csr.rules import (
    KINDS,
    STARTER_SET,
    CommitmentInvalid,
    State,
    Subject,
    Unit,
    check_target,
    gift_allowed,
    measure,
    train_wanted,
    within_hours,
)


class TestMeasuring:
    @pytest.mark.parametrize(
        ("kept", "total", "share", "state"),
        [
            (8, 10, 80, State.MET),
            (79, 100, 80, State.PARTLY),
            (4, 10, 80, State.PARTLY),
            (39, 100, 80, State.MISSING),
            (0, 5, 80, State.MISSING),
            (0, 0, 80, State.UNKNOWN),
            (5, 5, 100, State.MET),
            (4, 5, 100, State.PARTLY),
        ],
    )
    def test_the_share_kept_is_held_against_the_share_wanted(self, kept, total, share, state):
        assert measure(kept, total, share=share).state == state

    def test_no_occasion_gives_no_ratio(self):
        assert measure(0, 0).ratio is None
        assert measure(1, 4).ratio == Decimal("0.25")

    @pytest.mark.parametrize(("kept", "total", "share"), [(-1, 3, 80), (4, 3, 80), (1, 3, 0), (1, 3, 101)])
    def test_counts_that_make_no_sense_are_refused(self, kept, total, share):
        with pytest.raises(ValueError, match="wanted"):
            measure(kept, total, share=share)

    @given(st.integers(1, 500), st.integers(1, 100), st.data())
    def test_keeping_once_more_never_makes_it_worse(self, total, share, data):
        kept = data.draw(st.integers(0, total - 1))
        order = [State.MISSING, State.PARTLY, State.MET]
        worse, better = (measure(count, total, share=share).state for count in (kept, kept + 1))
        assert order.index(worse) <= order.index(better)


@pytest.mark.parametrize(
    ("moment", "inside"), [(time(8, 29), False), (time(8, 30), True), (time(18), True), (time(18, 1), False)]
)
def test_both_ends_of_the_hours_belong_to_them(moment, inside):
    assert within_hours(moment, 8 * 60 + 30, 18 * 60) is inside


def test_the_train_begins_beyond_its_distance():
    assert not train_wanted(200, 200)
    assert train_wanted(200.1, 200)


def test_a_gift_at_the_ceiling_is_allowed():
    assert gift_allowed(5000, 5000)
    assert not gift_allowed(5001, 5000)


class TestTargets:
    @pytest.mark.parametrize(
        ("kind", "target", "end", "stored"),
        [
            ("zone_grouping", 80, None, (80, None)),
            ("zone_grouping", 100, 7, (100, None)),
            ("gift_ceiling", 0, None, (0, None)),
            ("visit_hours", 510, 1080, (510, 1080)),
            ("right_to_disconnect", 0, 1440, (0, 1440)),
            ("eco_driving", 12, 13, (None, None)),
        ],
    )
    def test_a_target_in_range_is_kept(self, kind, target, end, stored):
        assert check_target(KINDS[kind], target, end) == stored

    @pytest.mark.parametrize(
        ("kind", "target", "end", "reason"),
        [
            ("zone_grouping", None, None, "target_needed"),
            ("zone_grouping", 0, None, "target_out_of_range"),
            ("zone_grouping", 101, None, "target_out_of_range"),
            ("gift_ceiling", -1, None, "target_out_of_range"),
            ("visit_hours", 510, None, "target_needed"),
            ("visit_hours", 510, 510, "window_reversed"),
            ("visit_hours", 510, 1441, "window_reversed"),
        ],
    )
    def test_a_target_out_of_range_is_refused(self, kind, target, end, reason):
        with pytest.raises(CommitmentInvalid) as caught:
            check_target(KINDS[kind], target, end)
        assert caught.value.reason == reason


class TestCatalogue:
    def test_every_kind_has_its_words(self):
        assert set(words.KINDS) == set(words.PROPOSALS) == set(KINDS)
        assert set(words.TARGETS) == {code for code, kind in KINDS.items() if kind.unit != Unit.NONE}
        assert set(words.SUBJECTS) == set(Subject)

    def test_every_usual_target_is_a_good_one(self):
        for kind in KINDS.values():
            check_target(kind, kind.usual, kind.usual_end)

    def test_every_subject_of_iso_26000_has_a_kind(self):
        assert {kind.subject for kind in KINDS.values()} == set(Subject)

    def test_the_starter_set_is_of_the_catalogue(self):
        assert set(STARTER_SET) <= set(KINDS)
        assert len(STARTER_SET) == 8
