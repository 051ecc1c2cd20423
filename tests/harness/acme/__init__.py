"""A small SDK as the generator writes one, by hand: what the runtime's tests call."""

from .client import Acme, AsyncAcme

__all__ = ["Acme", "AsyncAcme"]
