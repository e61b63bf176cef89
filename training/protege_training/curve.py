"""What a training says while it runs: a line of JSON a step, progress with the time that is left, and a stop in time."""

import json
import sys
import time
from pathlib import Path

from transformers import TrainerCallback


class Curve(TrainerCallback):
    """Writes `curve.jsonl` ({step, seconds, ...what the trainer logged}); a resumed run goes on after the checkpoint's step."""

    def __init__(self, out: Path, minutes: float | None = None):
        self.file = out / "curve.jsonl"
        self.minutes = minutes
        self.began = time.monotonic()
        self.before = 0.0
        self.first = 0

    def on_train_begin(self, args, state, control, **_):
        self.began = time.monotonic()
        self.first = state.global_step
        kept = [row for row in read(self.file) if row["step"] <= state.global_step]
        self.before = kept[-1]["seconds"] if kept else 0.0
        self.file.write_text("".join(json.dumps(row) + "\n" for row in kept))

    def on_log(self, args, state, control, logs=None, **_):
        logs = {name: value for name, value in (logs or {}).items() if isinstance(value, (int, float))}
        if "loss" not in logs and "reward" not in logs:
            return
        seconds = time.monotonic() - self.began
        done = state.global_step - self.first
        left = seconds / max(1, done) * (state.max_steps - state.global_step)
        with open(self.file, "a") as stream:
            stream.write(json.dumps({"step": state.global_step, "seconds": round(self.before + seconds, 1), **logs}) + "\n")
        shown = " ".join(f"{name} {value:.4g}" for name, value in logs.items() if name in ("loss", "reward", "learning_rate"))
        print(f"step {state.global_step}/{state.max_steps} {shown}, {left / 60:.1f} min left", file=sys.stderr, flush=True)

    def on_step_end(self, args, state, control, **_):
        if self.minutes is not None and time.monotonic() - self.began > self.minutes * 60:
            control.should_save = True
            control.should_training_stop = True


def read(file: Path) -> list[dict]:
    """Rows of a curve; a last line that was cut off is left out."""
    rows = []
    for line in file.read_text().splitlines() if file.is_file() else []:
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError:
            break
    return rows


def last_checkpoint(out: Path) -> str | None:
    """The newest checkpoint that was written whole (the trainer writes its state last)."""
    found = [place for place in out.glob("checkpoint-*") if (place / "trainer_state.json").is_file()]
    return str(max(found, key=lambda place: int(place.name.split("-")[1]))) if found else None


def trained(trainer, out: Path) -> list[dict]:
    """Trains from the last checkpoint on, in silence but for the curve; the adapter lies in `out` then. Returns the curve."""
    import transformers

    for printer in (transformers.PrinterCallback, transformers.ProgressCallback):
        trainer.remove_callback(printer)
    trainer.train(resume_from_checkpoint=last_checkpoint(out))
    trainer.model.save_pretrained(out / "adapter")
    return read(out / "curve.jsonl")


def facts(given, base_hash: str, dtype, trainer) -> dict:
    """What the record of every stage says: base, options, versions, steps."""
    import peft
    import torch
    import transformers
    import trl

    return {
        "base": {"name": given.base, "sha256": base_hash},
        "options": {name: str(value) if isinstance(value, Path) else value for name, value in vars(given).items()},
        "dtype": str(dtype),
        "versions": {package.__name__: package.__version__ for package in (torch, transformers, trl, peft)},
        "steps": trainer.state.global_step,
        "of": trainer.state.max_steps,
    }
