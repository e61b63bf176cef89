/** protege_mask.py on exported rows: what is learned in the trainers' terms is what the rows say, token for token. */
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { learnedOf } from '../../src/train/export/mask';
import { chatRows, maskedRows } from '../../src/train/export/rows';
import { act, ADVICE, play } from './episodes';

const FOLDER = new URL('../../src/train/python/', import.meta.url).pathname;
const hasPython = spawnSync('python3', ['--version']).status === 0;

/** A tokenizer whose tokens are characters, with a template like ChatML, and the outlines of the trainers' own classes. */
const AROUND = `
import json, sys, types
class Tokenizer:
    def __init__(self, forgetful=False):
        self.forgetful = forgetful
    def apply_chat_template(self, messages, tokenize, add_generation_prompt, return_dict, tools=None):
        out = ""
        for i, m in enumerate(messages):
            calls = "".join(json.dumps(c["function"]["arguments"]) for c in m.get("tool_calls") or [])
            said = "..." if self.forgetful and i < len(messages) - 1 else m["content"] + calls
            out += "[" + m["role"] + "|" + said + "]"
        return [ord(c) for c in (json.dumps(tools) if tools else "") + out + ("[assistant|" if add_generation_prompt else "")]
class Loss(list):
    __mul__ = lambda self, n: Loss(x * n for x in self)
class MultiTurnSFTDataset:
    def __init__(self, rows):
        self.rows, self.tools = rows, [row.get("tools") for row in rows] if "tools" in rows[0] else None
    def _build_messages(self, example):
        return [dict(m) for m in example["messages"]]
    def _process_single_message(self, index, message, full_message, tools=None):
        ids = [ord(c) for c in message["content"]]
        return ids, Loss([int(message["role"] == "assistant")] * len(ids)), [1] * len(ids), {}
    def __getitem__(self, i):
        messages = self._build_messages(self.rows[i])
        parts = [self._process_single_message(i, m, messages) for i, m in enumerate(messages)]
        return [chr(t) for ids, loss, *_ in parts for t, l in zip(ids, loss) if l]
def module(name, **given):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(given)
for name in ["verl", "verl.utils", "verl.utils.dataset", "torchtune"]:
    module(name)
module("verl.utils.dataset.multiturn_sft_dataset", MultiTurnSFTDataset=MultiTurnSFTDataset)
class Message:
    def __init__(self, role, content, masked=False):
        self.role, self.content, self.masked = role, content, masked
module("torchtune.data", Message=Message)
from protege_mask import *
given = json.load(sys.stdin)
def learned(made, key):
    spans = [""]
    for token, bit in zip(made["input_ids"], made[key]):
        spans[-1:] = [spans[-1] + chr(token)] if bit else [spans[-1], ""] if spans[-1] else [""]
    return [s for s in spans if s]
`;

function python<T>(body: string, given: unknown): T {
  const env = { ...process.env, PYTHONPATH: FOLDER, PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' };
  const script = `${AROUND}\n${body}\njson.dump(out, sys.stdout)`;
  const out = execFileSync('python3', ['-c', script], { env, input: JSON.stringify(given), encoding: 'utf8' });
  return JSON.parse(out) as T;
}

const BACK = '{"action":"edit","path":"src/clamp.js","find":"n <= lo","replace":"n < lo"}';
const episode = () =>
  play([act.test, act.worse, act.ask('Why?'), act.view, BACK, act.fix, act.test, act.submit], { resolved: true });

describe.skipIf(!hasPython)('protege_mask.py', () => {
  test('encode: ids of the whole chat, and exactly the learned turns marked, for TRL and SkyRL', async () => {
    const [text] = chatRows(await episode(), 'text', 'episode');
    const [tools] = chatRows(await episode(), 'tools', 'episode');
    const out = python<{ text: string[]; tools: string[]; same: boolean }>(
      `a, b = encode(Tokenizer(), given["text"]), encode(Tokenizer(), given["tools"], "assistant_masks")
out = {"text": learned(a, "loss_mask"), "tools": learned(b, "assistant_masks"), "same": len(a["input_ids"]) == len(a["loss_mask"])}`,
      { text, tools },
    );
    expect(out.same).toBe(true);
    expect(out.text).toEqual(learnedOf(text!).map(({ content }) => `${content}]`));
    expect(out.text.join()).not.toContain('<= lo');
    expect(out.tools).toHaveLength(out.text.length);
    expect(out.tools[0]).toBe('{"command": "npm test"}]');
    expect([...out.text, ...out.tools].join()).not.toContain(ADVICE.slice(0, 20));
  });

  test('encode: a template that rewrites earlier turns, or a mask of another length, is refused', async () => {
    const [row] = chatRows(await episode(), 'text', 'episode');
    const says = python<string[]>(
      `out = []
for tokenizer, row in [(Tokenizer(True), given), (Tokenizer(), {**given, "learned": [True]}), (Tokenizer(), {**given, "learned": [True] * len(given["learned"])})]:
    try:
        encode(tokenizer, row)
    except ValueError as error:
        out.append(str(error))`,
      row,
    );
    expect(says).toEqual([
      expect.stringContaining('export with --rows turn'),
      expect.stringContaining('one flag for each message'),
      expect.stringContaining('Message 1 cannot be told apart'),
    ]);
  });

  test('verl: the dataset class keeps the loss only where the row says so', async () => {
    const [row] = chatRows(await episode(), 'text', 'episode');
    const [tools] = chatRows(await episode(), 'tools', 'episode');
    const out = python<{ own: string; all: string; tools: boolean }>(
      `out = {"own": "".join(EpisodeDataset([given["row"]])[0]), "all": "".join(MultiTurnSFTDataset([given["row"]])[0]),
"tools": isinstance(EpisodeDataset([given["tools"]]).tools[0], list)}`,
      { row, tools },
    );
    const said = learnedOf(row!).map(({ content }) => content);
    expect(out.own).toBe(said.join(''));
    expect(out.all).toContain('<= lo');
    expect(out.tools).toBe(true);
  });

  test('Torchtune: messages keep their own masks', async () => {
    const [row] = maskedRows(await episode(), 'episode');
    const learned = python<string[]>(
      `out = [m.content for m in torchtune_messages(given)["messages"] if not m.masked]`,
      row,
    );
    expect(learned).toEqual(learnedOf(row!).map(({ content }) => content));
  });
});
