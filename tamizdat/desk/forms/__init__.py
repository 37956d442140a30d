"""What the desk asks of a page, and how."""
