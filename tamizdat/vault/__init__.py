"""Put away and take out: what is sealed here is read only by who holds the key."""
