"""What changes between two versions of an API: in its document, and for the users of its SDK.

``document.diff_documents`` compares two documents, ``sdk.diff_surfaces`` two SDKs; both are pure. ``report`` puts the
two together, ``render_*`` write it for people and for machines.
"""
