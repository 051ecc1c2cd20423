"""Embeddings travel as base64 unless the caller asks for a format: a quarter of the bytes of JSON numbers."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, List, Union

from headrace.spi import AsyncResource, SyncResource, is_given, omit

if TYPE_CHECKING:
    from headrace.spi import Operation

    from ..types import CreateEmbeddingResponse

__all__ = ["AsyncEmbeddingDecoding", "EmbeddingDecoding"]


class EmbeddingDecoding(SyncResource):
    """Asks for base64 and gives floats."""

    if not TYPE_CHECKING:  # what a call gives is for the method around it to say, as the base has it

        def _call(self, op: Operation, args: Mapping[str, Any], **options: Any) -> Any:
            if _has_choice(self._client, args):
                return super()._call(
                    op, {**args, "encoding_format": "base64"}, cast_to=_encoded(), post_parser=_decoded, **options
                )
            return super()._call(op, args, **options)


class AsyncEmbeddingDecoding(AsyncResource):
    """Asks for base64 and gives floats."""

    if not TYPE_CHECKING:  # what a call gives is for the method around it to say, as the base has it

        def _call(self, op: Operation, args: Mapping[str, Any], **options: Any) -> Any:
            if _has_choice(self._client, args):
                return super()._call(
                    op, {**args, "encoding_format": "base64"}, cast_to=_encoded(), post_parser=_decoded, **options
                )
            return super()._call(op, args, **options)


def _has_choice(client: Any, args: Mapping[str, Any]) -> bool:
    # A string is not what the document declares for an embedding, so a strict client would refuse it.
    return not is_given(args.get("encoding_format", omit)) and not client._strict_response_validation


@cache
def _encoded() -> type[CreateEmbeddingResponse]:
    """The response as it travels. Read as the document has it, every string would fail first, and be read again."""
    from pydantic import create_model

    from ..types import CreateEmbeddingResponse, Embedding

    encoded: Any = create_model("EncodedEmbedding", __base__=Embedding, embedding=(Union[str, List[float]], ...))
    several: Any = List
    return create_model("EncodedResponse", __base__=CreateEmbeddingResponse, data=(several[encoded], ...))


def _decoded(response: CreateEmbeddingResponse) -> CreateEmbeddingResponse:
    """The response with floats in the place of base64. A server that sends floats all the same is fine."""
    from array import array
    from binascii import a2b_base64

    from ..types import CreateEmbeddingResponse, Embedding

    for item in response.data or ():
        encoded: Any = item.embedding
        if isinstance(encoded, str):
            floats = array("f", a2b_base64(encoded))
            if sys.byteorder == "big":
                floats.byteswap()
            item.embedding = floats.tolist()
        if isinstance(item, Embedding):
            item.__class__ = Embedding
    response.__class__ = CreateEmbeddingResponse
    return response
