-- Every sale updates these, whose rows do not grow with sales. By default a small table is vacuumed and analysed after fifty
-- changes, and vacuumed after a thousand inserted rows as well, and each time every connection throws away its plans of all
-- statements that read it (decision 767).
ALTER TABLE argosy.listing_stock SET (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 5000,
  autovacuum_analyze_threshold = 5000);
ALTER TABLE argosy.change_mark SET (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 5000,
  autovacuum_analyze_threshold = 5000);
ALTER TABLE argosy.lane SET (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 5000,
  autovacuum_analyze_threshold = 5000);
ALTER TABLE argosy.level SET (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 5000,
  autovacuum_analyze_threshold = 5000);
ALTER TABLE argosy.connection SET (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 5000,
  autovacuum_analyze_threshold = 5000);
