-- Stock counts: what should lie at a location, what was found, and when a level was counted last.
SET LOCAL search_path = argosy, public;

ALTER TABLE level ADD COLUMN counted_at timestamptz;

CREATE TABLE stock_count (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  number text NOT NULL,
  -- closing: the differences are being posted; asking to close again goes on where it stopped.
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closing', 'closed', 'cancelled')),
  location_id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('all', 'never_counted', 'chosen', 'category')),
  category_id uuid,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  finished_at timestamptz,
  finished_by text,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES location (organization_id, id),
  FOREIGN KEY (organization_id, category_id) REFERENCES category (organization_id, id) ON DELETE SET NULL (category_id)
);
CREATE UNIQUE INDEX stock_count_number ON stock_count (organization_id, number);

CREATE TABLE stock_count_line (
  organization_id uuid NOT NULL,
  count_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  counted int CHECK (counted >= 0),
  -- On hand at the moment it was counted: what is sold or comes in between counting and closing is not lost.
  expected int,
  counted_at timestamptz,
  counted_by text,
  entries int NOT NULL DEFAULT 0,
  -- What closing moved.
  posted int,
  PRIMARY KEY (organization_id, count_id, variant_id),
  FOREIGN KEY (organization_id, count_id) REFERENCES stock_count (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES variant (organization_id, id),
  CHECK ((counted IS NULL) = (expected IS NULL))
);
CREATE INDEX stock_count_line_unposted ON stock_count_line (organization_id, count_id, variant_id) WHERE counted IS NOT NULL AND posted IS NULL;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['stock_count', 'stock_count_line'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
