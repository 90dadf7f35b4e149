"""The accuracy floors hold, where the evaluation data is at hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.mark.skipif(
    not (SHARED / "gold").is_dir(), reason=f"NO EVALUATION DATA in {SHARED}: accuracy floors are not checked"
)
def test_floors_hold():
    command = [sys.executable, str(ROOT / "benchmarks" / "accuracy.py"), "--shared", str(SHARED), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
