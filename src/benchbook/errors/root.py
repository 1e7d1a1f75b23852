"""What all errors have in common."""


class BenchbookError(Exception):
    """Base of all errors that Benchbook raises on purpose."""

    exit_code = 1

    def __init__(self, sentence: str, *, hint: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.sentence} (hint: {self.hint})" if self.hint else self.sentence
