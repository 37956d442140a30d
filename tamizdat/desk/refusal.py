"""What the desk says when it will not do something."""

from __future__ import annotations

from django.core.exceptions import ValidationError


class Refused(ValueError):
    """One line for the editor: what, why, and how to mend it."""

    @classmethod
    def because(cls, what: str, error: ValidationError) -> Refused:
        """A failed check as one line that names the fields."""
        if not hasattr(error, "error_dict"):
            return cls(f"{what}: {' '.join(error.messages)}")
        parts = [f"{name}: {' '.join(map(str, messages))}" for name, messages in error.message_dict.items()]
        return cls(f"{what}: {'; '.join(part.removeprefix('__all__: ') for part in parts)}")
