"""For TRL's GRPOTrainer(environment_factory=…): the protégé's actions are tools, the reward is the environment's own.

    from protege_env import Client
    from protege_env.trl import factory, rows
    client = Client(split="train", mentor="oracle", gate="asked", max_steps=20)
    GRPOTrainer(model=…, environment_factory=factory(client), train_dataset=Dataset.from_list(rows(client)))
"""

import json
from collections.abc import Callable
from typing import Any

from .client import Client, EnvError, Step

PROMPT = (
    "You repair a small JavaScript repository with failing tests. Look at the code, change it with edit, and call submit when all "
    "tests pass. When you do not get on, ask the expert, do what it says, and run the tests again."
)
OVER = "The episode is over."


class RepairEnv:
    """One episode. Public methods besides reset and get_reward are what the model may call."""

    def __init__(self, client: Client, reward: str | dict | None = None):
        self._client = client
        self._reward = reward
        self._now: Step | None = None

    def reset(self, task: str | None = None, seed: int = 0, **_: Any) -> str:
        if self._now and not self._now.done:
            self._client.drop(self._now.episode)
        self._now = self._client.reset(task, int(seed or 0), self._reward)
        return self._now.text

    def run(self, command: str) -> str:
        """
        Runs a shell command in the root of the repository, for instance npm test.

        Args:
            command: The command.
        """
        return self._act(action="run", command=command)

    def view(self, path: str, first: int = 0, last: int = 0) -> str:
        """
        Shows the lines of a file, numbered.

        Args:
            path: The file, relative to the root.
            first: First line, 0 for all.
            last: Last line, 0 for all.
        """
        span = {"from": int(first), "to": int(last)} if first and last else {}
        return self._act(action="view", path=path, **span)

    def edit(self, path: str, find: str, replace: str) -> str:
        """
        Replaces a piece of a file; the tests run behind it.

        Args:
            path: The file, relative to the root.
            find: Text that stands in the file exactly once.
            replace: What takes its place.
        """
        return self._act(action="edit", path=path, find=find, replace=replace)

    def ask(self, question: str) -> str:
        """
        Asks an expert, who answers in words.

        Args:
            question: What you want to know.
        """
        return self._act(action="ask", question=question)

    def submit(self) -> str:
        """
        Ends the task: hands in the files as they are.
        """
        return self._act(action="submit")

    def get_reward(self) -> float:
        """The reward; an episode that the trainer cut off is handed in as it is."""
        for _ in range(8):
            if self._now is None or self._now.done:
                break
            self._act(action="submit")
        return float(self._now.reward) if self._now and self._now.reward is not None else 0.0

    def _act(self, **action: Any) -> str:
        if self._now is None or self._now.done:
            return OVER
        try:
            self._now = self._client.step(self._now.episode, json.dumps(action))
        except EnvError as error:
            return str(error)
        return self._now.text or OVER


def factory(client: Client, reward: str | dict | None = None) -> Callable[[], RepairEnv]:
    return lambda: RepairEnv(client, reward)


def rows(client: Client, limit: int | None = None, seeds: int = 1) -> list[dict]:
    """A data set: a prompt, and the columns that reset reads."""
    return [
        {"prompt": [{"role": "user", "content": PROMPT}], "task": task, "seed": seed}
        for seed in range(seeds)
        for task in client.tasks()[:limit]
    ]
