"""What README and docs quote, rerunnable: `make bench`."""

import sys
from pathlib import Path

# The parts that need no database import Carnet's rules in the bench's own process.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
