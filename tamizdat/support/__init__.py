"""Support from readers: what they promise, what was paid, and nothing that names them."""
