"""Speaks to `protege env`: starts it, or asks one that listens on a port. Needs nothing but Python and Node."""

import itertools
import json
import os
import subprocess
import threading
import urllib.request
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class EnvError(Exception):
    """The environment's own sentence on what was wrong."""


@dataclass
class Step:
    """What a reset or a step gives back. `observation` is None when the episode is over; then reward, terms and info are there."""

    episode: str
    task: str
    done: bool
    observation: dict[str, Any] | None
    reward: float | None = None
    terms: dict[str, float] = field(default_factory=dict)
    info: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What is new for the policy since its last reply; of a gap, the whole prompt."""
        return self.observation["text"] if self.observation else ""


def home() -> Path:
    """The project's folder: PROTEGE_ROOT, or the one that this package lies in."""
    return Path(os.environ.get("PROTEGE_ROOT", Path(__file__).resolve().parents[2]))


def flags(options: dict[str, Any]) -> list[str]:
    """Options of `protege env` as its arguments: max_steps=8 -> --max-steps 8; None is left out."""
    return [part for name, value in options.items() if value is not None for part in (f"--{name.replace('_', '-')}", str(value))]


class Client:
    """Many episodes at once, from any thread. Options as of `protege env`, with _ for -: split, limit, mentor, scaffold, gate,
    fim, reward, max_steps, record … With `url` an environment that runs already is asked, and its own options count."""

    def __init__(self, url: str | None = None, **options: Any):
        self.url = url
        self._ids = itertools.count(1)
        self._waiting: dict[int, Future] = {}
        self._lock = threading.Lock()
        self._process = None
        if url is None:
            script = home() / "scripts" / "protege.mjs"
            if not script.is_file():
                raise EnvError(f"There is no {script}; set PROTEGE_ROOT to the project's folder.")
            self._process = subprocess.Popen(
                ["node", str(script), "env", *flags(options)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                cwd=home(),
            )
            threading.Thread(target=self._read, daemon=True).start()

    def tasks(self) -> list[str]:
        return self._ask({"op": "tasks"})["tasks"]

    def reset(self, task: str | None = None, seed: int = 0, reward: str | dict | None = None) -> Step:
        """A new episode of a task (None: the next of the split). @raises EnvError"""
        more = {} if reward is None else {"reward": reward}
        return Step(**self._ask({"op": "reset", "task": task, "seed": seed, **more}))

    def step(self, episode: str, reply: str, **counts: Any) -> Step:
        """Plays the policy's reply, word for word as it was written. `counts`: tokensIn, tokensOut, logprobs."""
        return Step(**self._ask({"op": "step", "episode": episode, "reply": reply, **counts}))

    def drop(self, episode: str) -> None:
        """Ends an episode without a verdict."""
        self._ask({"op": "close", "episode": episode})

    def close(self) -> None:
        if self._process:
            self._process.stdin.close()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, request: dict) -> dict:
        answer = self._post(request) if self.url else self._say(request)
        if "error" in answer:
            raise EnvError(answer["error"])
        return {name: value for name, value in answer.items() if name != "id"}

    def _post(self, request: dict) -> dict:
        data = json.dumps(request).encode()
        asked = urllib.request.Request(self.url, data, {"content-type": "application/json"})
        with urllib.request.urlopen(asked) as response:
            return json.load(response)

    def _say(self, request: dict) -> dict:
        number = next(self._ids)
        answer: Future = Future()
        with self._lock:
            self._waiting[number] = answer
            try:
                self._process.stdin.write(json.dumps({"id": number, **request}) + "\n")
                self._process.stdin.flush()
            except (BrokenPipeError, ValueError):
                raise EnvError(f"The environment has ended. {self._process.stderr.read().strip()}") from None
        return answer.result()

    def _read(self) -> None:
        for line in self._process.stdout:
            answer = json.loads(line)
            with self._lock:
                waiting = self._waiting.pop(answer.get("id"), None)
            if waiting:
                waiting.set_result(answer)
        said = self._process.stderr.read().strip()
        with self._lock:
            for waiting in self._waiting.values():
                waiting.set_result({"error": f"The environment has ended. {said}"})
            self._waiting.clear()
