"""SWE-Protege's trajectory reward in plain Python, for TRL, verl and SkyRL. No dependencies; Python 3.9 or newer.

The same formulas and the same rule judge as the playground's src/train/reward.ts; a test there holds the two together.
An episode is a list of OpenAI messages: system, task, then assistant turns (with tool calls run, view, edit, ask,
submit, or with the action as a JSON object in the text), each followed by what it did.

    reward(messages, resolved=True, patch=patch, gold_patch=gold)  ->  {"total": ..., "loop": ..., ...}

The judge is a rule on the transcript, no model: pass judge=your_function(steps, call) -> (warrant, follow) to replace
it. Test results are read from the observations' line "tests: 3 passed, 2 failed": other scaffolds need another
`failing_tests`. A policy could print such a line itself; take the results from the sandbox where you have them.
"""

import difflib
import json
import re

STAGE_I = {
    "loop": {"k1": 15, "k2": 8, "lambda": 0.5, "floor": -10.0, "lenient": "until-trigger"},
    "warrant": {"tau": 0.5, "low": -1.0, "strict": False},
    "back_to_back": {"lambda": -0.5},
    "quota": {"calls": 6},
    "follow": {"tau": 0.5, "low": -0.5, "last": "judged"},
    "sim": {"theta": 0.5},
    "weights": {"follow": 0.25, "expert": 0.3, "sim": 1.0},
    "gates": {
        "loop": {"active": True, "half": -1.0, "zero": -5.0},
        "follow": {"active": False, "half": -0.25, "zero": -1.0},
    },
    "no_call": 0.0,  # the paper's second stage: -10; with it, working alone on an easy task cannot be learned
}
STAGE_II = {
    **STAGE_I,
    "follow": {"tau": 0.5, "low": -2.0, "last": "judged"},
    "weights": {**STAGE_I["weights"], "follow": 2.0},
    "gates": {**STAGE_I["gates"], "follow": {**STAGE_I["gates"]["follow"], "active": True}},
}


def stage(step, steps):
    """The curriculum: stage I in the first half of training, stage II in the second; steps count from 1."""
    return STAGE_I if step * 2 <= steps else STAGE_II


# ---- formulas ---------------------------------------------------------------------------------------------------


def loop_term(runs, k1, k2, floor, lenient, **rest):
    over, triggered = 0, False
    for i, length in enumerate(runs):
        first = i == 0 if lenient == "first-run" else not triggered
        excess = max(0, length - (k1 if first else k2) + 1)
        triggered = triggered or excess > 0
        over += excess
    return max(floor, -rest["lambda"] * over) + 0.0


def _gate(value, active, half, zero):
    if not active:
        return 1.0
    return 0.0 if value <= zero else 0.5 if value <= half else 1.0


def _at_least(value, tau, low, **_):
    return value if value >= tau else low


def _mean(values):
    return sum(values) / len(values) if values else 0.0


def score(facts, options=STAGE_II):
    """Facts (see read_facts) -> every term and their total."""
    weights, gates = options["weights"], options["gates"]
    loop = loop_term(facts["runs"], **options["loop"])
    warrants = [_at_least(call["warrant"], **options["warrant"]) for call in facts["calls"]]
    warrant = (min(warrants) if warrants else 0.0) if options["warrant"]["strict"] else _mean(warrants)
    back_to_back = max(-1.0, options["back_to_back"]["lambda"] * facts["back_to_back"]) + 0.0
    quota = -1.0 if options["quota"] and facts["attempts"] > options["quota"]["calls"] else 0.0
    expert = warrant + back_to_back + quota
    followed = facts["calls"] if options["follow"]["last"] == "judged" else facts["calls"][:-1]
    follow = _mean([_at_least(call["follow"], **options["follow"]) for call in followed])
    correct = 1.0 if facts["resolved"] is True else 0.0
    similarity = facts["similarity"]
    unlike = facts["resolved"] is False and similarity is not None and similarity < options["sim"]["theta"]
    sim = -1.0 if unlike else 0.0
    no_call = options["no_call"] if facts["attempts"] == 0 else 0.0
    gate_loop, gate_follow = _gate(loop, **gates["loop"]), _gate(follow, **gates["follow"])
    other = correct + weights["sim"] * sim + weights["expert"] * expert
    total = loop + weights["follow"] * follow + gate_loop * gate_follow * other + no_call
    return {
        "total": total, "loop": loop, "correct": correct, "sim": sim, "warrant": warrant,
        "back_to_back": back_to_back, "quota": quota, "expert": expert, "follow": follow, "no_call": no_call,
        "gate_loop": gate_loop, "gate_follow": gate_follow, "other": other,
    }  # fmt: skip


def reward(messages, resolved=None, patch="", gold_patch=None, options=STAGE_II, judge=None):
    """Messages of a whole episode -> every term and their total. resolved None = no verdict."""
    return score(read_facts(messages, resolved, patch, gold_patch, judge), options)


# ---- facts ------------------------------------------------------------------------------------------------------

_GUIDANCE = re.compile(r"<expert_llm_guidance>\n(.*?)\n</expert_llm_guidance>", re.S)
_NOT_RUN = "This was not carried out. An expert looked at it first and says:"
_ACTED = "The expert acted in your place:"
_DID = "\n\nWhat it did:\n"


def read_steps(messages):
    """Steps of {"own", "asked", "question", "guidance", "class", "text"}; own = the action carried out, or None."""
    steps, pending = [], None
    for i, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        action = read_action(message)
        follows = messages[i + 1] if i + 1 < len(messages) else {}
        text = (follows.get("content") or "") if follows.get("role") in ("tool", "user") else ""
        found = _GUIDANCE.search(text)
        guidance = found.group(1) if found else None
        if guidance is not None and text.startswith(_NOT_RUN):
            pending = guidance
            continue
        asked = action["kind"] == "ask"
        step = {"own": None if asked else action, "asked": asked and pending is None, "class": action_class(action)}
        step.update(question=action.get("question", "") if step["asked"] else "", guidance=pending, text=text)
        step["attempted"] = asked or pending is not None
        if pending is None and asked:
            step["guidance"] = guidance
        elif guidance is not None and text.startswith(_ACTED):
            step.update(own=None, guidance=guidance, text=text.split(_DID, 1)[-1], attempted=True)
            step["class"] = "expert"
        pending = None
        steps.append(step)
    return steps


def read_facts(messages, resolved=None, patch="", gold_patch=None, judge=None):
    steps = read_steps(messages)
    task = next((m["content"] for m in messages if m["role"] == "user"), "")
    at = [i for i, step in enumerate(steps) if step["guidance"] is not None]
    calls = []
    for n, i in enumerate(at):
        step = steps[i]
        call = {"step": i, "asked": step["asked"], "question": step["question"], "guidance": step["guidance"]}
        call["from"] = i + 1 if step["own"] is None else i
        call["to"] = at[n + 1] if n + 1 < len(at) else len(steps)
        calls.append(call)
    for call in calls:
        judged = judge(steps, call) if judge else (warrant(steps, call, calls, task), follow(steps, call))
        call["warrant"], call["follow"] = judged
    tried = [i for i, step in enumerate(steps) if step["attempted"]]
    again = [i for i in tried if i > 0 and steps[i - 1]["attempted"] and steps[i - 1]["own"] is None]
    similarity = None if gold_patch is None else patch_similarity(patch or "", gold_patch)
    return {
        "runs": run_lengths([step["class"] for step in steps]), "calls": calls, "attempts": len(tried),
        "back_to_back": len(again), "resolved": resolved, "similarity": similarity,
    }  # fmt: skip


_SPACE = r"[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
_WORD_END = r"[^\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*"
_ASSIGNED = re.compile(rf"^(?:[A-Za-z_][A-Za-z0-9_]*=(?:\"[^\"]*\"|'[^']*'|{_WORD_END}){_SPACE}+)+")
_TWO_WORDS = {"git", "npm", "npx", "yarn", "pnpm", "node"}
_NAVIGATION = {"grep", "rg", "find", "ls", "cat", "head", "tail", "view", "tree", "wc"}


def base_command(command):
    parts = [re.sub(rf"^{_SPACE}+|{_SPACE}+$", "", part) for part in re.split(r"&&|;|\n", command)]
    last = ([part for part in parts if part] or [""])[-1]
    words = re.split(rf"{_SPACE}+", _ASSIGNED.sub("", last))
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first in _NAVIGATION or (first == "sed" and second == "-n"):
        return "navigate"
    return f"{first} {second}" if first in _TWO_WORDS and second else first


def action_class(action):
    kind = action["kind"]
    return base_command(action.get("command", "")) if kind == "run" else "navigate" if kind == "view" else kind


def run_lengths(keys):
    runs = []
    for i, key in enumerate(keys):
        if i > 0 and keys[i - 1] == key:
            runs[-1] += 1
        else:
            runs.append(1)
    return runs


# ---- the rule judge ---------------------------------------------------------------------------------------------


def warrant(steps, call, calls, task):
    earlier = [other for other in calls if other["step"] < call["step"]]
    since = steps[earlier[-1]["from"] if earlier else 0 : call["step"]]
    own = [step["own"] for step in since if step["own"]]
    before = steps[: call["step"]]
    failing = last_failing(before)
    trouble = (failing is not None and failing > 0) or any(_went_wrong(step) for step in since)
    seen = "\n".join([task] + [step["text"] for step in before])
    concrete = not call["asked"] or any(name in seen for name in names(call["question"]))
    value = 0.4 * trouble + 0.2 * min(1, len(own) / 2) + 0.2 * concrete + 0.2 * _is_stuck(since, own)
    repeated = call["asked"] and any(o["asked"] and _plain(o["question"]) == _plain(call["question"]) for o in earlier)
    return min(0.25, value) if repeated else value


def follow(steps, call):
    segment = [step for step in steps[call["from"] : call["to"]] if step["own"]]
    if not segment:
        return 0.0
    wanted = names(call["guidance"])
    touching = [s for s in segment if not wanted or any(name in words_of(s["own"]) for name in wanted)]
    place = 1.0 if any(map(_took_effect, touching)) else 0.5 if touching else 0.0
    edit = next((i for i, step in enumerate(segment) if _took_effect(step)), -1)
    tested = None if edit == -1 else last_failing(segment[edit + 1 :])
    before, after = last_failing(steps[: call["step"]]), last_failing(segment)
    fewer = before is not None and after is not None and after < before
    told = call["to"] < len(steps) and steps[call["to"]]["asked"] and any(
        name in words_of(step["own"]) or name in step["text"]
        for name in names(steps[call["to"]]["question"])
        for step in segment
    )
    submitted = bool(steps) and steps[-1]["own"] is not None and steps[-1]["own"]["kind"] == "submit"
    done = submitted and call["to"] == len(steps) and after == 0
    return 0.6 * place + 0.2 * (tested is not None) + 0.2 * bool(fewer or told or done)


def failing_tests(text):
    """Failing tests of an observation that ran tests; None when it ran none."""
    found = re.findall(r"^tests: [0-9]+ passed, ([0-9]+) failed", text, re.M)
    return int(found[-1]) if found else None


def last_failing(steps):
    return next((n for n in (failing_tests(step["text"]) for step in reversed(steps)) if n is not None), None)


def _took_effect(step):
    return bool(step["own"] and step["own"]["kind"] == "edit" and re.match(r"(Edited|Created|Filled) ", step["text"]))


def _went_wrong(step):
    kind = step["own"]["kind"] if step["own"] else ""
    if kind == "run":
        return not re.match(r"exit code 0\b", step["text"])
    return kind == "invalid" or (kind == "edit" and not _took_effect(step))


def _is_stuck(since, own):
    in_row = max(run_lengths([action_class(action) for action in own]) or [0]) >= 3
    said = [(action["kind"], words_of(action)) for action in own]
    edit = next((i for i, step in enumerate(since) if _took_effect(step)), -1)
    useless = edit != -1 and (last_failing(since[edit + 1 :]) or 0) > 0
    return in_row or len(set(said)) < len(said) or useless


_WORD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*(?:[./-][A-Za-z0-9_$]+)*")
_CODE_LIKE = re.compile(r"[./_$0-9]|[a-z][A-Z]")


def names(text):
    """Words of a text that look like code: paths, dotted, snake or camel names, and what stands in backticks."""
    quoted = [word for part in re.findall(r"`([^`\n]{1,80})`", text) for word in _WORD.findall(part) if len(word) > 2]
    coded = [word for word in _WORD.findall(text) if len(word) > 3 and _CODE_LIKE.search(word)]
    return list(dict.fromkeys(quoted + coded))


def words_of(action):
    kind = action["kind"]
    if kind == "edit":
        return f"{action['path']}\n{action['find']}\n{action['replace']}"
    return action["command"] if kind == "run" else action["path"] if kind == "view" else ""


def _plain(question):
    return re.sub(r"[^a-z0-9]+", " ", question.lower()).strip()


# ---- similarity of patches --------------------------------------------------------------------------------------


def changed_lines(patch):
    lines = [line for line in patch.split("\n") if re.match(r"[+-]", line) and not re.match(r"(\+\+\+|---) ", line)]
    lines = [line[0] + line[1:].strip(" \t\r") for line in lines]
    return "\n".join(line for line in lines if len(line) > 1)


def patch_similarity(patch, gold):
    a, b = changed_lines(patch)[:4000], changed_lines(gold)[:4000]
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


# ---- actions ----------------------------------------------------------------------------------------------------

_NEEDS = {"run": ["command"], "view": ["path"], "edit": ["path", "find", "replace"], "ask": ["question"], "submit": []}


def read_action(message):
    """The action of an assistant message: its first tool call, else the first action written as JSON in its text."""
    for call in message.get("tool_calls") or []:
        given = call["function"]["arguments"]
        return _action(call["function"]["name"], json.loads(given) if isinstance(given, str) else given)
    text, at = message.get("content") or "", -1
    decoder = json.JSONDecoder(strict=False)
    while (at := text.find("{", at + 1)) != -1:
        try:
            value = decoder.raw_decode(text, at)[0]
        except ValueError:
            continue
        if isinstance(value, dict) and "action" in value:
            return _action(value["action"], value)
    return {"kind": "invalid"}


def _action(kind, given):
    needs = _NEEDS.get(kind) if isinstance(kind, str) else None
    if needs is None or not all(isinstance(given.get(key), str) for key in needs):
        return {"kind": "invalid"}
    return {"kind": kind, **{key: given[key] for key in needs}}


def decode_arguments(row):
    """For templates that want tool arguments as objects (Qwen2.5): dataset rows keep them as JSON texts. Decode late."""
    for message in row.get("messages") or row.get("prompt", []) + row.get("completion", []):
        for call in message.get("tool_calls") or []:
            if isinstance(call["function"]["arguments"], str):
                call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    return row


# ---- trainers ---------------------------------------------------------------------------------------------------


def trl_reward(prompts, completions, ground_truth=None, trainer_state=None, log_metric=None, environments=None, **columns):
    """TRL GRPOTrainer(reward_funcs=trl_reward). Verdict and patch: `resolved` and `patch` of the environments, else
    columns of these names. The curriculum follows trainer_state."""
    steps = getattr(trainer_state, "max_steps", 0) or 0
    options = stage(trainer_state.global_step + 1, steps) if steps > 0 else STAGE_II
    n = len(completions)
    rows = []
    for i in range(n):
        end = environments[i] if environments else None
        truth = json.loads(ground_truth[i]) if ground_truth and ground_truth[i] else {}
        resolved = getattr(end, "resolved", (columns.get("resolved") or [None] * n)[i])
        patch = getattr(end, "patch", (columns.get("patch") or [""] * n)[i])
        rows.append(reward(prompts[i] + completions[i], resolved, patch, truth.get("gold_patch"), options))
    if log_metric and rows:
        for term in rows[0]:
            log_metric(f"reward/{term}", _mean([row[term] for row in rows]))
    return [row["total"] for row in rows]


_TURN = re.compile(r"<tool_call>(.*?)</tool_call>|<tool_response>\n?(.*?)\n?</tool_response>", re.S)


def compute_score(data_source, solution_str, ground_truth, extra_info=None):
    """verl custom_reward_function. Reads the Hermes form of tool calls from the decoded response; `resolved`, `patch`
    and `stage` ("I" or "II") come in extra_info. Returns a dict whose "score" is the total."""
    info = extra_info or {}
    truth = json.loads(ground_truth) if isinstance(ground_truth, str) and ground_truth else ground_truth or {}
    messages = list(info.get("prompt") or [{"role": "user", "content": ""}])
    for match in _TURN.finditer(solution_str):
        if match.group(1) is None:
            messages.append({"role": "tool", "content": match.group(2)})
            continue
        try:
            call = json.loads(match.group(1), strict=False)
            function = {"name": call["name"], "arguments": call["arguments"]}
            messages.append({"role": "assistant", "content": "", "tool_calls": [{"function": function}]})
        except (ValueError, KeyError, TypeError):
            messages.append({"role": "assistant", "content": match.group(1)})
    options = STAGE_I if info.get("stage") == "I" else STAGE_II
    terms = reward(messages, info.get("resolved"), info.get("patch", ""), truth.get("gold_patch"), options)
    return {"score": terms["total"], **terms}
