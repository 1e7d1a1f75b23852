"""The conventions by which an arena's boards are rated: what a person may choose."""

from typing import Literal

from benchbook.model import Noun

Grouping = Literal["auto", "voter", "tournament", "none"]
"""Which votes belong together, so that they are no independent witnesses."""

OVERALL = "overall"
"""The board of all votes, whatever their category."""

FEW_CLUSTERS = 30
"""With fewer voters or tournaments their intervals cannot be relied on."""


class AnchorName(Noun, frozen=True, kw_only=True):
    """The model whose rating is fixed, by any of its names, and where."""

    name: str
    rating: float


class Conventions(Noun, frozen=True, kw_only=True):
    """How votes become a board; the defaults are those of ``benchbook rate``.

    ``ties``, ``prior``, ``mean``, ``level``, ``simultaneous`` and the three numbers of battles are as in
    ``ratings.Method``; ``anchor`` takes the place of ``mean``. ``cluster`` says which votes are no independent
    witnesses: ``auto`` are those of a voter, or where the voter is unknown those of a tournament. ``voter_cap`` is
    how many votes of one voter count on one day, the first ones; ``controls`` are covariates whose effect is taken
    out of the ratings. ``as_voted`` takes every name for a model of its own.
    """

    ties: Literal["half", "davidson"] = "half"
    prior: float | None = None
    mean: float = 1000.0
    anchor: AnchorName | None = None
    cluster: Grouping = "auto"
    voter_cap: int | None = None
    controls: tuple[str, ...] = ()
    as_voted: bool = False
    simultaneous: bool = False
    level: float = 0.95
    small_sample_battles: int = 30
    list_battles: int = 15
    preliminary_battles: int = 200

    @property
    def needs_rows(self) -> bool:
        """Whether counts of pairs cannot be enough, whatever the votes say of themselves."""
        return self.voter_cap is not None or bool(self.controls)

    def text(self, basis: str, covariance: str) -> str:
        """All in one line, for people and for comparing methods: whatever can change a figure stands in it."""
        prior = "automatic" if self.prior is None else f"{self.prior:g}"
        zero = (
            f"mean of listed {self.mean:g}" if self.anchor is None else f"{self.anchor.name} at {self.anchor.rating:g}"
        )
        told = [
            f"Bradley-Terry on {basis}",
            f"ties {self.ties}",
            "both bad left out",
            f"prior {prior}",
            f"{covariance}, {self.level:g}",
            f"400 log10, {zero}",
            f"small samples below {self.small_sample_battles}",
            f"listed from {self.list_battles}",
            f"preliminary below {self.preliminary_battles}",
        ]
        if self.simultaneous:
            told.append("ranks by max-t")
        if self.voter_cap is not None:
            told.append(f"at most {self.voter_cap} votes a voter and day")
        if self.controls:
            told.append(f"controlled for {', '.join(self.controls)}")
        if self.as_voted:
            told.append("every name its own")
        return "; ".join(told)


DEFAULT = Conventions()
