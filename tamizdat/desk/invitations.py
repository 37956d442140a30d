"""Invitations: one-time links that sign a person in at the desk.

The table holds only the hash of what the link says, so a stolen copy of it opens nothing.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Invitation(models.Model):
    """One link, good once and for ten minutes."""

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the token
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} until {self.expires:%H:%M}"
