-- Customers and what they are found by.

-- A buyer, found again by their contact points on whatever channel they order.
CREATE TABLE argosy.customer (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  name text,
  email text,
  phone text,
  merged_into uuid,
  erased_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  notes text,
  tags text[] NOT NULL DEFAULT '{}',
  -- Null: nobody has said.
  accepts_marketing boolean,
  -- Postcode of the newest address, without spaces, lower case: with the name it suggests duplicates.
  postcode_key text,
  -- When the customer last told each field: what an older order says never overwrites it (decision 42).
  name_at timestamptz,
  email_at timestamptz,
  phone_at timestamptz,
  postcode_at timestamptz,
  name_key text GENERATED ALWAYS AS (lower(name)) STORED,
  -- The mailbox: what stands behind a + is the owner's own label.
  mailbox text GENERATED ALWAYS AS (regexp_replace(lower(email), '\+[^@]*@', '@')) STORED,
  -- What lists are sorted by: who gave no name stands where the address does.
  sort_name text GENERATED ALWAYS AS (lower(coalesce(name, email, phone, ''))) STORED,
  -- Who never ordered stands before everybody else: 'epoch'.
  last_order_at timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX customer_list ON argosy.customer (organization_id, id DESC) WHERE merged_into IS NULL;
CREATE INDEX customer_phone ON argosy.customer (organization_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX customer_mailbox ON argosy.customer (organization_id, mailbox) WHERE mailbox IS NOT NULL;
CREATE INDEX customer_name_postcode ON argosy.customer (organization_id, name_key, postcode_key)
  WHERE name_key IS NOT NULL AND postcode_key IS NOT NULL;
CREATE INDEX customer_merged ON argosy.customer (organization_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customer_by_name ON argosy.customer (organization_id, sort_name, id) WHERE merged_into IS NULL;
CREATE INDEX customer_by_last_order ON argosy.customer (organization_id, last_order_at, id) WHERE merged_into IS NULL;

-- Only real e-mail addresses and phones name a person; they alone unify customers over channels.
CREATE TABLE argosy.contact_point (
  organization_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('email', 'phone', 'account')),
  value text NOT NULL,
  customer_id uuid NOT NULL,
  PRIMARY KEY (organization_id, kind, value),
  FOREIGN KEY (organization_id, customer_id) REFERENCES argosy.customer (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_point_customer ON argosy.contact_point (organization_id, customer_id);

-- What a merge moved, so that undoing it puts exactly this back.
CREATE TABLE argosy.customer_merge (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  survivor_id uuid NOT NULL,
  merged_id uuid NOT NULL,
  -- Customers that had been merged into merged_id before.
  earlier_ids uuid[] NOT NULL DEFAULT '{}',
  order_ids uuid[] NOT NULL DEFAULT '{}',
  -- [{"kind","value"}]
  contact_points jsonb NOT NULL DEFAULT '[]',
  -- Blank fields of the survivor that were filled; merged_id's row still holds what they were given.
  filled text[] NOT NULL DEFAULT '{}',
  tags text[] NOT NULL DEFAULT '{}',
  merged_at timestamptz NOT NULL,
  merged_by text NOT NULL,
  undone_at timestamptz,
  undone_by text,
  -- One of the two was erased: what the merge moved is forgotten and it cannot be undone.
  erased_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, survivor_id) REFERENCES argosy.customer (organization_id, id),
  FOREIGN KEY (organization_id, merged_id) REFERENCES argosy.customer (organization_id, id)
);
CREATE INDEX customer_merge_survivor ON argosy.customer_merge (organization_id, survivor_id, id DESC);
CREATE UNIQUE INDEX customer_merge_merged ON argosy.customer_merge (organization_id, merged_id)
  WHERE undone_at IS NULL;

-- Two customers who may be one person. Only ids: who they are stands in customer.
CREATE TABLE argosy.customer_duplicate (
  organization_id uuid NOT NULL,
  one_id uuid NOT NULL,
  other_id uuid NOT NULL,
  reasons text[] NOT NULL,
  found_at timestamptz NOT NULL,
  dismissed_at timestamptz,
  dismissed_by text,
  PRIMARY KEY (organization_id, one_id, other_id),
  CHECK (one_id < other_id),
  FOREIGN KEY (organization_id, one_id) REFERENCES argosy.customer (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, other_id) REFERENCES argosy.customer (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX customer_duplicate_other ON argosy.customer_duplicate (organization_id, other_id);
CREATE INDEX customer_duplicate_open ON argosy.customer_duplicate (organization_id, found_at DESC, one_id, other_id)
  WHERE dismissed_at IS NULL;

-- When a customer last ordered.
CREATE FUNCTION argosy.customer_orders_changed(organizations uuid[], customers uuid[]) RETURNS void LANGUAGE sql AS $$
  UPDATE argosy.customer c SET last_order_at = w.at
  FROM (SELECT p.organization_id, p.id, coalesce((SELECT max(o.placed_at) FROM argosy.sales_order o
      WHERE o.organization_id = p.organization_id AND o.customer_id = p.id), 'epoch') AS at
    FROM (SELECT DISTINCT organization_id, id FROM unnest(organizations, customers) AS u(organization_id, id)) p) w
  WHERE c.organization_id = w.organization_id AND c.id = w.id AND c.last_order_at <> w.at
$$;

-- Orders that come, go or change hands.
CREATE FUNCTION argosy.customer_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF EXISTS (SELECT FROM changed_rows WHERE customer_id IS NOT NULL) THEN
      UPDATE argosy.customer c SET last_order_at = n.at
      FROM (SELECT organization_id, customer_id, max(placed_at) AS at FROM changed_rows
        WHERE customer_id IS NOT NULL GROUP BY organization_id, customer_id) n
      WHERE c.organization_id = n.organization_id AND c.id = n.customer_id AND c.last_order_at < n.at;
    END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM argosy.customer_orders_changed(array_agg(a.organization_id), array_agg(c.id))
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    CROSS JOIN LATERAL (VALUES (a.customer_id), (b.customer_id)) AS c(id)
    WHERE c.id IS NOT NULL AND (a.customer_id, a.placed_at) IS DISTINCT FROM (b.customer_id, b.placed_at)
    HAVING count(*) > 0;
  ELSE
    PERFORM argosy.customer_orders_changed(array_agg(organization_id), array_agg(customer_id)) FROM changed_rows
    WHERE customer_id IS NOT NULL HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
