"""Examples → a judge: multinomial logistic regression over the features, calibrated on documents that it has not seen.

In: `Example`s. Out: a `Judge`. The same examples give the same weights, to the byte. scikit-learn fits; reading a text
needs none of it.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from etl.judging.judge import ROLES, Judge
from etl.tools.learning.labels import VERDICTS, Example

FOLDS = 5
STRENGTH = 0.3
"""The inverse of the penalty on large weights (scikit-learn's C)."""

FEWEST = 2
"""A feature is learned where at least so many groups of documents have it."""

GRID = 1 / 1024
"""Weights are rounded to multiples of this: half-precision floats hold them, and noise of the last bits is gone."""

_Doubles = npt.NDArray[np.float64]


def find_fold(group: str) -> int:
    """The fold of a group: the same at every run, whatever other groups there are."""
    return zlib.crc32(group.encode()) % FOLDS


def fit(examples: Sequence[Example], record: dict[str, Any], shares: dict[str, float]) -> Judge:
    """A judge of all examples, calibrated by cross-validation within them."""
    return fit_folds(examples, record, shares)[1]


def fit_folds(
    examples: Sequence[Example], record: dict[str, Any], shares: dict[str, float], *, whole: bool = True
) -> tuple[list[Judge], Judge]:
    """One judge a fold, which has seen none of the fold's groups, and one of all (not where `whole` is False).

    The judge of a fold is calibrated on what the others' judges say of the other folds.
    """
    folds = np.array([find_fold(example.group) for example in examples])
    raw = [
        _fit_raw([e for e, f in zip(examples, folds, strict=True) if f != fold], record, shares)
        for fold in range(FOLDS)
    ]
    odds, hits = np.zeros(len(examples)), np.array([example.verdict in ROLES for example in examples])
    for at, example in enumerate(examples):
        odds[at] = raw[folds[at]].find_odds(example.features)
    weights = np.array([example.weight for example in examples])
    own = [
        raw[fold].calibrated(*_calibrate(odds[folds != fold], hits[folds != fold], weights[folds != fold]))
        for fold in range(FOLDS)
    ]
    everything = _fit_raw(examples, record, shares) if whole else raw[0]
    return own, everything.calibrated(*_calibrate(odds, hits, weights))


def _fit_raw(examples: Sequence[Example], record: dict[str, Any], shares: dict[str, float]) -> Judge:
    """An uncalibrated judge."""
    groups: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for feature in example.features:
            groups[feature].add(example.group)
    features = sorted(feature for feature, own in groups.items() if len(own) >= FEWEST)
    rows = {feature: row for row, feature in enumerate(features)}
    known = [[rows[feature] for feature in example.features if feature in rows] for example in examples]
    ends = np.cumsum([0, *map(len, known)])
    columns = np.fromiter((row for own in known for row in own), dtype=np.int32, count=int(ends[-1]))
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(examples), len(features)))
    with threadpool_limits(1):  # so that sums are added in one order
        model = LogisticRegression(C=STRENGTH, max_iter=300)
        model.fit(matrix, [e.verdict for e in examples], sample_weight=np.array([e.weight for e in examples]))
    verdicts = tuple(verdict for verdict in VERDICTS if verdict in model.classes_)
    order = [list(model.classes_).index(verdict) for verdict in verdicts]
    means = _center(model.coef_, features, matrix)
    weights = _round(model.coef_[order].T)
    kept = np.abs(weights).max(axis=1) > 0
    return Judge(
        tuple(feature for feature, is_kept in zip(features, kept, strict=True) if is_kept),
        weights[kept].astype(np.float32),
        _round((model.intercept_ + means)[order]).astype(np.float32),
        verdicts,
        1.0,
        0.0,
        shares,
        record,
    )


def _center(weights: _Doubles, features: Sequence[str], matrix: csr_matrix) -> _Doubles:
    """Center, in place, the weights of kinds of which each number has one; what they lose goes to all numbers.

    A feature then weighs what it says beyond the usual one of its kind, and can be named as a reason. `weights` are
    verdicts × features, `matrix` is numbers × features; gives what is to be added for each verdict.
    """
    counts = np.asarray(matrix.sum(axis=0)).ravel()
    kinds: dict[str, list[int]] = defaultdict(list)
    for row, feature in enumerate(features):
        kinds[feature.partition(":")[0]].append(row)
    lost = np.zeros(len(weights))
    for own in kinds.values():
        if matrix[:, own].sum(axis=1).max() <= 1:
            means = weights[:, own] @ counts[own] / counts[own].sum()
            weights[:, own] -= means[:, None]
            lost += means
    return lost


def _round(values: _Doubles) -> _Doubles:
    rounded: _Doubles = np.round(values / GRID) * GRID
    return rounded


def _calibrate(odds: _Doubles, hits: npt.NDArray[np.bool_], weights: _Doubles) -> tuple[float, float]:
    """What the log-odds are multiplied by, and what is added, so that they say how often they are right."""
    model = LogisticRegression(C=1e6).fit(odds.reshape(-1, 1), hits, sample_weight=weights)
    return round(float(model.coef_[0][0]), 4), round(float(model.intercept_[0]), 4)
