"""Pairing two groups one to one for the greatest sum of scores."""

import sys
from collections.abc import Sequence


def best_pairs(scores: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return {row: column} of the pairing with the greatest sum of positive scores.

    What scores nothing or less stays alone. The Hungarian algorithm with potentials, in cubic
    time (H. W. Kuhn, "The Hungarian method for the assignment problem", 1955); deterministic.
    """
    height, width = len(scores), len(scores[0]) if scores else 0
    size = max(height, width)
    if not size or not any(score > 0 for line in scores for score in line):
        return {}
    costs = [
        [-max(0, scores[i][j]) if i < height and j < width else 0 for j in range(size)] for i in range(size)
    ]
    pairs = _cheapest(costs)
    return {i: j for i, j in sorted(pairs.items()) if i < height and j < width and scores[i][j] > 0}


def _cheapest(costs: list[list[int]]) -> dict[int, int]:
    """Return the pairing of a square table with the least sum of costs."""
    size = len(costs)
    rows, columns = [0] * (size + 1), [0] * (size + 1)  # potentials
    taken_by = [0] * (size + 1)  # column -> row; both are counted from one, zero is free
    for row in range(1, size + 1):
        taken_by[0] = row
        column, before = _cheapest_way(costs, rows, columns, taken_by)
        while column:
            taken_by[column] = taken_by[before[column]]
            column = before[column]
    return {taken_by[column] - 1: column - 1 for column in range(1, size + 1)}


def _cheapest_way(
    costs: list[list[int]], rows: list[int], columns: list[int], taken_by: list[int]
) -> tuple[int, dict[int, int]]:
    """Return the free column that the cheapest chain of exchanges reaches, and each column's predecessor."""
    least = dict.fromkeys(range(1, len(costs) + 1), sys.maxsize)  # of the columns not reached yet
    before: dict[int, int] = {}
    reached: list[int] = []
    column = 0
    while column == 0 or taken_by[column]:
        reached.append(column)
        row = taken_by[column]
        for other, price in least.items():
            cost = costs[row - 1][other - 1] - rows[row] - columns[other]
            if cost < price:
                least[other], before[other] = cost, column
        column = min(least, key=lambda other: least[other])
        step = least.pop(column)
        for passed in reached:
            rows[taken_by[passed]] += step
            columns[passed] -= step
        least = {other: price - step for other, price in least.items()}
    return column, before
