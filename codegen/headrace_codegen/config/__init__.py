"""The config of one SDK: ``stainless.yml`` as it is, and our own additions under its key ``headrace``."""
