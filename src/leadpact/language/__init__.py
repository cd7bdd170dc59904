"""The language of phrases: one lexer, one family of trees, types and a printer.

It is told the names and their types, and knows nothing of leads.
"""
