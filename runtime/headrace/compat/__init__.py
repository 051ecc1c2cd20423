"""The runtime under the names that SDKs of the Stainless generator gave theirs.

Code downstream of such an SDK imports parts of its runtime from underscored modules: ``sdk._types.NotGiven``,
``sdk._models.construct_type``, ``sdk._utils.maybe_transform``. A generated SDK whose config says ``compat`` has modules
of those names, and they take from here what the runtime proper has no use for. Nothing of the runtime or of generated
methods imports this package.
"""

__all__: list[str] = []
