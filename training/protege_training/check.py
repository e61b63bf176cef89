"""Log-probabilities of the tokens of given texts after a prompt, by transformers with an adapter: JSON on standard output, for
comparison with llama.cpp (scripts/adaptercheck.mjs). Input: {"prompt": TEXT, "texts": [TEXT, …]} on standard input."""

import argparse
import json
import sys
from pathlib import Path

from .base import base_folder


def logprobs(model, tokenizer, prompt: str, texts: list[str]) -> list[list[float]]:
    import torch

    head = tokenizer(prompt)["input_ids"]
    out = []
    for text in texts:
        tail = tokenizer(text, add_special_tokens=False)["input_ids"]
        with torch.no_grad():
            logits = model(torch.tensor([head + tail])).logits[0].float().log_softmax(-1)
        out.append([float(logits[len(head) + i - 1, token]) for i, token in enumerate(tail)])
    return out


def main() -> int:
    parser = argparse.ArgumentParser(prog="posttrain check", description=__doc__)
    parser.add_argument("--base", default="qwen0.5")
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--threads", type=int)
    given = parser.parse_args()
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    if given.threads:
        torch.set_num_threads(given.threads)
    folder, _ = base_folder(given.base)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    if given.adapter:
        from peft import PeftModel

        model = PeftModel.from_pretrained(model, given.adapter)
    asked = json.load(sys.stdin)
    print(json.dumps(logprobs(model.eval(), AutoTokenizer.from_pretrained(folder), asked["prompt"], asked["texts"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
