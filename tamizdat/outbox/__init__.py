"""Mail that leaves: a message composed once, an envelope for each reader, shards of envelopes, and their posting.

It knows neither issues nor pledges, and no list of readers: what it is given, it brings to a relay once.
"""
