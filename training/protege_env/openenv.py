"""The same as an OpenEnv environment: `uvicorn protege_env.openenv:app` serves it, options from PROTEGE_ENV (JSON)."""

import json
import os
from typing import Any

from openenv.core.env_server.http_server import create_fastapi_app
from openenv.core.env_server.interfaces import Environment
from openenv.core.env_server.types import Action, Observation, State

from .client import Client, Step


class ReplyAction(Action):
    """What the policy wrote, word for word."""

    reply: str


class RepairObservation(Observation):
    """What the policy reads: `messages` of a chat, or the `prompt` of a gap; `text` is the newest part."""

    kind: str = ""
    text: str = ""
    messages: list[dict[str, Any]] = []
    prompt: str = ""
    stop: list[str] = []


class RepairState(State):
    task: str = ""


class RepairEnvironment(Environment):
    SUPPORTS_CONCURRENT_SESSIONS = True

    def __init__(self, client: Client):
        super().__init__()
        self._client = client
        self._now: Step | None = None
        self._steps = 0

    def reset(self, seed: int | None = None, episode_id: str | None = None, task: str | None = None, **_: Any) -> RepairObservation:
        self.close()
        self._now, self._steps = self._client.reset(task, seed or 0), 0
        return self._observed()

    def step(self, action: ReplyAction, timeout_s: float | None = None, **_: Any) -> RepairObservation:
        self._now = self._client.step(self._now.episode, action.reply)
        self._steps += 1
        return self._observed()

    @property
    def state(self) -> RepairState:
        now = self._now
        return RepairState(episode_id=now.episode if now else None, step_count=self._steps, task=now.task if now else "")

    def close(self) -> None:
        if self._now and not self._now.done:
            self._client.drop(self._now.episode)
        self._now = None

    def _observed(self) -> RepairObservation:
        now = self._now
        seen = now.observation or {}
        shown = {name: seen[name] for name in ("kind", "text", "messages", "prompt", "stop") if name in seen}
        return RepairObservation(done=now.done, reward=now.reward, metadata={"terms": now.terms, **now.info}, **shown)


def make_app(client: Client):
    return create_fastapi_app(lambda: RepairEnvironment(client), ReplyAction, RepairObservation, max_concurrent_envs=32)


def __getattr__(name: str):
    if name == "app":
        return make_app(Client(**json.loads(os.environ.get("PROTEGE_ENV", "{}"))))
    raise AttributeError(name)
