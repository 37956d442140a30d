"""The newsletter: who gets it, sealed, and what comes from them; the issues, and their way out.

It knows nothing of the desk.  What it sends, the outbox posts; what it is sent, letterboxes have sealed.
"""
