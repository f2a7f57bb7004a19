-- The history of one product, order or customer reads the trail by what its entries are about: "id", or "id/..." of a
-- part. Compared as text without a function, which row security would keep from the index.
create index concurrently if not exists audit_by_target
  on argosy.audit (organization_id, target_kind, target_id collate "C", seq);
