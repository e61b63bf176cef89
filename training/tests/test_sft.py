"""Fine-tuning by the command itself: data of the project, a loss that falls, and a run that goes on after kill -9."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from protege_training.sft import rows_of


def posttrain(root, *args, **more):
    env = {**os.environ, "PYTHONPATH": str(root / "training")}
    command = [sys.executable, "-m", "protege_training", *map(str, args)]
    return subprocess.Popen(command, cwd=root, env=env, stderr=subprocess.PIPE, text=True, **more)


@pytest.fixture(scope="session")
def episodes(root, tmp_path_factory):
    """Real episodes of the project's own protégé with a mentor, as `protege export` writes them for TRL."""
    out = tmp_path_factory.mktemp("episodes")
    from protege_env import Client
    from protege_env.rewards import played

    with Client(split="emitter-kit", limit=1, mentor="oracle", gate="asked", max_steps=6, record=out / "e") as client:
        turns = ['{"action":"run","command":"npm test"}', '{"action":"ask","question":"Where is it?"}', "no action"]
        played(client.tasks()[0], turns, client=client)
    export = ["export", out / "e", "--all", "--format", "trl-sft", "--out", out / "x"]
    subprocess.run(["node", "scripts/protege.mjs", *map(str, export)], cwd=root, check=True, capture_output=True)
    return out / "x" / "train.jsonl"


def test_loss_only_on_the_learned_turns(episodes):
    rows, _ = rows_of(episodes)
    with open(episodes) as stream:
        flags = [flag for line in stream for flag in json.loads(line)["learned"]]
    assert len(rows) == sum(flags) > 0
    for row in rows:
        assert [message["role"] for message in row["completion"]] == ["assistant"]
        assert "expert_llm_guidance" not in json.dumps(row["completion"])


@pytest.mark.weights
def test_trl_puts_a_loss_on_the_taught_words_alone(episodes, smollm2, tmp_path):
    import datasets
    import trl
    from transformers import AutoTokenizer, Qwen2Config, Qwen2ForCausalLM

    from protege_training.base import base_folder, with_tools

    tokenizer = with_tools(AutoTokenizer.from_pretrained(base_folder(smollm2)[0]))
    rows, _ = rows_of(episodes)
    config = Qwen2Config(vocab_size=len(tokenizer), hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2)
    trainer = trl.SFTTrainer(
        model=Qwen2ForCausalLM(config),
        args=trl.SFTConfig(output_dir=str(tmp_path), max_length=4096, completion_only_loss=True, use_cpu=True, report_to=[]),
        train_dataset=datasets.Dataset.from_list(rows),
        processing_class=tokenizer,
    )
    for row, made in zip(rows, trainer.train_dataset, strict=True):
        learned = tokenizer.decode([label for label in made["labels"] if label != -100])
        read = tokenizer.decode([token for token, label in zip(made["input_ids"], made["labels"]) if label == -100])
        call = row["completion"][0]["tool_calls"][0]["function"]
        assert call["name"] in learned and "<|im_start|>" not in learned and "expert_llm_guidance" not in learned
        assert row["prompt"][0]["content"][:40] in read


@pytest.mark.weights
def test_whole_episodes_are_read_once_and_learned_by_their_flags(root, smollm2, tmp_path):
    import datasets
    import trl
    from transformers import AutoTokenizer, Qwen2Config, Qwen2ForCausalLM

    from protege_training.base import base_folder
    from protege_training.sft import encoder

    subprocess.run(["node", "scripts/protege.mjs", "data", "loop", "--limit", "2", "--out", tmp_path], cwd=root, check=True, capture_output=True)
    rows, _ = rows_of(tmp_path / "train.jsonl", whole=True)
    tokenizer = AutoTokenizer.from_pretrained(base_folder(smollm2)[0])
    config = Qwen2Config(vocab_size=len(tokenizer), hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2)
    trainer = trl.SFTTrainer(
        model=Qwen2ForCausalLM(config),
        args=trl.SFTConfig(output_dir=str(tmp_path / "x"), max_length=4096, completion_only_loss=True, use_cpu=True, report_to=[]),
        train_dataset=datasets.Dataset.from_list([encoder()(tokenizer, row, "assistant_masks") for row in rows]),
        processing_class=tokenizer,
    )
    for row, made in zip(rows, trainer.train_dataset, strict=True):
        learned = tokenizer.decode([label for label in made["labels"] if label != -100])
        for message, flag in zip(row["messages"], row["learned"], strict=True):
            assert (message["content"] in learned) is flag


def small(tmp_path):
    """A data set that a small model can learn in a few steps."""
    rows = [{"prompt": f"function f{i}(list) {{\n  return ", "completion": f"list[{i % 3}];"} for i in range(40)]
    (tmp_path / "fill.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "fill.json").write_text(json.dumps({"end": "<|endoftext|>"}))
    return tmp_path / "fill.jsonl"


@pytest.mark.weights
def test_smollm2_learns_and_survives_a_kill(root, smollm2, tmp_path):
    out = tmp_path / "run"
    args = ["sft", "--base", smollm2, "--data", small(tmp_path), "--out", out, "--steps", 20, "--accumulate", 1]
    args += ["--save-every", 4, "--lr", 1e-3, "--warmup", 1]
    first = posttrain(root, *args)
    while first.poll() is None and not list(out.glob("checkpoint-8/trainer_state.json")):
        time.sleep(0.2)
    first.send_signal(signal.SIGKILL)
    first.wait()
    second = posttrain(root, *args)
    _, said = second.communicate()
    assert second.returncode == 0, said
    curve = [json.loads(line) for line in (out / "curve.jsonl").read_text().splitlines()]
    assert [row["step"] for row in curve] == list(range(1, 21))
    record = json.loads((out / "sft.json").read_text())
    assert record["loss"]["last"] < 0.7 * record["loss"]["first"]
    assert (out / "adapter" / "adapter_model.safetensors").is_file() and record["data"]["sha256"] and record["base"]["sha256"]
