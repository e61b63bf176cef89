"""Reinforcement learning with TRL's GRPOTrainer in the repair environment, in the paper's two stages: --stage 1 weighs loops and
form, --stage 2 completion, asking and following. It goes on from --adapter (that of SFT, or of the first stage), and after a kill.

--scaffold free plays whole episodes with tools. --scaffold guided has one decision an episode: the mentor has said where, the policy
writes the line, the tests judge it; short enough for a processor."""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from .base import begin, with_tools
from .sft import near

STAGES = {1: "completion=0.5,loop=1,follow=0.1,ask=0.1,format=1", 2: "completion=1,loop=0.5,follow=0.5,ask=0.3,format=0.5"}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="posttrain rl", description=__doc__)
    parser.add_argument("--base", default="qwen0.5")
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--stage", type=int, choices=[1, 2], default=1)
    parser.add_argument("--reward", help="instead of the stage's weights; as of protege env (guided: weights only)")
    parser.add_argument("--split", default="train")
    parser.add_argument("--tasks", type=int, default=100, help="of the split (default 100, as in the paper)")
    parser.add_argument("--mentor", default="oracle")
    parser.add_argument("--scaffold", choices=["free", "guided"], default="free")
    parser.add_argument("--gate", default="asked", help="of the free scaffold (default asked)")
    parser.add_argument("--near", type=int, help="guided: of a prompt only N lines before the gap and N / 2 behind it")
    parser.add_argument("--max-steps", type=int, default=20, help="of an episode")
    parser.add_argument("--steps", type=int, default=80, help="updates (default 80)")
    parser.add_argument("--group", type=int, default=6, help="episodes of one task (default 6)")
    parser.add_argument("--batch", type=int, help="episodes of an update (default: one group)")
    parser.add_argument("--tokens", type=int, help="of an episode, what it reads included (default 2048); guided: of a line (default 40)")
    parser.add_argument("--prompt-tokens", type=int, default=400, help="guided: longer prompts are left out (default 400)")
    parser.add_argument("--turns", type=int, help="tool calls of an episode, at most (default --max-steps)")
    parser.add_argument("--lr", type=float, default=1e-5)
    parser.add_argument("--beta", type=float, default=0.0, help="weight of the KL term")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--dtype", default="auto", choices=["auto", "float32", "bfloat16"])
    parser.add_argument("--threads", type=int)
    parser.add_argument("--save-every", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--vllm", action="store_true", help="vLLM samples, on the same graphics card")
    return parser.parse_args()


def main() -> int:
    given = options()
    import torch

    import datasets
    import peft
    import transformers
    import trl

    from protege_env import Client, gaps
    from protege_env.trl import factory, rows

    from .curve import Curve, facts, trained

    folder, base_hash, dtype = begin(given)
    tokenizer = with_tools(transformers.AutoTokenizer.from_pretrained(folder))
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    reward = given.reward or STAGES[given.stage]
    guided = given.scaffold == "guided"
    free = {"gate": given.gate, "dialect": "tools", "max_steps": given.max_steps}
    team = {**gaps.TEAM, "fim": "qwen"} if guided else {**free, "limit": given.tasks}
    client = Client(split=given.split, reward=reward, mentor=given.mentor, **team)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=dtype)
    lora = peft.LoraConfig(r=given.rank, lora_alpha=2 * given.rank, target_modules="all-linear", task_type="CAUSAL_LM")
    if given.adapter:
        model, lora = peft.PeftModel.from_pretrained(model, given.adapter, is_trainable=True), None
    if guided:
        model.generation_config.eos_token_id = line_ends(tokenizer)
    batch = given.batch or given.group
    at_once = given.group if guided or torch.cuda.is_available() else 1
    config = trl.GRPOConfig(
        output_dir=str(given.out),
        max_steps=given.steps,
        per_device_train_batch_size=at_once,
        gradient_accumulation_steps=max(1, batch // at_once),
        num_generations=given.group,
        max_completion_length=given.tokens or (40 if guided else 2048),
        max_tool_calling_iterations=None if guided else given.turns or given.max_steps,
        learning_rate=given.lr,
        beta=given.beta,
        epsilon=0.2,
        epsilon_high=0.28,
        temperature=given.temperature,
        bf16=dtype is torch.bfloat16 and torch.cuda.is_available(),
        use_cpu=not torch.cuda.is_available(),
        gradient_checkpointing=False,
        use_vllm=given.vllm,
        logging_steps=1,
        save_steps=given.save_every,
        save_total_limit=2,
        report_to=[],
        seed=given.seed,
        disable_tqdm=True,
    )
    with client:
        if guided:
            most = min(given.tasks, -(-given.steps * batch // given.group))
            cut = lambda prompt: near(prompt, given.near) if given.near else prompt  # noqa: E731
            short = lambda prompt: len(tokenizer(cut(prompt))["input_ids"]) <= given.prompt_tokens  # noqa: E731
            data = gaps.rows(client, most, given.seed, short, given.out / "gaps.jsonl")
            data = [{**row, "prompt": cut(row["prompt"])} for row in data]
            plays = {"reward_funcs": gaps.rewards(client)}
            weights = dict(pair.split("=") for pair in reward.split(","))
            config.reward_weights = [float(weights.get(term, 0)) for term in gaps.TERMS]
        else:
            data = rows(client)
            plays = {"environment_factory": factory(client)}
        trainer = trl.GRPOTrainer(
            model=model,
            args=config,
            train_dataset=datasets.Dataset.from_list(data),
            processing_class=tokenizer,
            **plays,
            peft_config=lora,
            callbacks=[Curve(given.out, given.minutes)],
        )
        curve = trained(trainer, given.out)
    record = {
        "stage": f"rl{given.stage}",
        **facts(given, base_hash, dtype, trainer),
        "reward": reward,
        "data": {"rows": len(data), "sha256": hashlib.sha256(json.dumps(data).encode()).hexdigest()},
        "seconds": curve[-1]["seconds"] if curve else None,
        "rewards": [row["reward"] for row in curve if "reward" in row],
    }
    (given.out / "rl.json").write_text(json.dumps(record, indent=2) + "\n")
    print(json.dumps({name: record[name] for name in ("steps", "seconds", "rewards")}))
    return 0


def line_ends(tokenizer) -> list[int]:
    """Tokens after which a line is over: the end of text and of turn, and every token with a line break in it."""
    ends = [tokenizer.convert_tokens_to_ids(mark) for mark in ("<|endoftext|>", "<|im_end|>")]
    return [one for one in ends if one is not None] + [one for one in range(len(tokenizer)) if "\n" in tokenizer.decode([one])]


if __name__ == "__main__":
    sys.exit(main())
