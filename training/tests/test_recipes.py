"""The recipes as the engines' own parsers read them, and what they load by them."""

import json
from pathlib import Path

import pytest


def lines(root: Path, name: str) -> list[str]:
    return (root / "training" / "recipes" / name).read_text().split()


def test_verl(root: Path, monkeypatch):
    verl = pytest.importorskip("verl")
    hydra = pytest.importorskip("hydra")
    reward = pytest.importorskip("verl.trainer.ppo.reward", exc_type=ImportError)
    with hydra.initialize_config_dir(str(Path(verl.__file__).parent / "trainer" / "config"), version_base=None):
        config = hydra.compose("ppo_trainer", overrides=lines(root, "verl.args"))
    monkeypatch.setenv("PROTEGE_ENV", json.dumps({"split": "heap-queue", "limit": 1, "max_steps": 4}))
    from protege_env.rewards import shared

    shared.cache_clear()
    score = reward.get_custom_reward_fn(config)
    with shared() as client:
        said = score("protege", "nonsense", None, {"task": client.tasks()[0], "seed": 1})
    shared.cache_clear()
    assert said["score"] < 0 and said["resolved"] == 0 and said["format"] < 0


def test_skyrl(root: Path):
    config = pytest.importorskip("skyrl.train.config", exc_type=ImportError)
    read = config.SkyRLTrainConfig.from_cli_overrides(lines(root, "skyrl.args"))
    assert read.environment.env_class == "protege" and read.generator.n_samples_per_prompt == 6
