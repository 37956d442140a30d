"""What the newsroom does with a story, one verb per file: `from tamizdat.desk.publishing import publish`.

Who does it and when are arguments.  Every verb goes through Wagtail's own doors, so that the same rules hold for an
editor's click, an import and a test.
"""
