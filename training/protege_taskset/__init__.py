"""The environment as a taskset of verifiers 0.4 (`vf-eval protege_taskset -n 4 …`): the policy's replies are actions as text, the
reward is the environment's own. What it reads and what it may see is what `protege env` gives, so there is one truth."""

import asyncio
import functools
from collections.abc import Iterator

import verifiers.v1 as vf
from verifiers.v1.harnesses.null.harness import NullHarnessConfig
from verifiers.v1.runtimes.subprocess import SubprocessConfig

from protege_env import Client
from protege_env.client import Step

__all__ = ["ProtegeEnv", "ProtegeTaskset"]


class ProtegeData(vf.TaskData):
    options: dict
    seed: int


class ProtegeTask(vf.Task[ProtegeData]):
    pass


class ProtegeConfig(vf.TasksetConfig):
    split: str = "dev"
    """train, dev, test, a repository, a task, or a folder of task files."""
    mentor: str | None = None
    """none, oracle (has seen the reference), or a model as `protege --expert` takes it."""
    gate: str | None = None
    scaffold: str = "free"
    dialect: str | None = None
    reward: str | None = None
    """Weights, as `protege env --reward` takes them."""
    max_steps: int | None = None
    seed: int = 0
    url: str | None = None
    """A `protege env --port` that runs already; its own options count."""


class ProtegeTaskset(vf.Taskset[ProtegeTask, ProtegeConfig]):
    def load(self) -> Iterator[ProtegeTask]:
        given = self.config
        names = ("url", "split", "mentor", "gate", "scaffold", "dialect", "reward", "max_steps")
        options = {name: getattr(given, name) for name in names}
        if given.url:
            options = {"url": given.url}
        for task in client(options).tasks():
            yield ProtegeTask(ProtegeData(name=task, prompt=None, options=options, seed=given.seed), given.task)


class ProtegeEnvConfig(vf.EnvConfig):
    protege: vf.AgentConfig = vf.AgentConfig(harness=NullHarnessConfig(id="null"), runtime=SubprocessConfig())


class ProtegeEnv(vf.Env[ProtegeEnvConfig]):
    """The environment plays the user: it opens, and answers each reply until the episode is over."""

    async def run(self, task: ProtegeTask, agents: vf.Agents) -> None:
        data = task.data
        asked = client(data.options)
        now = await asyncio.to_thread(asked.reset, data.name, data.seed)
        async with agents.protege.interaction(task) as exchange:
            said = await exchange.turn(opening(now))
            while not said.terminated and not now.done:
                now = await asyncio.to_thread(asked.step, now.episode, said.last_reply)
                if not now.done:
                    said = await exchange.turn(now.text)
            while not now.done:  # cut off by the runner's own limits: handed in as it is
                now = await asyncio.to_thread(asked.step, now.episode, '{"action":"submit"}')
            exchange.trace.record_reward("protege", now.reward or 0.0)
            exchange.trace.record_metrics({**now.terms, "resolved": float(bool(now.info.get("resolved")))})


def opening(now: Step) -> str:
    """The whole first prompt: verifiers has no system turn that comes from an environment."""
    return "\n\n".join(message["content"] for message in now.observation.get("messages", [])) or now.text


def client(options: dict) -> Client:
    """One environment for equal options."""
    return _client(tuple(sorted(options.items())))


@functools.cache
def _client(options: tuple) -> Client:
    return Client(**dict(options))
