"""What a command says when it will not, or cannot."""


class Refusal(Exception):
    """One line for the person at the terminal: what, where, and how to mend it."""
