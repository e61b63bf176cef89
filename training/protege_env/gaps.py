"""One decision an episode, for trainers with short horizons: the mentor has said where and why, the policy fills the gap there, and
the tests judge the line. Scaffold, mentor, prompt and verdict are the environment's own, as in any guided episode."""

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .client import Client, EnvError, Step

# One change is tried and its outcome handed in; the mentor is called once, at the first decision.
TEAM = {"scaffold": "guided:moves=mend,samples=1,tries=1,places=1,others=0,ranking=none", "gate": "always", "max_calls": 1}


def opened(client: Client, task: str, seed: int = 0) -> Step | None:
    """An episode that waits for the line at the mentor's place; None where there is none (nothing fails, nobody to ask). The policy
    is asked once before the mentor is, at the first ranked place; that reply is never tried, so it may be anything."""
    now = client.reset(task, seed)
    if not now.done:
        now = client.step(now.episode, ";")
    return None if now.done or now.observation.get("kind") != "fill" else now


def rows(client: Client, most: int, seed: int = 0, keep: Callable[[str], bool] = lambda _: True, file: Path | None = None) -> list[dict]:
    """At most `most` rows of prompt, task and seed, of the split's tasks in seeded order; `keep` looks at the prompt. With a file
    they are written there as they come, and a second call goes on behind the last."""
    out = [json.loads(line) for line in file.read_text().splitlines()] if file and file.is_file() else []
    tasks = client.tasks()
    random.Random(seed).shuffle(tasks)
    if out and out[-1]["task"] not in tasks:
        raise ValueError(f"The rows in {file} end with {out[-1]['task']}, which this split does not have; start in another folder.")
    for task in tasks[tasks.index(out[-1]["task"]) + 1 :] if out else tasks:
        if len(out) >= most:
            break
        now = opened(client, task)
        if now is None:
            continue
        client.drop(now.episode)
        if not keep(now.text):
            continue
        out.append({"prompt": now.text, "task": task, "seed": 0})
        if file:
            with open(file, "a") as stream:
                stream.write(json.dumps(out[-1]) + "\n")
    return out[:most]


def judged(client: Client, task: str, seed: int, line: str) -> Step | None:
    """The end of the episode in which the policy wrote this line."""
    now = opened(client, task, seed)
    for _ in range(4):
        if now is None or now.done:
            break
        now = client.step(now.episode, line)
    return now


TERMS = ("completion", "loop", "follow", "ask", "format")


def rewards(client: Client, side_by_side: int = 4) -> list[Callable[..., list[float | None]]]:
    """TRL's reward functions over rows, one a term and named so: what the environment says of each line. The same line of one row is
    played once for all of them. None (no reward, as TRL has it) where an episode failed."""
    known: dict[tuple[str, int, str], dict[str, float] | None] = {}

    def play(one: tuple[str, int, str]) -> dict[str, float] | None:
        try:
            end = judged(client, *one)
        except EnvError:
            return None
        return end.terms if end and end.terms else None

    def lines(completions: list[str], task: list[str], seed: list[int]) -> list[dict[str, float] | None]:
        wanted = [(name, int(at), text.split("\n")[0]) for name, at, text in zip(task, seed, completions)]
        new = [one for one in dict.fromkeys(wanted) if one not in known]
        with ThreadPoolExecutor(side_by_side) as pool:
            known.update(zip(new, pool.map(play, new)))
        return [known[one] for one in wanted]

    def of(term: str) -> Callable[..., list[float | None]]:
        def reward(completions: list[str], task: list[str], seed: list[int], **_: Any) -> list[float | None]:
            return [terms and float(terms[term]) for terms in lines(completions, task, seed)]

        reward.__name__ = term
        return reward

    return [of(term) for term in TERMS]
