"""Every kind of change in a document, as one table: what it is called and how it is classified by direction.

The rule behind the table: a change breaks when a caller that was right before is wrong after. A request may always be
asked for less and allowed more; a response may always promise more. Two things are settled by the runtime that SDKs
stand on: unknown enum values, unknown union members and new properties are read without an error, so they are
additions; and constraints on responses are documentation, so they never break. A value that a response no longer takes
breaks nothing, but an event that a stream no longer sends leaves its readers waiting. A component is a name: that it is
gone or called something else is classified where it is used, and by the SDK's layer where the name is public.
"""

from __future__ import annotations

from dataclasses import dataclass

from headrace_codegen.diff.levels import Direction, Level

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change. A level is None in a direction where the change can't occur.

    ``text`` is a sentence about the subject with ``{before}`` and ``{after}``.
    """

    name: str
    request: Level | None
    response: Level | None
    stream: Level | None
    text: str

    def level(self, direction: Direction) -> Level:
        """The classification in one direction; a direction that the table has no word for counts as a patch."""
        found = {"request": self.request, "response": self.response, "stream": self.stream}[direction]
        return Level.PATCH if found is None else found


_LEVELS = {"P": Level.PATCH, "A": Level.ADDITION, "B": Level.BREAKING, "-": None}

# name: request, response, stream, sentence. P patch, A addition, B breaking, - can't occur.
_TABLE = """
openapi-changed: P P P: OpenAPI version {before} became {after}
info-changed: P P P: changed from {before} to {after}
server-added: A A A: new server {after}
server-removed: B B B: no longer served
server-default-changed: B B B: the first server was {before} and is {after}
server-variable-changed: B B B: variables changed
tag-added: P P P: new tag
tag-removed: P P P: tag is gone
operation-added: A A A: new operation
operation-removed: B B B: operation is gone
operation-path-changed: B B B: moved from {before} to {after}
operation-path-parameter-renamed: B B B: path was {before} and is {after}
operation-id-changed: P P P: operationId was {before} and is {after}
operation-tags-changed: P P P: tags were {before} and are {after}
operation-deprecated: A A A: deprecated
operation-undeprecated: P P P: no longer deprecated
operation-servers-changed: B B B: servers changed
callback-added: - A A: new callback
callback-removed: - B B: callback is gone
callback-changed: - B B: callback changed
security-required: B B B: needs authentication now
security-lifted: A A A: needs no authentication any more
security-alternative-added: A A A: also takes {after}
security-alternative-removed: B B B: no longer takes {before}
security-scope-added: B B B: needs scope {after}
security-scope-removed: A A A: no longer needs scope {before}
security-scheme-added: A A A: new security scheme
security-scheme-removed: B B B: security scheme is gone
security-scheme-type-changed: B B B: was {before} and is {after}
security-scheme-changed: B B B: {before} became {after}
security-scheme-scope-added: A A A: new scope {after}
security-scheme-scope-removed: B B B: scope {before} is gone
parameter-added: A - -: new optional parameter
parameter-required-added: B - -: new required parameter
parameter-removed: B - -: parameter is gone
parameter-renamed: B - -: was {before} and is {after}
parameter-became-required: B - -: became required
parameter-became-optional: A - -: became optional
parameter-moved: B - -: was in {before} and is in {after}
parameter-style-changed: B - -: is written another way, {after} instead of {before}
parameter-content-changed: B - -: media type was {before} and is {after}
parameter-deprecated: A - -: deprecated
parameter-undeprecated: P - -: no longer deprecated
body-added: A - -: takes a body now, optionally
body-required-added: B - -: takes a body now, which is required
body-removed: B - -: takes no body any more
body-became-required: B - -: body became required
body-became-optional: A - -: body became optional
body-media-added: A - -: body may also be {after}
body-media-removed: B - -: body can't be {before} any more
encoding-changed: B - -: parts are encoded another way
response-success-added: - A A: may answer {after}
response-success-removed: - B B: no longer answers {before}
response-error-added: - P P: may answer the error {after}
response-error-removed: - P P: no longer answers the error {before}
response-body-added: - A A: has a body now
response-body-removed: - B B: has no body any more
response-media-added: - A A: may also be {after}
response-media-removed: - B B: is never {before} any more
response-header-added: - A A: new header
response-header-removed: - B B: header is gone
response-header-became-optional: - B B: header may be absent
response-header-became-required: - A A: header is always there
response-link-changed: - P P: links changed
stream-added: - - A: can stream now, as {after}
stream-removed: - - B: no longer streams {before}
stream-format-changed: - - B: streams {after} instead of {before}
webhook-added: - A -: new webhook
webhook-removed: - B -: webhook is gone
component-added: P P P: new component
component-removed: P P P: component is gone
component-changed: P P P: component changed, see what uses it
schema-added: A A A: new schema
schema-removed: P P P: schema is gone
schema-renamed: P P P: was called {before}
reference-changed: P P P: refers to {after} instead of {before}
restructured: P P P: written another way, meaning the same
type-changed: B B B: was {before} and is {after}
type-widened: A B B: was {before} and may be {after}
type-narrowed: B P P: was {before} and is only {after}
became-nullable: A B B: may be null
became-not-nullable: B P P: is never null any more
format-added: B B B: has the format {after}
format-removed: A B B: has no format any more, was {before}
format-changed: B B B: format was {before} and is {after}
encoding-of-content-changed: B B B: content was {before} and is {after}
enum-added: B P P: only takes {after}
enum-removed: A A A: takes any value now, not only {before}
enum-value-added: A A A: may be {after}
enum-value-removed: B P P: is never {before} any more
enum-reordered: P P P: values stand in another order
const-changed: B B B: was always {before} and is {after}
default-added: P P P: default is {after}
default-removed: B P P: has no default any more, was {before}
default-changed: B P P: default was {before} and is {after}
{bounds}
pattern-added: B P P: must match {after}
pattern-removed: A P P: needn't match {before} any more
pattern-changed: B P P: must match {after}, was {before}
multiple-of-added: B P P: must be a multiple of {after}
multiple-of-removed: A P P: needn't be a multiple of {before} any more
multiple-of-changed: B P P: must be a multiple of {after}, was {before}
unique-items-added: B P P: items must differ
unique-items-removed: A P P: items may be equal
property-added: A A A: new property
property-required-added: B A A: new required property
property-removed: B B B: property is gone
property-moved: P P P: stands in {after} instead of {before}
property-renamed: B B B: was called {before}
property-became-required: B A A: became required
property-became-optional: A B B: may be absent
deprecated: A A A: deprecated
undeprecated: P P P: no longer deprecated
became-read-only: B P P: can't be sent any more
no-longer-read-only: A P P: may be sent now
became-write-only: P B B: is never returned any more
no-longer-write-only: P A A: is returned now
additional-properties-closed: B P P: no other properties any more
additional-properties-opened: A A A: other properties are allowed
additional-properties-typed: B P P: other properties have a type now
additional-properties-untyped: A B B: other properties may be anything
items-added: B P P: items have a type now
items-removed: A B B: items may be anything
tuple-item-added: B A A: one more item
tuple-item-removed: B B B: one item less
union-introduced: A B B: may also be of other types
union-collapsed: B P B: is of one type only
variant-added: A A A: may also be {after}
variant-removed: B P B: is never {before} any more
union-kind-changed: P P P: was {before} and is {after}
discriminator-added: P P A: told apart by {after}
discriminator-removed: P P B: no longer told apart by {before}
discriminator-changed: B B B: told apart by {after} instead of {before}
discriminator-mapping-added: A A A: {after} is a tag
discriminator-mapping-removed: B P B: {before} is no tag any more
discriminator-mapping-changed: B B B: tag {before} leads elsewhere
pattern-properties-added: B A A: new properties by pattern
pattern-properties-removed: B B B: properties by pattern are gone
property-names-changed: B P P: other names of properties
dependencies-changed: B P P: properties require each other in another way
condition-changed: B P P: conditions changed
not-changed: B P P: what it must not be changed
contains-changed: B P P: what the array contains changed
unevaluated-changed: B P P: what else is allowed changed
xml-changed: B B B: XML form changed
extension-changed: P P P: extension changed
prose-changed: P P P: wording changed
other-changed: P P P: changed
"""

_BOUNDS = ("minimum", "exclusive-minimum", "min-length", "min-items", "min-properties", "min-contains")
_MORE_BOUNDS = ("maximum", "exclusive-maximum", "max-length", "max-items", "max-properties", "max-contains")


def _bounds() -> str:
    """Lower and upper bounds: each added, removed, and moved either way."""
    lines: list[str] = []
    for names, stricter, looser in ((_BOUNDS, "raised", "lowered"), (_MORE_BOUNDS, "lowered", "raised")):
        for name in names:
            words = name.replace("-", " ")
            lines += [
                f"{name}-added: B P P: {words} is {{after}}",
                f"{name}-removed: A P P: no {words} any more, was {{before}}",
                f"{name}-{stricter}: B P P: {words} was {{before}} and is {{after}}",
                f"{name}-{looser}: A P P: {words} was {{before}} and is {{after}}",
            ]
    return "\n".join(lines)


def _read(table: str) -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for line in table.replace("{bounds}", _bounds()).strip().splitlines():
        name, levels, text = line.split(": ", 2)
        request, response, stream = (_LEVELS[letter] for letter in levels.split())
        kinds[name] = Kind(name, request, response, stream, text)
    return kinds


KINDS = _read(_TABLE)
"""All kinds by name."""
