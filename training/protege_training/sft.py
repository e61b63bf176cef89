"""Supervised fine-tuning with TRL's SFTTrainer and a PEFT LoRA, on a processor or a graphics card by the same command.

What is kept together in --out: adapter/ (PEFT), sft.json (options, hashes of data and base, versions, times), curve.jsonl, and the
checkpoints. The same command goes on after a kill."""

import argparse
import importlib.util
import itertools
import json
import os
import sys
import time
from pathlib import Path

from .base import begin, file_hash, with_tools


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="posttrain sft", description=__doc__)
    parser.add_argument("--base", default="qwen0.5", help="qwen0.5 (default), smollm2, qwen1.5 or a GGUF file")
    parser.add_argument("--data", required=True, type=Path, help="fill.jsonl or train.jsonl of `protege data`, or train.jsonl of `protege export`")
    parser.add_argument("--rows", choices=["turn", "episode"], default="turn", help="of episodes: a row a learned turn (default), or a row an episode, read once")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--adapter", type=Path, help="goes on from this adapter (another stage)")
    parser.add_argument("--steps", type=int, help="default: --epochs")
    parser.add_argument("--epochs", type=float, default=1)
    parser.add_argument("--minutes", type=float, help="stops in order after that, with a checkpoint; the adapter is written")
    parser.add_argument("--limit", type=int, help="the first N rows that are short enough")
    parser.add_argument("--max-length", type=int, default=1536, help="tokens of a row; longer ones are left out (default 1536)")
    parser.add_argument("--near", type=int, help="of a fill's prompt only N lines before the gap and N / 2 behind it: short rows for a processor")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--accumulate", type=int, default=8)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--warmup", type=float, default=10, help="steps (default 10)")
    parser.add_argument("--schedule", default="cosine")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--packing", action="store_true")
    parser.add_argument("--dtype", default="auto", choices=["auto", "float32", "bfloat16"])
    parser.add_argument("--threads", type=int)
    parser.add_argument("--save-every", type=int, default=10)
    parser.add_argument("--log-every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def rows_of(file: Path, limit: int | None = None, whole: bool = False) -> tuple[list[dict], str | None]:
    """Rows for the trainer, and the token that ends a completion where the data name one. Of an episode (`messages`) each learned
    turn becomes a prompt and a completion, so that nothing but the protégé's own taught words carries a loss; `whole`: it stays one
    row, which is read once, and its flags become a mask (`encoder`)."""
    card = file.with_suffix(".json")
    end = json.loads(card.read_text()).get("end") if card.is_file() else None
    rows: list[dict] = []
    with open(file) as stream:
        for line in stream:
            row = json.loads(line)
            rows.extend([row] if whole and "messages" in row else turns_of(row))
            if limit is not None and len(rows) >= limit:
                return rows[:limit], end
    return rows, end


def near(prompt: str, lines: int) -> str:
    """A fill-in-the-middle prompt (Qwen's marks) with `lines` lines before the gap and half as many behind it; others as they are."""
    begin, gap, end = "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"
    if not prompt.startswith(begin) or gap not in prompt:
        return prompt
    before, after = prompt.removeprefix(begin).removesuffix(end).split(gap, 1)
    kept = "\n".join(before.split("\n")[-lines:])
    return f"{begin}{kept}{gap}{chr(10).join(after.split(chr(10))[: lines // 2 + 1])}{end}"


def turns_of(row: dict) -> list[dict]:
    if "completion" in row:
        kept = {name: row[name] for name in ("prompt", "completion")}
        return [{**kept, "tools": row["tools"]}] if row.get("tools") else [kept]
    messages = [decoded(message) for message in row["messages"]]
    learned = row.get("learned") or [message["role"] == "assistant" for message in messages]
    tools = {"tools": row["tools"]} if row.get("tools") else {}
    return [
        {"prompt": messages[:at], "completion": [messages[at]], **tools}
        for at, learns in enumerate(learned)
        if learns and messages[at]["role"] == "assistant"
    ]


def decoded(message: dict) -> dict:
    """Arguments of tool calls as objects, as chat templates want them; what is not set goes."""
    message = {name: value for name, value in message.items() if value is not None}
    for call in message.get("tool_calls") or []:
        if isinstance(call["function"]["arguments"], str):
            call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    return message


def main() -> int:
    given = options()
    import torch

    import datasets
    import peft
    import transformers
    import trl

    from .curve import Curve, facts, trained

    folder, base_hash, dtype = begin(given)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    card = given.data.with_suffix(".json")
    if card.is_file() and json.loads(card.read_text()).get("split", "train") != "train":
        sys.exit(f"{given.data} is data for measuring; train on that of the train repositories.")
    rows, end = rows_of(given.data, whole=given.rows == "episode")
    if given.near:
        rows = [{**row, "prompt": near(row["prompt"], given.near)} if isinstance(row["prompt"], str) else row for row in rows]
    if end is not None:
        tokenizer.eos_token = end  # what ends a fill is not what ends a chat turn
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    if any("tools" in row for row in rows):
        with_tools(tokenizer)
    if given.rows == "episode":
        rows = [encoder()(tokenizer, row, "assistant_masks") if "messages" in row else row for row in rows]
    short = (row for row in rows if length(row, tokenizer) <= given.max_length)
    kept = list(itertools.islice(short, given.limit))
    if not kept:
        sys.exit(f"No row of {given.data} has at most {given.max_length} tokens.")
    print(f"{len(kept)} of {len(rows)} rows, of at most {given.max_length} tokens each, {dtype}", file=sys.stderr)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=dtype)
    if given.adapter:
        model = peft.PeftModel.from_pretrained(model, given.adapter, is_trainable=True)
        lora = None
    else:
        lora = peft.LoraConfig(r=given.rank, lora_alpha=2 * given.rank, target_modules="all-linear", task_type="CAUSAL_LM")
    config = trl.SFTConfig(
        output_dir=str(given.out),
        max_steps=given.steps or -1,
        num_train_epochs=given.epochs,
        per_device_train_batch_size=given.batch,
        gradient_accumulation_steps=given.accumulate,
        learning_rate=given.lr,
        warmup_steps=given.warmup,
        lr_scheduler_type=given.schedule,
        max_length=given.max_length,
        packing=given.packing,
        completion_only_loss=True,
        gradient_checkpointing=False,
        bf16=dtype is torch.bfloat16 and torch.cuda.is_available(),
        use_cpu=not torch.cuda.is_available(),
        logging_steps=given.log_every,
        save_steps=given.save_every,
        save_total_limit=2,
        report_to=[],
        seed=given.seed,
        data_seed=given.seed,
        disable_tqdm=True,
    )
    if not torch.cuda.is_available():
        # TRL scores every position on a processor; only those with a label count, and the head is a third of a small model
        trl.trainer.utils._use_triton = lambda _device: True
    trainer = trl.SFTTrainer(
        model=model,
        args=config,
        train_dataset=datasets.Dataset.from_list(kept),
        processing_class=tokenizer,
        peft_config=lora,
        callbacks=[Curve(given.out, given.minutes)],
    )
    started = time.monotonic()
    curve = trained(trainer, given.out)
    record = {
        "stage": "sft",
        **facts(given, base_hash, dtype, trainer),
        "data": {"file": given.data.name, "sha256": file_hash(given.data), "rows": len(kept)},
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else f"a processor, {torch.get_num_threads()} of its threads",
        "seconds": curve[-1]["seconds"] if curve else round(time.monotonic() - started, 1),
        "loss": {"first": mean([row["loss"] for row in curve[:5]]), "last": mean([row["loss"] for row in curve[-5:]])},
    }
    (given.out / "sft.json").write_text(json.dumps(record, indent=2) + "\n")
    print(json.dumps({name: record[name] for name in ("steps", "of", "seconds", "loss")}))
    return 0


def mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def encoder():
    """`encode` of protege_mask.py, which the exports lay beside their rows: token ids of a chat and 1 for each that is learned."""
    place = Path(os.environ.get("PROTEGE_ROOT", Path(__file__).parents[2])) / "src/train/python/protege_mask.py"
    spec = importlib.util.spec_from_file_location("protege_mask", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.encode


def length(row: dict, tokenizer) -> int:
    """Tokens of a row as the trainer will see it, but for the end token."""
    if "input_ids" in row:
        return len(row["input_ids"])
    if isinstance(row["prompt"], str):
        return len(tokenizer(row["prompt"] + row["completion"])["input_ids"]) + 1
    tools = json.loads(row["tools"]) if "tools" in row else None
    said = row["prompt"] + row["completion"]
    return len(tokenizer.apply_chat_template(said, tools=tools, tokenize=True, return_dict=True)["input_ids"])


if __name__ == "__main__":
    sys.exit(main())
