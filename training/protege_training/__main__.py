"""python -m protege_training COMMAND: each module has its own --help."""

import importlib
import sys

COMMANDS = {
    "sft": "supervised fine-tuning (TRL SFTTrainer, PEFT LoRA) from GGUF weights",
    "rl": "reinforcement learning (TRL GRPOTrainer) in the repair environment",
    "adapter": "a PEFT adapter as GGUF, for llama.cpp in the terminal and in the page",
    "held": "right lines of held-out gaps: how often greedy, how likely",
    "report": "curve, tasks before and after, and what was written, as one file for the page",
    "check": "log-probabilities of base + adapter in transformers, for comparison with llama.cpp",
}


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in COMMANDS:
        print("usage: posttrain COMMAND [options]\n", file=sys.stderr)
        for command, about in COMMANDS.items():
            print(f"  {command:8} {about}", file=sys.stderr)
        return 0 if name in ("-h", "--help") else 2
    sys.argv = [f"posttrain {name}", *sys.argv[2:]]
    return importlib.import_module(f"protege_training.{name}").main()


if __name__ == "__main__":
    sys.exit(main())
