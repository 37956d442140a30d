"""Keep a newsroom from being lost: backups that only their owners can open, and upgrades that can be undone."""
