"""Facts: what is kept, what is dropped, in which order. Spec on the left, facts on the right."""

from __future__ import annotations

import pytest

from headrace_codegen.diagnostics import Diagnostics
from headrace_codegen.facts import extract_facts
from headrace_codegen.source import Source
from headrace_codegen.write_yaml import to_yaml


def facts(text: str) -> tuple[str, list[str]]:
    diagnostics = Diagnostics()
    extracted = extract_facts(Source("api.yaml", text.encode()).root, diagnostics)
    return to_yaml(extracted), [str(found) for found in diagnostics]


def schema_facts(schema: str) -> str:
    """The facts of one schema, given and returned as flow-free YAML at the margin."""
    text, _ = facts("components:\n  schemas:\n    S:\n" + "".join(f"      {line}\n" for line in schema.splitlines()))
    return "".join(line[6:] + "\n" for line in text.splitlines()[3:])


DOCUMENT = """\
x-oaiMeta: {a: 1}
paths:
  /b:
    summary: prose
    post:
      x-stainless-skip: [go]
      responses:
        '200':
          description: Prose.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Z'}, examples: {e: {value: 1}}}
        default: {$ref: '#/components/responses/E'}
      description: prose
      externalDocs: {url: x}
      requestBody:
        description: prose
        content:
          multipart/form-data:
            schema: {type: object}
            encoding: {f: {contentType: application/sdp}}
        required: true
      operationId: b
      parameters:
      - {schema: {type: string, description: prose}, in: query, name: second, description: prose, example: e}
      - {schema: {type: string}, in: query, name: first}
      tags: [T]
      frobnicate: 1
  /a: {get: {responses: {}}}
info: {description: prose, version: '1', title: API, contact: {name: x}, license: {name: MIT}}
openapi: 3.1.0
tags: [{name: T, description: prose}]
components:
  schemas:
    Z: {type: string}
    A: {type: integer}
  responses:
    E: {description: Prose.}
  securitySchemes:
    O: {type: oauth2, description: prose, flows: {password: {tokenUrl: /t, scopes: {read: prose}}}}
"""

FACTS = """\
openapi: 3.1.0
info:
  title: API
  version: '1'
  license:
    name: MIT
tags:
- name: T
paths:
  /b:
    post:
      operationId: b
      tags:
      - T
      parameters:
      - name: second
        in: query
        schema:
          type: string
      - name: first
        in: query
        schema:
          type: string
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
            encoding:
              f:
                contentType: application/sdp
      responses:
        '200':
          description: ''
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Z'
        default:
          $ref: '#/components/responses/E'
      x-stainless-skip:
      - go
  /a:
    get:
      responses: {}
components:
  schemas:
    A:
      type: integer
    Z:
      type: string
  responses:
    E:
      description: ''
  securitySchemes:
    O:
      type: oauth2
      flows:
        password:
          tokenUrl: /t
          scopes:
            read: ''
"""


def test_the_interface_stays_and_the_prose_goes() -> None:
    """Paths, parameters and tags keep their order; components are sorted; unknown keys are dropped with a note."""
    text, found = facts(DOCUMENT)
    assert text == FACTS
    assert found == ["api.yaml:27:19: note: 'frobnicate' is no key of OpenAPI here, dropped"]


def test_facts_of_facts_are_the_same() -> None:
    assert facts(FACTS)[0] == FACTS


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        # A property may be called like a keyword.
        (
            "properties:\n  description: {type: string, description: prose}\n  example: {type: string, example: e}",
            "properties:\n  description:\n    type: string\n  example:\n    type: string\n",
        ),
        # Titles name components and members of unions, and nothing else.
        (
            "title: Root\nproperties:\n  p: {title: gone, type: string}\nanyOf:\n- {title: Kept, type: string}",
            "title: Root\nproperties:\n  p:\n    type: string\nanyOf:\n- title: Kept\n  type: string\n",
        ),
        # Order of properties, enum values and union members stays; a name is required once.
        (
            "required: [b, a, b]\nproperties: {b: {enum: [z, a]}, a: true}",
            "properties:\n  b:\n    enum:\n    - z\n    - a\n  a: true\nrequired:\n- b\n- a\n",
        ),
        (
            "x-oaiMeta: {name: prose}\nx-stainless-const: true\nnullable: true\ndeprecated: true\nreadOnly: true\n"
            "default: null",
            "nullable: true\ndefault: null\nreadOnly: true\ndeprecated: true\nx-stainless-const: true\n",
        ),
        (
            "$recursiveAnchor: true\nitems: {$recursiveRef: '#', description: prose}\n"
            "additionalProperties: {type: string}",
            "$recursiveAnchor: true\nitems:\n  $recursiveRef: '#'\nadditionalProperties:\n  type: string\n",
        ),
        (
            "oneOf: [{$ref: '#/a'}]\ndiscriminator: {propertyName: t, mapping: {b: '#/b', a: '#/a'}}",
            "discriminator:\n  propertyName: t\n  mapping:\n    b: '#/b'\n    a: '#/a'\noneOf:\n- $ref: '#/a'\n",
        ),
    ],
)
def test_schemas(schema: str, expected: str) -> None:
    assert schema_facts(schema) == expected


def test_a_document_of_another_shape_is_left_as_it_is() -> None:
    """Facts don't judge: what has the wrong type is kept, so that the checks can point at it."""
    assert facts("paths: [1]\ncomponents: {schemas: {S: 5}}\n")[0] == "paths:\n- 1\ncomponents:\n  schemas:\n    S: 5\n"
