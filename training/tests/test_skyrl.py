"""SkyRL's own registry makes and steps our environment."""

import json
import os

import pytest


def test_registered_made_and_stepped(monkeypatch):
    gym = pytest.importorskip("skyrl_gym")
    options = {"split": "heap-queue", "limit": 1, "mentor": "oracle", "gate": "asked", "max_steps": 6}
    monkeypatch.setitem(os.environ, "PROTEGE_ENV", json.dumps(options))
    from protege_env import rewards

    rewards.shared.cache_clear()
    gym.register("protege", entry_point="protege_env.rewards:SkyEnv")
    with rewards.shared() as client:
        env = gym.make("protege", env_config={}, extras={"extra_info": {"task": client.tasks()[0], "seed": 1}})
        prompt, _ = env.init([{"role": "user", "content": "heap-queue"}])
        assert prompt[-1]["role"] == "user" and "test" in prompt[-1]["content"]
        asked = env.step('{"action":"ask","question":"Where?"}')
        assert not asked["done"] and "expert_llm_guidance" in asked["observations"][0]["content"]
        for _ in range(6):
            end = env.step('{"action":"submit"}')
            if end["done"]:
                break
        assert end["done"] and end["observations"] == [] and set(end["metadata"]["terms"]) >= {"completion", "loop"}
        env.close()
    rewards.shared.cache_clear()
