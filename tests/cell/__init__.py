"""A cell: a machine without a way out, where everything that tries to leave is seen."""
