"""Providers that are not real: small worlds with books of their own, for demo and tests.  No money is in them."""
