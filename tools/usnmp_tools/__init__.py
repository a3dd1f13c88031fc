# What the tools share, and of it cache.py with the tests. Runs on a PC, Python 3.9.
