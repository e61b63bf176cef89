"""The repair environment of Protégé Playground for trainers of language models: see client.Client, and the adapters beside it."""

from .client import Client, EnvError, Step

__all__ = ["Client", "EnvError", "Step"]
