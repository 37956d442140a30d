"""Carry editions to readers from machines that nobody has to trust."""
