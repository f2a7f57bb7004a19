-- Every list of a seller's work keeps its filters under a name.
SET LOCAL search_path = argosy, public;

ALTER TABLE saved_view DROP CONSTRAINT saved_view_subject_check;
ALTER TABLE saved_view ADD CONSTRAINT saved_view_subject_check CHECK (subject IN (
  'orders', 'products', 'customers', 'levels', 'returns', 'conflicts', 'runs', 'audit', 'documents', 'movements', 'stores'
));
