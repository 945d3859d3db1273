"""What a number is: the learned judgement of the numbers that no shape decides.

In: the features of each number (see features.py). Out: a `Judgement` each: a goal, a rule, or a ledger reason, with the
calibrated probability that the number is a target, and what spoke most for and against. A multinomial logistic
regression: the weights of a number's features are added up, one sum for each verdict. The weights are one file, made by
`make train` (etl/tools/learning); its record says of which labels.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from etl import SourceError
from etl.judging.evidence import Thing, read_feature, tell
from etl.schema import Reason, Role

WEIGHTS = Path(__file__).parent / "weights" / "judge.npz"
INSTALLED = Path("weights", "judge.npz")
BETTER_THAN = "better than"
"""The key of an installation's weights' record with the SHA-256 of the shipped file that they were compared with."""

ROLES: tuple[Role, ...] = ("goal", "rule")
SPOKEN = 3
"""How many things are told for a verdict, and how many against it."""
HEARD = 12
"""How many features, of those that tell something and spoke most, these things are made of."""

Floats = npt.NDArray[np.float32]


class Judgement(NamedTuple):
    """A verdict: `role` of a target, or else the ledger's `reason`.

    `confidence` is the calibrated probability that the number is a target, of a target, or that it is none. `evidence`
    are the features that spoke most for (`+`) and against (`-`) it, in words.
    """

    role: Role | None
    reason: Reason | None
    confidence: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights by feature: `features` are in the order of the rows of `weights` (features × verdicts); `bias` is added.

    `slope` and `shift` calibrate: the log-odds of being a target are multiplied by one and the other is added. `shares`
    are measured shares of right verdicts among rows that are not judged: `deadline` and its sorts (see deadlines.py).
    `record` says what the weights were made of.
    """

    features: tuple[str, ...]
    weights: Floats
    bias: Floats
    verdicts: tuple[str, ...]
    slope: float
    shift: float
    shares: dict[str, float]
    record: dict[str, Any]
    rows: dict[str, int] = field(init=False, repr=False)
    things: list[Thing | None] = field(init=False, repr=False)
    """What each feature tells a reader."""
    telling: Floats = field(init=False, repr=False)
    """Verdicts × features: the weights of those that tell something."""

    def __post_init__(self) -> None:
        things = [read_feature(feature) for feature in self.features]
        object.__setattr__(self, "rows", {feature: row for row, feature in enumerate(self.features)})
        object.__setattr__(self, "things", things)
        tells = np.array([thing is not None for thing in things], dtype=bool)
        object.__setattr__(self, "telling", np.where(tells, self.weights.T, 0).astype(np.float32))

    def judge(self, shared: Sequence[str], own: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[Judgement]:
        """A verdict for each number; `shared` are features of all of them, then come its sentence's and its own."""
        common = self._find_rows(shared)
        of_sentences: dict[int, list[int]] = {}
        single = []
        for sentence, features in own:
            if id(sentence) not in of_sentences:
                of_sentences[id(sentence)] = self._find_rows(sentence)
            single.append(of_sentences[id(sentence)] + self._find_rows(features))
        lengths = np.array([0, *map(len, single)])
        weights = self.weights[np.concatenate([*single, [0]]).astype(np.intp)]  # one more row, lest the last be empty
        sums = np.add.reduceat(weights, lengths.cumsum()[:-1], axis=0)
        sums[lengths[1:] == 0] = 0
        sums[-1] -= weights[-1]
        scores = sums + self.weights[common].sum(axis=0) + self.bias
        is_target = self._is_target()
        certain = 1 / (1 + np.exp(-(self.slope * _log_odds(scores, is_target) + self.shift)))
        best = np.where(is_target, scores, -np.inf).argmax(axis=1)
        other = np.where(is_target, -np.inf, scores).argmax(axis=1)
        return [
            self._judge_one(float(certain[at]), int(best[at]), int(other[at]), common + rows)
            for at, rows in enumerate(single)
        ]

    def find_odds(self, features: Sequence[str]) -> float:
        """The log-odds, not calibrated, that a number with these features is a target."""
        scores = self.weights[self._find_rows(features)].sum(axis=0, keepdims=True) + self.bias
        return float(_log_odds(scores, self._is_target())[0])

    def calibrated(self, slope: float, shift: float) -> Judge:
        """The same judge, calibrated so."""
        return replace(self, slope=slope, shift=shift)

    def with_shares(self, shares: dict[str, float]) -> Judge:
        """The same judge with measured shares of what is not judged."""
        return replace(self, shares={name: float(np.float32(share)) for name, share in shares.items()})

    def _is_target(self) -> npt.NDArray[np.bool_]:
        return np.array([verdict in ROLES for verdict in self.verdicts])

    def _find_rows(self, features: Sequence[str]) -> list[int]:
        """The rows of the features that have weights."""
        return [row for feature in features if (row := self.rows.get(feature)) is not None]

    def _judge_one(self, certain: float, role: int, reason: int, rows: list[int]) -> Judgement:
        is_target = certain > 0.5
        chosen, rival = (role, reason) if is_target else (reason, role)
        evidence = self._name(np.array(rows, dtype=np.intp), chosen, rival)
        verdict: Any = self.verdicts[chosen]
        if is_target:
            return Judgement(verdict, None, certain, evidence)
        return Judgement(None, verdict, float(np.float32(1 - certain)), evidence)

    def _name(self, rows: npt.NDArray[np.intp], chosen: int, rival: int) -> tuple[str, ...]:
        """What spoke most for a verdict (`+`) and against it (`-`), in words."""
        strengths = self.telling[chosen][rows] - self.telling[rival][rows]
        if len(rows) > HEARD:
            places = np.sort(np.argpartition(-abs(strengths), HEARD - 1)[:HEARD])
            rows, strengths = rows[places], strengths[places]
        heard = zip(rows.tolist(), strengths.tolist(), strict=True)
        return tell(((thing, strength) for row, strength in heard if strength and (thing := self.things[row])), SPOKEN)


def _log_odds(scores: Floats, is_target: npt.NDArray[np.bool_]) -> Floats:
    """The log-odds of the verdicts that are targets against all others, by row."""
    hit, missed = (np.logaddexp.reduce(scores[:, side], axis=1) for side in (is_target, ~is_target))
    odds: Floats = hit - missed
    return odds


def pack_judge(judge: Judge) -> bytes:
    """The bytes of a weights file; the same judge gives the same bytes."""
    about = {
        "verdicts": judge.verdicts, "slope": judge.slope, "shift": judge.shift, "shares": judge.shares,
        "record": judge.record,
    }  # fmt: skip
    file = io.BytesIO()
    np.savez_compressed(
        file,
        features=_encode("\n".join(judge.features)),
        about=_encode(json.dumps(about, ensure_ascii=False, sort_keys=True)),
        weights=judge.weights.astype(np.float16),
        bias=judge.bias,
    )
    return file.getvalue()


def _encode(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def read_judge(content: bytes) -> Judge:
    """The judge of a weights file's bytes. Raises SourceError for what is none."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            about = json.loads(bytes(file["about"]))
            return Judge(
                tuple(bytes(file["features"]).decode().split("\n")),
                file["weights"].astype(np.float32),
                file["bias"].astype(np.float32),
                tuple(about["verdicts"]),
                about["slope"],
                about["shift"],
                about["shares"],
                about["record"],
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise SourceError(f"{WEIGHTS.name}: is no weights file of the judge; make it again: make train") from error


@cache
def load_judge(path: Path = WEIGHTS) -> Judge:
    """The shipped judge, or that of another file. Raises SourceError where its weights are missing or are none."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: cannot be read; make it again: make train") from error
    return read_judge(content)


def find_installed(folder: Path) -> Path | None:
    """The weights of an installation, learned from its own decisions, in the folder of its tables; None: the shipped.

    They count as long as the shipped ones are those that they were found better than.
    """
    path = folder / INSTALLED
    if not path.exists():
        return None
    try:
        better_than = load_judge(path).record.get(BETTER_THAN)
    except SourceError:
        return None
    return path if better_than == sha256(WEIGHTS.read_bytes()).hexdigest() else None
