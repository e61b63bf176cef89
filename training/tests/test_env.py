"""The environment from Python: real episodes through `protege env`, by each adapter."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from protege_env import Client, EnvError
from protege_env.rewards import played, replies
from protege_env.trl import OVER, RepairEnv, factory, rows


def test_an_episode_by_hand(client):
    begun = client.reset(client.tasks()[0], seed=1)
    assert not begun.done and begun.observation["kind"] == "chat" and begun.text
    advised = client.step(begun.episode, '{"action":"ask","question":"Where is the fault?"}')
    assert "expert_llm_guidance" in advised.text
    end = played(client.tasks()[0], ["nonsense"] * 3, client=client)
    assert end.done and end.info["exit"] == "format" and end.terms["format"] == -1 and end.reward < 0
    client.drop(begun.episode)
    with pytest.raises(EnvError, match="reset first"):
        client.step(begun.episode, "{}")


def test_many_at_once(client):
    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(lambda seed: played(client.tasks()[seed % 2], ["{}"] * 3, seed, client), range(4)))
    assert [end.done for end in ends] == [True] * 4
    assert threading.active_count() < 40


def test_the_tools_of_trl(client):
    env: RepairEnv = factory(client, "completion=1,format=1")()
    row = rows(client)[0]
    opening = env.reset(**row)
    assert "test" in opening
    assert "package.json" in env.run("ls") or env.run("ls")
    assert env.view("package.json")
    assert env.ask("Which line?")
    assert env.get_reward() <= 0  # nothing was repaired
    assert env.run("ls") == OVER
    assert env.reset(**row) == opening


def test_one_decision_an_episode(tmp_path):
    from protege_env import gaps

    with Client(split="csv-table", mentor="oracle", fim="qwen", **gaps.TEAM) as client:
        task = "csv-table-0wttf16"
        now = gaps.opened(client, task)
        assert "<|fim_suffix|>" in now.text and "around line" in now.text  # the mentor's words stand above the gap
        client.drop(now.episode)
        right = gaps.judged(client, task, 0, "return this.records.length;")
        wrong = gaps.judged(client, task, 0, "return this.records.size;")
        assert right.terms["completion"] == 1 and wrong.terms["completion"] == 0
        assert right.info["expertCalls"] == 1 and "records.length" not in now.text
        texts = ["return this.records.length;\nmore", "return this.records.length;", "return"]
        passes, *_ = gaps.rewards(client)
        assert passes.__name__ == "completion" and passes(texts, task=[task] * 3, seed=[0] * 3) == [1, 1, 0]
        file = tmp_path / "gaps.jsonl"
        rows = gaps.rows(client, 2, file=file)
        assert len({row["task"] for row in rows}) == 2
        assert gaps.rows(client, 3, file=file)[:2] == rows  # goes on behind what is there


def test_over_http(root):
    import subprocess

    started = subprocess.Popen(
        ["node", "scripts/protege.mjs", "env", "--split", "heap-queue", "--limit", "1", "--port", "0"],
        cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        url = json.loads(started.stdout.readline())["url"]
        asked = Client(url=url)
        now = asked.reset(seed=2)
        assert now.text
        asked.drop(now.episode)
    finally:
        started.stdin.close()
        started.wait(20)


def test_openenv(client):
    openenv = pytest.importorskip("protege_env.openenv", exc_type=ImportError)
    env = openenv.RepairEnvironment(client)
    seen = env.reset(seed=1)
    assert seen.kind == "chat" and seen.messages and not seen.done
    seen = env.step(openenv.ReplyAction(reply='{"action":"run","command":"npm test"}'))
    assert env.state.step_count == 1 and seen.text
    env.close()


def test_turns_of_a_decoded_response():
    text = "one<|im_end|>\n<|im_start|>user\nseen<|im_end|>\n<|im_start|>assistant\ntwo<|im_end|>"
    assert replies(text) == ["one", "two"]
    assert replies("alone") == ["alone"]
