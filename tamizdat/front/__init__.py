"""What a browser gets: the templates, the style and the words of every page.

Nothing here reads a clock, a database or a setting: a page is given as plain data and comes back as bytes that depend
on nothing else.
"""
