"""Judging is arithmetic: the laws that hold for every figure and target."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guanlian.assessment.judging import Status, judge

figures = st.decimals(0, 10_000, places=1)
RANK = {Status.UNMET: 0, Status.AT_RISK: 1, Status.ON_TRACK: 2, Status.MET: 3}


@given(
    low=figures,
    more=figures,
    target=figures,
    over=st.booleans(),
    lasting=st.booleans(),
    op=st.sampled_from([">=", ">"]),
)
def test_a_higher_figure_never_worsens_the_verdict(low, more, target, over, lasting, op):
    worse = judge(low, target, op=op, over=over, lasting=lasting)
    better = judge(low + more, target, op=op, over=over, lasting=lasting)

    assert RANK[better] >= RANK[worse]


@given(value=figures, target=figures, lasting=st.booleans())
def test_an_open_window_is_never_unmet_and_a_closed_one_never_at_risk(value, target, lasting):
    open_window = judge(value, target, over=False, lasting=lasting)
    closed = judge(value, target, over=True, lasting=lasting)

    assert open_window in {Status.MET, Status.ON_TRACK, Status.AT_RISK}
    assert closed in {Status.MET, Status.UNMET}


@given(target=figures)
def test_at_least_includes_the_number_itself_and_more_than_does_not(target):
    assert judge(target, target, over=True, lasting=False) == Status.MET
    assert judge(target, target, op=">", over=True, lasting=False) == Status.UNMET


@given(target=figures, over=st.booleans())
def test_what_was_not_reported_is_awaited_and_never_nought(target, over):
    assert judge(None, target, over=over, lasting=True) == Status.AWAITING
    assert judge(Decimal(1), None, over=over, lasting=True) == Status.AWAITING


def test_what_can_be_lost_is_on_track_until_the_window_is_over():
    assert judge(Decimal(80), Decimal(80), over=False, lasting=False) == Status.ON_TRACK
    assert judge(Decimal(80), Decimal(80), over=False, lasting=True) == Status.MET


def test_a_forecast_decides_between_on_track_and_at_risk():
    assert judge(Decimal(5), Decimal(8), over=False, lasting=True, forecast=Decimal(8)) == Status.ON_TRACK
    assert judge(Decimal(5), Decimal(8), over=False, lasting=True, forecast=Decimal("7.9")) == Status.AT_RISK
