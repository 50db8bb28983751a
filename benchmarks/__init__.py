"""Measurements that anyone can repeat; each module's docstring says how.

They compare at one thread: numerical libraries read these settings when they are first imported, so they are made here.
"""

import os

for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
