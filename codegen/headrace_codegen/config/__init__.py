"""The config of one SDK: ``stainless.yml`` as it is, and our own additions under its key ``headrace``."""

from headrace_codegen.config.load import load_config
from headrace_codegen.config.model import Config

__all__ = ["Config", "load_config"]
