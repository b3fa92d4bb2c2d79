"""Events as GS1 EPCIS 2.0 and CBV 2.0 have them, as values: read, written, hashed and asked for.

`events` and `documents` declare what there is, `vocabulary` the standard's words. `reading` and `writing` are the doors
between JSON and values, `event_hash` names an event, `query` understands questions. Beneath lie `records` (fields
declared once), `kinds` (what a field may hold), `extensions`, `contexts`, `identifiers`, `units` and `jsontext`.
Nothing here knows a database, a network or a clock.
"""
