"""PEFT -> GGUF on tiny random models: names, shapes, scale, and Llama's interleaved rows."""

import json

import numpy
import pytest

from protege_training.adapter import convert, gguf_name, permuted


def tiny(kind: str, folder):
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(0)
    sizes = {"vocab_size": 64, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2}
    sizes |= {"num_attention_heads": 4, "num_key_value_heads": 2}
    model = LlamaForCausalLM(LlamaConfig(**sizes)) if kind == "llama" else Qwen2ForCausalLM(Qwen2Config(**sizes))
    model.save_pretrained(folder / "base")
    tuned = get_peft_model(model, LoraConfig(r=4, lora_alpha=8, target_modules="all-linear", init_lora_weights=False))
    tuned.save_pretrained(folder / "adapter")
    return folder / "adapter", folder / "base"


@pytest.mark.parametrize("kind", ["qwen2", "llama"])
def test_conversion(kind, tmp_path):
    from gguf import GGUFReader
    from safetensors.numpy import load_file

    adapter, base = tiny(kind, tmp_path)
    made = convert(adapter, base, tmp_path / "adapter.gguf", "f32")
    assert made["tensors"] == 2 * 7 * 2 and made["alpha"] == 8
    reader = GGUFReader(tmp_path / "adapter.gguf")
    assert reader.get_field("general.architecture").contents() == kind
    assert reader.get_field("general.type").contents() == "adapter"
    assert reader.get_field("adapter.lora.alpha").contents() == 8
    written = {tensor.name: tensor.data for tensor in reader.tensors}
    for name, values in load_file(adapter / "adapter_model.safetensors").items():
        target = gguf_name(name)
        if kind == "llama" and target.endswith("lora_b") and (".attn_q." in target or ".attn_k." in target):
            heads = 4 if ".attn_q." in target else 2
            assert numpy.array_equal(written[target], permuted(values, heads))
            assert not numpy.array_equal(written[target], values)
        else:
            assert numpy.array_equal(written[target], values)


def test_what_cannot_be_converted_is_said(tmp_path):
    adapter, base = tiny("qwen2", tmp_path)
    config = json.loads((adapter / "adapter_config.json").read_text())
    (adapter / "adapter_config.json").write_text(json.dumps({**config, "use_dora": True}))
    with pytest.raises(ValueError, match="plain LoRA"):
        convert(adapter, base, tmp_path / "adapter.gguf")
    with pytest.raises(ValueError, match="no weight that this converter knows"):
        gguf_name("base_model.model.lm_head.lora_A.weight")
