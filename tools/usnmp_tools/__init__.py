# What the tools share, and of it cache.py with the tests. Runs on a PC, Python 3.9. The tools are
# scripts: the project's modules are found from here on, behind the tools themselves.

import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parent.parent.parent))
