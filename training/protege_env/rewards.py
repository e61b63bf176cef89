"""Reward functions for trainers that sample by themselves: the policy's turns are played again against the environment, which is
deterministic for a task and a seed, and its reward is the answer. One client is started on first use, options from PROTEGE_ENV."""

import functools
import json
import os
import re
from typing import Any

from .client import Client, EnvError, Step


@functools.cache
def shared() -> Client:
    return Client(**json.loads(os.environ.get("PROTEGE_ENV", "{}")))


def replies(text: str) -> list[str]:
    """The assistant's turns of a decoded response: of a chat template with <|im_start|> marks, or the text itself."""
    parts = re.split(r"<\|im_end\|>\s*", text)
    own = [part for part in parts if "<|im_start|>" not in part or part.lstrip().startswith("<|im_start|>assistant")]
    turns = [re.sub(r"^\s*<\|im_start\|>assistant\n?", "", part).replace("<|endoftext|>", "") for part in own]
    return [turn for turn in turns if turn.strip()]


def played(task: str, turns: list[str], seed: int = 0, client: Client | None = None) -> Step:
    """The end of an episode with these replies; when they run out, what is there is handed in."""
    client = client or shared()
    now = client.reset(task, seed)
    for turn in [*turns, *['{"action":"submit"}'] * 8]:
        if now.done:
            break
        now = client.step(now.episode, turn)
    return now


def compute_score(data_source: str, solution_str: str, ground_truth: Any, extra_info: dict | None = None, **_: Any) -> dict:
    """verl's custom_reward_function: `ground_truth` or extra_info["task"] is the task's id. Terms come back beside the score."""
    extra_info = extra_info or {}
    task = extra_info.get("task") or extra_info.get("instance_id") or ground_truth
    try:
        end = played(str(task), replies(solution_str), int(extra_info.get("seed", 0)))
    except EnvError as error:
        raise ValueError(f"{data_source}: {error}") from None
    return {"score": float(end.reward or 0), "resolved": float(bool(end.info.get("resolved"))), **end.terms}


try:
    from skyrl_gym.envs.base_text_env import BaseTextEnv, BaseTextEnvStepOutput
except ImportError:
    BaseTextEnv = object

    def BaseTextEnvStepOutput(**fields: Any) -> dict:  # noqa: N802 - stands in for SkyRL's class where SkyRL is not installed
        return fields


class SkyEnv(BaseTextEnv):
    """SkyRL: register("protege", entry_point="protege_env.rewards:SkyEnv"); rows with env_class "protege" and extra_info.task."""

    def __init__(self, env_config: Any = None, extras: dict | None = None):
        super().__init__()
        self.extras = extras or {}
        self.now: Step | None = None

    def init(self, prompt: list[dict]) -> tuple[list[dict], dict]:
        """The environment's own opening takes the place of the row's prompt, whose content only names the task."""
        about = self.extras.get("extra_info", self.extras)
        self.now = shared().reset(about.get("task"), int(about.get("seed", 0)))
        return self.now.observation["messages"], {}

    def step(self, action: str):
        self.now = shared().step(self.now.episode, action)
        new = [] if self.now.done else [{"role": "user", "content": self.now.text}]
        return BaseTextEnvStepOutput(
            observations=new, reward=float(self.now.reward or 0), done=self.now.done, metadata={"terms": self.now.terms, **self.now.info}
        )

    def close(self) -> None:
        if self.now and not self.now.done:
            shared().drop(self.now.episode)
