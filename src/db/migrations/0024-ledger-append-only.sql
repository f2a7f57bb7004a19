-- A level is the sum of its movements: what was posted is corrected by another movement, never rewritten.
REVOKE UPDATE, DELETE ON argosy.movement FROM argosy_app;
