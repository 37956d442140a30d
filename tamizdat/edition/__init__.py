"""The format of an edition: a tree of hashes under a signed head, and how a reader checks both.

Whoever carries an edition need not be trusted: every file is bound to its path, its length and the edition it belongs
to, and the head says which edition is current.  The format is written down in docs/reference/edition-format.md, so that
others can write a reader from it alone.
"""
