"""Bring an existing newsroom's stories in, from whatever its old site can still give.

Parsers turn strangers' bytes into plain drafts and promise three things: nothing is fetched, nothing is invented, and
what was cut or changed is said in one line.  Only `landing` knows the desk.
"""
