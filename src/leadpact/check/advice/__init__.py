"""Rules of what is allowed and hardly meant, one a file.

``leadpact.check.ADVICE`` names them all.
"""
