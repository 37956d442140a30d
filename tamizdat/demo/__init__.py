"""The Harbour Herald, a newsroom that does not exist, in a country that does not exist, to try everything on.

Nothing in here is real: no person, company, ministry or place.  All of it travels with the package, so that a first
run needs no network.
"""
