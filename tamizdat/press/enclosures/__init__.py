"""What takes long to make: issues as books, years as archives, the index for searching.

It is made outside any run, from what the press holds; its bytes go to the store by their hash, and then it is filed
like any copy.  So a run is never held up, and what is made slowly obeys the same laws as a page.
"""
