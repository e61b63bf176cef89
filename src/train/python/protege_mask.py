"""The masks of the playground's fine-tuning exports in the trainers' own terms. No dependencies of its own; Python 3.9+.

A row of train.jsonl or train.parquet says of every message whether it carries a loss: `learned` (one flag a message), or
`masked` in the message itself for Torchtune. The expert's words, what was not carried out and edits that did not help
do not. Trainers read no such flags from chats by themselves; these are the places they publish for it:

    TRL        data.map(lambda row: encode(tokenizer, row, "assistant_masks"), remove_columns=data.column_names)
    SkyRL      data.map(lambda row: encode(tokenizer, row), remove_columns=data.column_names).to_parquet("tokens.parquet")
               and pretokenized_dataset_paths=[tokens.parquet]
    verl       data.custom_cls.path=protege_mask.py data.custom_cls.name=EpisodeDataset
    Torchtune  dataset: {_component_: protege_mask.episodes, data_files: train.jsonl}, this file in the working directory
"""

import json

try:
    from verl.utils.dataset.multiturn_sft_dataset import MultiTurnSFTDataset
except ModuleNotFoundError:
    MultiTurnSFTDataset = object


def encode(tokenizer, row, mask="loss_mask", **template):
    """Token ids of a row's chat and, under the name `mask`, 1 for each token that is learned. `template` goes to
    apply_chat_template. Raises ValueError when the template rewrites what stands before a turn: export --rows turn then."""
    messages, flags = _decoded(row["messages"]), row["learned"]
    if len(messages) != len(flags):
        raise ValueError("A row needs one flag for each message.")
    if row.get("tools"):
        template["tools"] = _tools(row["tools"])

    def ids(upto, ask):
        out = tokenizer.apply_chat_template(messages[:upto], tokenize=True, add_generation_prompt=ask, return_dict=False, **template)
        return list(out)

    whole = ids(len(messages), False)
    marks = [0] * len(whole)
    for i, learned in enumerate(flags):
        if not learned:
            continue
        before, after = ids(i, True), ids(i + 1, False)
        if messages[i]["role"] != "assistant" or whole[: len(after)] != after or after[: len(before)] != before:
            raise ValueError(f"Message {i + 1} cannot be told apart in this chat template; export with --rows turn.")
        marks[len(before) : len(after)] = [1] * (len(after) - len(before))
    return {"input_ids": whole, mask: marks}


class EpisodeDataset(MultiTurnSFTDataset):
    """verl's multi-turn dataset, in which an assistant's message carries a loss only where the row says so."""

    def __init__(self, *args, **kwargs):
        for needed in ("_build_messages", "_process_single_message"):
            if not hasattr(MultiTurnSFTDataset, needed):
                raise RuntimeError("This needs verl 0.7 or newer: its dataset has no " + needed + ".")
        super().__init__(*args, **kwargs)
        if self.tools is not None:
            self.tools = [_tools(one) for one in self.tools]

    def _build_messages(self, example, *args, **kwargs):
        messages = super()._build_messages(example, *args, **kwargs)
        flags = list(example["learned"])
        if len(messages) != len(flags):
            raise ValueError("A row needs one flag for each message.")
        for message, learned in zip(messages, flags):
            message["learned"] = bool(learned)
        return _decoded(messages)

    def _process_single_message(self, index, message, *args, **kwargs):
        ids, loss, *more = super()._process_single_message(index, message, *args, **kwargs)
        return (ids, loss if message.get("learned") else loss * 0, *more)


def episodes(tokenizer, *, source="json", packed=False, split="train", **load):
    """A Torchtune dataset builder: messages with their own masks. `load` goes to datasets.load_dataset."""
    from torchtune.datasets import PackedDataset, SFTDataset

    data = SFTDataset(source=source, message_transform=torchtune_messages, model_transform=tokenizer, split=split, **load)
    return PackedDataset(data, max_seq_len=tokenizer.max_seq_len) if packed else data


def torchtune_messages(sample):
    from torchtune.data import Message

    return {"messages": [Message(role=m["role"], content=m["content"], masked=m["masked"]) for m in sample["messages"]]}


def _tools(given):
    return json.loads(given) if isinstance(given, str) else given


def _decoded(messages):
    """Chat templates want tool arguments as objects; in the rows they are JSON texts."""
    out = []
    for message in messages:
        message = {key: value for key, value in message.items() if value is not None}
        calls = message.get("tool_calls")
        if calls:
            message["tool_calls"] = [_call(call) for call in calls]
        out.append(message)
    return out


def _call(call):
    given = call["function"]["arguments"]
    arguments = json.loads(given) if isinstance(given, str) else given
    return {**call, "function": {**call["function"], "arguments": arguments}}
