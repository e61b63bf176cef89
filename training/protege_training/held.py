"""How often the greedy fill is the right line, and how likely the right line is, on held-out rows: base or adapter."""

import argparse
import json
import sys
import time
from pathlib import Path

from .base import base_folder, pick_dtype
from .sft import rows_of


def main() -> int:
    parser = argparse.ArgumentParser(prog="posttrain held", description=__doc__)
    parser.add_argument("--base", default="qwen0.5")
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--data", required=True, type=Path, help="fill.jsonl of another split (protege data fill --split dev)")
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--max-length", type=int, default=1536)
    parser.add_argument("--dtype", default="auto", choices=["auto", "float32", "bfloat16"])
    parser.add_argument("--threads", type=int)
    given = parser.parse_args()
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    if given.threads:
        torch.set_num_threads(given.threads)
    folder, _ = base_folder(given.base)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=pick_dtype(given.dtype)).to(device)
    if given.adapter:
        from peft import PeftModel

        model = PeftModel.from_pretrained(model, given.adapter).to(device)
    model.eval()
    rows, end = rows_of(given.data, given.limit)
    started = time.monotonic()
    done = []
    for row in rows:
        head = tokenizer(row["prompt"])["input_ids"]
        tail = tokenizer(row["completion"] + (end or ""))["input_ids"]
        if len(head) + len(tail) > given.max_length:
            continue
        with torch.no_grad():
            logits = model(torch.tensor([head + tail], device=device), logits_to_keep=len(tail) + 1).logits[0, :-1].float()
            scores = logits.log_softmax(-1)
            right = torch.tensor(tail, device=device)
            first = bool((scores.argmax(-1) == right).all())  # then a greedy sample is this line
            done.append({"logprob": float(scores.gather(1, right[:, None]).sum()), "tokens": len(tail), "greedy": first})
    count = max(1, len(done))
    print(
        json.dumps(
            {
                "adapter": str(given.adapter) if given.adapter else None,
                "rows": len(done),
                "greedy": sum(one["greedy"] for one in done),
                "logprob": round(sum(one["logprob"] for one in done) / count, 4),
                "per_token": round(sum(one["logprob"] for one in done) / max(1, sum(one["tokens"] for one in done)), 4),
                "seconds": round(time.monotonic() - started, 1),
                "each": [[round(one["logprob"], 3), int(one["greedy"])] for one in done],
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
