"""The benchmark of rotation finds the same least cost by two ways, also where somebody is missing."""

from random import Random

from guanlian.staffing.rotating import Pair, plan
from guanlian.web.bench.rotation import least_by_assignment


def test_two_algorithms_agree_on_the_least_cost():
    chance = Random(3)
    for _n in range(20):
        pairs = [Pair(b, 50 + p, chance.randrange(200)) for b in range(6) for p in range(5) if chance.random() < 0.7]
        found = plan(pairs, range(6), vacant=1000, seconds=8, seed=1)

        assert found.cost == least_by_assignment(pairs, list(range(6)), 1000)
