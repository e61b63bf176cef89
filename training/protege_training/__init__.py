"""Post-training of a real small language model: data, SFT, GRPO, and the adapter back into the page."""
