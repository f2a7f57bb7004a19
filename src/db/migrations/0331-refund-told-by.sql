-- The part of the order that tells a refund; null where the hub keeps it by itself. A refund its part no longer tells
-- is withdrawn.
ALTER TABLE argosy.order_refund ADD COLUMN part_key text;

-- The owner of a forced table sees no row of it without an organization.
ALTER TABLE argosy.order_refund NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_part NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.command NO FORCE ROW LEVEL SECURITY;

-- Orders told in several parts do not say here which of them told a refund: theirs is filled in when it is told again.
UPDATE argosy.order_refund r SET part_key = p.part_key
FROM argosy.order_part p
WHERE p.organization_id = r.organization_id AND p.order_id = r.order_id
  AND NOT EXISTS (SELECT FROM argosy.order_part o
    WHERE o.organization_id = r.organization_id AND o.order_id = r.order_id AND o.part_key <> p.part_key)
  AND r.ext_key NOT LIKE 'command:%'
  AND NOT EXISTS (SELECT FROM argosy.command c
    WHERE c.organization_id = r.organization_id AND c.order_id = r.order_id AND c.id::text = r.ext_key);

ALTER TABLE argosy.order_refund FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_part FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.command FORCE ROW LEVEL SECURITY;
