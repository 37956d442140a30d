"""The newsletter at the desk: editors write issues, publishers approve them and open the list."""
