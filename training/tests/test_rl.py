"""One update of GRPO with the real environment: SmolLM2 writes, the sandbox answers, the trainer goes its whole way."""

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.weights
def test_one_step(root, smollm2, tmp_path):
    args = ["rl", "--base", smollm2, "--out", tmp_path, "--tasks", 1, "--split", "emitter-kit", "--steps", 1, "--group", 2]
    args += ["--tokens", 96, "--turns", 1, "--max-steps", 4]
    env = {**os.environ, "PYTHONPATH": str(root / "training")}
    done = subprocess.run([sys.executable, "-m", "protege_training", *map(str, args)], cwd=root, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    record = json.loads((tmp_path / "rl.json").read_text())
    assert record["steps"] == 1 and len(record["rewards"]) == 1
    assert (tmp_path / "adapter" / "adapter_model.safetensors").is_file()
