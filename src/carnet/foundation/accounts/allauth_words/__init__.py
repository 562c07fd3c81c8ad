"""Our French for what allauth says in English: vous, typographic, one word for each thing.

An application without code, listed first: Django then takes its words before anybody else's.
"""
