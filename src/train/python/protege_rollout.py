"""One rollout for a trainer on a cluster: the playground, headless, plays an episode against the trainer's own
OpenAI-compatible server (vLLM, SGLang, SkyRL's and verl's rollout servers) and grades it in a fresh sandbox.

    row = rollout("csv-table-0a1b2c3", "http://127.0.0.1:8000/v1", "policy", root="/path/to/protege-playground")
    row["reward"]["total"], row["messages"], row["resolved"], row["patch"]

Needs Node 20.19 or newer, the project's folder and protege_reward.py beside this file; no GPU. Wrap it in a Ray task to
play many at once: each takes one CPU core while tests run. Messages are in the text form: actions are JSON in the
assistant's words, everything else is to be masked.
"""

import json
import pathlib
import subprocess
import tempfile

from protege_reward import STAGE_II, reward


def rollout(instance, base_url, model, root, seed=0, expert="oracle", gate="asked", steps=75, options=STAGE_II, timeout=1800):
    """Plays one task (an id, or a task file). `expert` and `gate` as in `protege repair --help`. Raises RuntimeError
    with the playground's own sentence when nothing was played."""
    who = {"baseURL": base_url, "model": model, "temperature": 1.0}
    with tempfile.TemporaryDirectory() as out:
        command = ["node", str(pathlib.Path(root) / "scripts/protege.mjs"), "repair", str(instance), "--out", out]
        command += ["--protege", f"endpoint:{json.dumps(who)}", "--expert", expert, "--gate", gate]
        command += ["--seed", str(seed), "--max-steps", str(steps), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
        written = list(pathlib.Path(out).glob("trajectories/*.traj.json"))
        if not written:
            raise RuntimeError(done.stderr.strip().split("\n")[-1] or "The playground wrote no episode.")
        episode = json.loads(written[0].read_text())
    record = episode["info"]["protege"]
    messages = [{"role": m["role"], "content": m["content"]} for m in episode["messages"] if m["role"] != "exit"]
    report = record.get("report")
    resolved = None if report is None else report["resolved"]
    patch = record.get("patch", "")
    return {
        "messages": messages,
        "loss": [m["role"] == "assistant" for m in messages],
        "resolved": resolved,
        "patch": patch,
        "exit": record["exit"],
        "reward": reward(messages, resolved, patch, options=options),
        "trajectory": record,
    }
