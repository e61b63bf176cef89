"""What a training did, as one file for the page: its curve, the same tasks before and after, and what was written on some of them.
Input: the folder of `posttrain sft`, and a folder of `protege models --keep` with an arm for the base and one for the adapter."""

import argparse
import json
from pathlib import Path

from protege_env.gaps import TERMS

SAMPLES = 4
WORDS = 160


def written(trajectory: dict) -> list[dict]:
    """Each line that the model wrote, what stood there, and what came of it, in the tests' own words."""
    out = []
    for step in trajectory["steps"]:
        for said in step["generations"]:
            action = said.get("action") or {}
            if said["by"] == "protege" and action.get("kind") == "edit":
                outcome = step["observation"]["text"].split("\n", 1)[0]
                out.append({"path": action["path"], "was": action["find"], "text": said["text"][:WORDS], "outcome": outcome})
    return out


def shown(tries: list[dict]) -> list[dict]:
    """The first three and the last."""
    return tries if len(tries) <= 4 else [*tries[:3], tries[-1]]


def rows_of(table: Path) -> list[dict]:
    return json.loads((table / "models.json").read_text())["rows"]


def compared(table: Path, base: str, adapted: str) -> tuple[dict, list[dict]]:
    """Counts of pairs of the same task, and samples of the tasks where the two differ, then of others."""
    rows = rows_of(table)
    episodes = {arm: {} for arm in (base, adapted)}
    for arm, found in episodes.items():
        for file in sorted((table / "trajectories" / arm).glob("*.json")):
            trajectory = json.loads(file.read_text())
            found[trajectory["task"]] = trajectory
    both = sorted(set(episodes[base]) & set(episodes[adapted]))
    won = {task: tuple(bool((episodes[arm][task].get("report") or {}).get("resolved")) for arm in (base, adapted)) for task in both}
    pairs = {
        "n": len(both),
        "onlyBase": sum(pair == (True, False) for pair in won.values()),
        "onlyAdapted": sum(pair == (False, True) for pair in won.values()),
        "both": sum(pair == (True, True) for pair in won.values()),
    }
    order = [(False, True), (True, False), (True, True), (False, False)]
    samples = []
    for task in sorted(both, key=lambda task: order.index(won[task]))[:SAMPLES]:
        tries = {name: shown(written(episodes[arm][task])) for name, arm in (("base", base), ("adapted", adapted))}
        samples.append({"task": task, "resolved": {"base": won[task][0], "adapted": won[task][1]}, "tries": tries})
    return {"rows": [row for row in rows if row["arm"] in (base, adapted)], "pairs": pairs}, samples


# A gap asks for its line and nothing else, so that nobody is asked there.
REWARDS = ("reward", *(term for term in TERMS if term != "ask"))


def rl_stage(folder: Path) -> dict:
    """One stage of `posttrain rl --scaffold guided`: its options, and per update the mean reward and its terms."""
    record = json.loads((folder / "rl.json").read_text())
    kept = ("group", "batch", "lr", "temperature", "near", "prompt_tokens", "rank", "seed")
    rows = [json.loads(line) for line in (folder / "curve.jsonl").read_text().splitlines()]
    term = lambda row, name: row["reward" if name == "reward" else f"rewards/{name}/mean"]  # noqa: E731
    return {
        **{name: record[name] for name in ("stage", "reward", "data", "steps", "of", "seconds")},
        "options": {name: record["options"].get(name) for name in kept},
        "names": REWARDS,
        "curve": [[row["step"], *(round(term(row, name), 4) for name in REWARDS)] for row in rows],
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="posttrain report", description=__doc__)
    parser.add_argument("sft", type=Path)
    parser.add_argument("--table", required=True, type=Path, help="folder of `protege models --keep`")
    parser.add_argument("--arms", default="0.5B-place,0.5B-place-fill", help="ids of the base's and the adapter's arm")
    parser.add_argument("--rl", type=Path, action="append", default=[], help="folder of a stage of posttrain rl (may be repeated)")
    parser.add_argument("--also", type=Path, help="folder of another table, of a mentor who says where: its rows are shown beside")
    parser.add_argument("--out", required=True, type=Path)
    given = parser.parse_args()
    record = json.loads((given.sft / "sft.json").read_text())
    curve = [json.loads(line) for line in (given.sft / "curve.jsonl").read_text().splitlines()]
    table, samples = compared(given.table, *given.arms.split(","))
    kept = ("base", "data", "dtype", "device", "steps", "of", "seconds", "loss", "versions")
    options = ("rank", "lr", "batch", "accumulate", "near", "max_length", "seed")
    report = {
        **{name: record[name] for name in kept},
        "options": {name: record["options"].get(name) for name in options},
        "curve": [[row["step"], round(row["loss"], 4)] for row in curve],
        **table,
        "also": rows_of(given.also) if given.also else [],
        "rl": [rl_stage(folder) for folder in given.rl],
        "samples": samples,
    }
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report["pairs"]))
    return 0
