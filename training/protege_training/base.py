"""The base model: GGUF weights read once, kept in the cache as safetensors for the next start and for resuming."""

import hashlib
import json
import os
import sys
from pathlib import Path

# As src/engines/local.mjs has them.
FILES = {
    "smollm2": "smollm2-135m-instruct-q4_1.gguf",
    "qwen0.5": "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    "qwen1.5": "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
}


def cache() -> Path:
    return Path(os.environ.get("PROTEGE_CACHE", Path.home() / ".cache" / "protege"))


def weights_file(name: str) -> Path:
    """The GGUF file of a short name or path; exits with one sentence where there is none."""
    folder = Path(os.environ.get("PROTEGE_WEIGHTS", cache() / "weights"))
    file = folder / FILES[name] if name in FILES else Path(name)
    if not file.is_file():
        sys.exit(f"There is no file {file}; run npm run weights -- {name if name in FILES else 'qwen0.5'}.")
    return file


def begin(given) -> tuple:
    """What every stage starts with: threads, the folder for what it keeps, and the base (its folder, its file's hash, the numbers it
    is computed in)."""
    import torch

    if given.threads:
        torch.set_num_threads(given.threads)
    given.out.mkdir(parents=True, exist_ok=True)
    return *base_folder(given.base), pick_dtype(given.dtype)


def file_hash(file: Path) -> str:
    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def base_folder(name: str) -> tuple[Path, str]:
    """Folder with the model in transformers' own form, and the hash of the file it is from. Quantized weights are read as what
    they stand for: the base that is trained is the one that llama.cpp runs."""
    if Path(name, "config.json").is_file():
        source = Path(name, "source.json")
        return Path(name), json.loads(source.read_text())["sha256"] if source.is_file() else ""
    file = weights_file(name)
    digest = file_hash(file)
    folder = cache() / "training" / f"{file.stem}-{digest[:12]}"
    if not (folder / "source.json").is_file():
        from transformers import AutoModelForCausalLM, AutoTokenizer
        import torch

        print(f"reading {file.name}; once, it stays in {folder}", file=sys.stderr)
        place = {"pretrained_model_name_or_path": str(file.parent), "gguf_file": file.name}
        model = AutoModelForCausalLM.from_pretrained(**place, dtype=torch.float32)
        model.hf_quantizer = None  # the weights are plain numbers by now
        if hasattr(model.config, "quantization_config"):
            del model.config.quantization_config
        model.save_pretrained(folder)
        AutoTokenizer.from_pretrained(**place).save_pretrained(folder)
        (folder / "source.json").write_text(json.dumps({"file": file.name, "sha256": digest}))
    return folder, digest


def with_tools(tokenizer):
    """The tokenizer with a chat template that can say tool calls: small ChatML models have the marks, but no words for them."""
    import trl

    if not trl.chat_template_utils.supports_tool_calling(tokenizer):
        tokenizer.chat_template = (Path(trl.__file__).parent / "chat_templates" / "qwen2_5.jinja").read_text()
    return tokenizer


def pick_dtype(wanted: str):
    """bfloat16 where the machine computes in it, float32 elsewhere (on processors without such instructions it is slower)."""
    import torch

    if wanted != "auto":
        return getattr(torch, wanted)
    if torch.cuda.is_available():
        return torch.bfloat16
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        flags = ""
    return torch.bfloat16 if "avx512_bf16" in flags or "amx_bf16" in flags else torch.float32
