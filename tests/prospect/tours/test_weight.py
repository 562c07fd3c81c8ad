"""A page never loads what only the planner's own process needs."""

import os
import subprocess
import sys
from pathlib import Path

SOURCES = str(Path(__file__).resolve().parents[3] / "src")
HEAVY = ("numpy", "pyvrp", "vroom", "pandas", "matplotlib")
PROGRAM = f"""
import sys, django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import carnet.prospect.tours.jobs, carnet.prospect.tours.screens.views
print([name for name in {HEAVY} if name in sys.modules])
"""


def test_the_web_process_and_the_worker_start_without_a_solver() -> None:
    environment = {**os.environ, "PYTHONPATH": SOURCES, "DJANGO_SETTINGS_MODULE": "carnet.settings"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
