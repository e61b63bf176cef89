import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "training"))
os.environ.setdefault("PROTEGE_ROOT", str(ROOT))
os.environ.setdefault("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def client():
    from protege_env import Client

    with Client(split="heap-queue", limit=2, mentor="oracle", gate="asked", max_steps=8) as made:
        yield made


@pytest.fixture(scope="session")
def smollm2() -> str:
    """The short name of weights that are here; tests with real weights are left out where they are not."""
    from protege_training.base import FILES, cache

    folder = Path(os.environ.get("PROTEGE_WEIGHTS", cache() / "weights"))
    if not (folder / FILES["smollm2"]).is_file():
        pytest.skip("SmolLM2 is not here (npm run weights -- smollm2)")
    return "smollm2"
