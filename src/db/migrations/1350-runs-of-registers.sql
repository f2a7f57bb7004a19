-- One receipt numbered far out of its register's row made every register of its organization unreadable, and the next
-- numbers go on from it. Such registers count on from the last number that is near the others.
ALTER TABLE argosy.pos_register NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.pos_sale NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.pos_register r SET last_run = coalesce((
  SELECT max(substring(s.number FROM length(r.prefix) + 2)::bigint)
  FROM argosy.pos_sale s
  WHERE s.organization_id = r.organization_id AND s.register_id = r.id
    AND starts_with(s.number, r.prefix || '-')
    AND substring(s.number FROM length(r.prefix) + 2) ~ '^[0-9]{6,7}$'), 0)
WHERE r.last_run > 9999999;
ALTER TABLE argosy.pos_register FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.pos_sale FORCE ROW LEVEL SECURITY;
