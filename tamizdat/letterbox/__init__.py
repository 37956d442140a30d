"""The only thing of a newsroom that answers the public: forms come in, sealed letters lie until they are fetched.

It opens nothing, looks nothing up and calls nobody.  What it holds is one file of slots, each of one size.
"""
