"""A PEFT LoRA as GGUF, for llama.cpp: `gguf:file=qwen0.5,adapter=FILE` in the terminal, the adapter's field of the Models room."""

import argparse
import json
import re
import sys
from pathlib import Path

# Names of llama.cpp for what LoRA touches in Llama and Qwen2 alike.
LAYERS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
ARCHITECTURES = {"qwen2": "qwen2", "llama": "llama"}
NAME = re.compile(r"layers\.(\d+)\.([\w.]+)\.lora_([AB])(?:\.\w+)?\.weight$")


def gguf_name(name: str) -> str:
    found = NAME.search(name)
    if not found or found[2] not in LAYERS:
        raise ValueError(f"{name} is no weight that this converter knows; it knows {', '.join(LAYERS)}.")
    layer, module, part = found.groups()
    return f"blk.{layer}.{LAYERS[module]}.weight.lora_{part.lower()}"


def permuted(b, heads: int):
    """llama.cpp keeps Llama's query and key rows interleaved (its rotary form): the rows of B follow the base's."""
    rows, rank = b.shape
    return b.reshape(heads, 2, rows // heads // 2, rank).swapaxes(1, 2).reshape(rows, rank)


def convert(adapter: Path, base: Path, out: Path, kind: str = "f16") -> dict:
    """@param base: folder with the base's config.json. Returns counts. @raises ValueError for what llama.cpp could not add."""
    import gguf
    from safetensors.numpy import load_file

    lora = json.loads((adapter / "adapter_config.json").read_text())
    config = json.loads((base / "config.json").read_text())
    architecture = ARCHITECTURES.get(config["model_type"])
    if architecture is None:
        raise ValueError(f"The base is a {config['model_type']}; this converter knows {', '.join(ARCHITECTURES)}.")
    if lora.get("use_dora") or lora.get("modules_to_save") or lora.get("rank_pattern") or lora.get("alpha_pattern"):
        raise ValueError("Only a plain LoRA can be converted: no DoRA, no whole modules, one rank for all.")
    alpha = float(lora["lora_alpha"])
    if lora.get("use_rslora"):
        alpha *= lora["r"] ** 0.5
    tensors = load_file(adapter / "adapter_model.safetensors")
    writer = gguf.GGUFWriter(str(out), architecture)
    writer.add_type("adapter")
    writer.add_name(f"{adapter.parent.name or 'protege'} LoRA, rank {lora['r']}")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    numbers = 0
    for name, values in sorted(tensors.items()):
        target = gguf_name(name)
        values = values.astype("float32")
        if architecture == "llama" and target.endswith("lora_b"):
            if ".attn_q." in target:
                values = permuted(values, config["num_attention_heads"])
            if ".attn_k." in target:
                values = permuted(values, config["num_key_value_heads"])
        numbers += values.size
        writer.add_tensor(target, values.astype("float16" if kind == "f16" else "float32"))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    counts = {"tensors": len(tensors), "numbers": int(numbers), "bytes": out.stat().st_size}
    return {"file": str(out), **counts, "alpha": alpha, "rank": lora["r"]}


def main() -> int:
    parser = argparse.ArgumentParser(prog="posttrain adapter", description=__doc__)
    parser.add_argument("adapter", type=Path, help="folder with adapter_model.safetensors, for instance OUT/adapter of sft")
    parser.add_argument("--base", default="qwen0.5")
    parser.add_argument("--out", type=Path, help="default: ADAPTER/adapter.gguf")
    parser.add_argument("--type", choices=["f16", "f32"], default="f16")
    given = parser.parse_args()
    from .base import base_folder

    folder, _ = base_folder(given.base)
    try:
        print(json.dumps(convert(given.adapter, folder, given.out or given.adapter / "adapter.gguf", given.type)))
    except ValueError as error:
        print(f"posttrain adapter: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
