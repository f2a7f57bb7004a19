-- What the platform of a connection refuses at present, by the right it names ("suspended": all of it): how often in a row,
-- since when, when it is asked again, and which calls it refused (src/hub/stores/refusals.ts). Null: nothing.
ALTER TABLE argosy.connection ADD COLUMN refused jsonb;
