"""Is it the disk that is full?  Whoever met it first says so in words of their own."""

from __future__ import annotations

import errno
import sqlite3

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
# SQLite cannot write a page, or make the file that its readers share.
NO_PAGE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_WRITE}


def is_full(error: BaseException | None) -> bool:
    """Did a full disk cause this error, at first or second hand?"""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) in NO_PAGE:
            return True
        error = error.__cause__ or error.__context__
    return False
