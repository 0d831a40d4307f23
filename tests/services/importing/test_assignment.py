from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from rallies.services.importing.assignment import best_pairs

tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(-5, 9), min_size=width, max_size=width), max_size=4)
)


def best_sum(table):
    size = max(len(table), len(table[0]))
    padded = [[max(0, score) for score in line] + [0] * (size - len(line)) for line in table]
    padded += [[0] * size for _line in range(size - len(table))]
    return max(sum(padded[i][way[i]] for i in range(size)) for way in permutations(range(size)))


@given(tables)
def test_best_pairs_have_the_greatest_sum_and_use_nobody_twice(table):
    pairs = best_pairs(table)
    assert len(set(pairs.values())) == len(pairs)
    assert all(table[i][j] > 0 for i, j in pairs.items())
    assert sum(table[i][j] for i, j in pairs.items()) == (best_sum(table) if table else 0)


def test_best_pairs_leave_the_first_choice_to_who_has_no_other():
    assert best_pairs([[50, 50], [50, 0]]) == {0: 1, 1: 0}


def test_best_pairs_of_nothing_are_none():
    assert best_pairs([]) == best_pairs([[]]) == best_pairs([[0, -3]]) == {}
