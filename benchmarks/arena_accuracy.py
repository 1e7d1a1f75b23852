"""How far ratings are from the most likely ones and from the truth; the first answer's intervals are the scale.

python benchmarks/arena_accuracy.py FILE < answers -> [[standard errors, points], …]
"""

import json
import sys

import numpy as np
from arena_votes import POINTS_A_NAT, names, strengths

from benchbook.votes.counting.count import count_file
from benchbook.votes.counting.counts import CountTable

Z = 1.959963984540054


def from_optimum(table: CountTable, answer: dict, scale: dict) -> float:
    """How far ratings are from the most likely ones, at most, in standard errors: one step of Newton from them."""
    held = dict(zip(answer["models"], answer["ratings"], strict=True))
    errors = dict(zip(scale["models"], scale["half_widths"], strict=True))
    theta = np.array([held[name] for name in table.models]) / POINTS_A_NAT
    half_widths = np.array([errors[name] for name in table.models])
    battles = table.first_wins + table.second_wins + table.ties
    expected = 1 / (1 + np.exp(theta[table.second] - theta[table.first]))
    gradient = np.zeros(len(theta))
    curvature = np.zeros((len(theta), len(theta)))
    gained = table.first_wins + table.ties / 2 - battles * expected
    weight = battles * expected * (1 - expected)
    for at, other, sign in ((table.first, table.second, 1), (table.second, table.first, -1)):
        np.add.at(gradient, at, sign * gained)
        np.add.at(curvature, (at, at), weight)
        np.add.at(curvature, (at, other), -weight)
    step = np.linalg.pinv(curvature, hermitian=True) @ gradient * POINTS_A_NAT
    return float(np.max(np.abs(step - step.mean()) / (half_widths / Z)))


def from_truth(answer: dict) -> float:
    """The root of the mean squared error, in points."""
    truth = dict(zip(names(), strengths(), strict=True))
    found = np.array(answer["ratings"])
    wanted = np.array([truth[name] for name in answer["models"]])
    return float(np.sqrt(np.mean((found - found.mean() - wanted + wanted.mean()) ** 2)))


if __name__ == "__main__":
    answers = json.load(sys.stdin)
    counts = count_file(sys.argv[1])
    print(json.dumps([[from_optimum(counts, each, answers[0]), from_truth(each)] for each in answers]))
