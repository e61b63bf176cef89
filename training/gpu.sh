#!/usr/bin/env bash
# Fifteen minutes on one graphics card that reaches no network: SFT at full length, the two stages of RL where Node is there, the
# adapters as GGUF, and how much likelier the right lines of dev bugs became. torch, transformers and peft are the machine's; what it lacks is carried there before.
#
#   bash training/gpu.sh pack          here, once: training/gpu/ gets wheels, data, and the base in parts of at most 60 MB
#   bash training/gpu.sh unpack        there, after each part that arrived (they may come one a call); tells what is missing
#   OUT=DIR MINUTES=8 bash training/gpu.sh    there, when everything is
#
# training/gpu/ is ignored by git. Where the carrier takes 64 MiB a call, the calls are: wheels and data, then part by part.
set -euo pipefail
cd "$(dirname "$0")/.."
HERE=training/gpu
PYTHON=${PYTHON:-python3}
GGUF=qwen2.5-coder-0.5b-instruct-q4_k_m.gguf
SHA=1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32
export PYTHONPATH="$PWD/training" HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false PROTEGE_WEIGHTS="$PWD/$HERE/weights"

case "${1:-train}" in
  pack)
    mkdir -p "$HERE/wheels" "$HERE/base"
    "$PYTHON" -m pip download -q --no-deps -d "$HERE/wheels" trl==1.16.0 gguf==0.19.0 accelerate==1.15.0 datasets==5.2.0 \
      pyarrow dill multiprocess xxhash jmespath
    node scripts/protege.mjs data fill --out "$HERE/train"
    node scripts/protege.mjs data fill --split dev --out "$HERE/dev" # measured on, never trained on
    split -b 60M -d "${WEIGHTS:-$HOME/.cache/protege/weights}/$GGUF" "$HERE/base/part-"
    du -sh "$HERE"/*
    ;;
  unpack)
    mkdir -p "$HERE/weights"
    cat "$HERE"/base/part-* > "$HERE/weights/$GGUF"
    if echo "$SHA  $HERE/weights/$GGUF" | sha256sum --check --status; then
      echo 'the base is whole'
    else
      echo "the base has $(find "$HERE/base" -type f | wc -l) parts and is not whole yet"
    fi
    ;;
  train)
    OUT=${OUT:-out/gpu}
    mkdir -p "$OUT"
    "$PYTHON" -c 'import trl, gguf' 2> /dev/null ||
      "$PYTHON" -m pip install -q --no-index --no-deps "$HERE"/wheels/*
    nvidia-smi --query-gpu=name,memory.total --format=csv,noheader || echo 'no graphics card: this runs on the processor'
    held() { "$PYTHON" -m protege_training held --data "$HERE/dev/fill.jsonl" --limit "${HELD:-400}" "$@"; }
    held > "$OUT/held-base.json"
    "$PYTHON" -m protege_training sft --data "$HERE/train/fill.jsonl" --out "$OUT/sft" --epochs 2 --batch 16 --accumulate 2 \
      --lr 2e-4 --max-length 1536 --save-every 50 --minutes "${MINUTES:-8}"
    held --adapter "$OUT/sft/adapter" > "$OUT/held-sft.json"
    "$PYTHON" -m protege_training adapter "$OUT/sft/adapter" --out "$OUT/adapter.gguf"
    if command -v node > /dev/null && [ -d node_modules ]; then # the tests of the tasks run in Node
      from="$OUT/sft/adapter"
      for stage in 1 2; do
        "$PYTHON" -m protege_training rl --scaffold guided --stage "$stage" --seed "$stage" --adapter "$from" --out "$OUT/rl$stage" \
          --group 8 --batch 64 --tasks 400 --steps $((stage * 40 - 30)) --lr 1e-4 --temperature 0.8 --minutes "${RL_MINUTES:-3}"
        from="$OUT/rl$stage/adapter"
      done
      held --adapter "$from" > "$OUT/held-rl.json"
      "$PYTHON" -m protege_training adapter "$from" --out "$OUT/adapter-rl.gguf"
    else
      echo 'no Node with node_modules here: the stages of RL are left out'
    fi
    rm -rf "$OUT"/*/checkpoint-*
    cut -c1-160 "$OUT"/held-*.json
    ;;
  *)
    echo 'usage: bash training/gpu.sh [pack | unpack | train]' >&2
    exit 2
    ;;
esac
