"""A configuration in words."""

from benchbook.model import Configuration


def configuration_text(configuration: Configuration) -> str:
    """How a model was run: ``effort high, mode reasoning``; empty when nothing is known of it."""
    return ", ".join(f"{name} {value}" for name, value in configuration_parts(configuration))


def configuration_parts(configuration: Configuration) -> tuple[tuple[str, str], ...]:
    """What is known of how a model was run: ``(("effort", "high"), ("thinking budget", "16k"))``."""
    named = ((name, getattr(configuration, name)) for name in Configuration.__struct_fields__)
    return tuple((name.replace("_", " "), value) for name, value in named if value)
