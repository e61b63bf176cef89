"""verifiers' own evaluation command on four of our tasks, its model a loopback server that plays three scripted turns."""

import http.server
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

TURNS = ['{"action":"run","command":"npm test"}', '{"action":"ask","question":"Where?"}', '{"action":"submit"}']


class Scripted(http.server.BaseHTTPRequestHandler):
    """An OpenAI-compatible endpoint; it counts the assistant's turns to know which comes next."""

    read: list[str] = []

    def log_message(self, *_):
        pass

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.read.append(json.dumps(asked["messages"]))
        turn = sum(message["role"] == "assistant" for message in asked["messages"])
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        part = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": asked["model"]}
        said = {"index": 0, "delta": {"role": "assistant", "content": TURNS[min(turn, 2)]}, "finish_reason": None}
        end = {"index": 0, "delta": {}, "finish_reason": "stop"}
        chunks = [{**part, "choices": [said]}, {**part, "choices": [end]}, {**part, "choices": [], "usage": usage}]
        body = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())


def test_its_evaluation_command(root: Path, tmp_path: Path):
    pytest.importorskip("verifiers")
    command = Path(sys.executable).with_name("vf-eval")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Scripted) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        options = {
            "env.taskset.split": "heap-queue", "env.taskset.mentor": "oracle", "env.taskset.gate": "asked",
            "env.taskset.max-steps": "8", "model": "scripted", "client.base-url": f"http://127.0.0.1:{server.server_port}/v1",
            "client.api-key-var": "NO_KEY", "output-dir": str(tmp_path), "run.dir": "run",
        }  # fmt: skip
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        ran = subprocess.run(
            [command, "protege_taskset", "-n", "4", *flags, "--no-push", "--no-rich"],
            env={**os.environ, "PYTHONPATH": str(root / "training"), "NO_KEY": "none"}, capture_output=True, text=True,
        )  # fmt: skip
        server.shutdown()
    assert ran.returncode == 0, ran.stderr[-2000:]
    traces = [json.loads(line) for line in (tmp_path / "run" / "traces.jsonl").read_text().splitlines()]
    assert len(traces) == 4
    assert any("expert_llm_guidance" in read for read in Scripted.read)
    assert "failToPass" not in "".join(Scripted.read)
