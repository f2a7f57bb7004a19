-- How long locations take to ship an order, and by when they ship it that day (src/commerce/handling-time.ts).
CREATE TABLE argosy.location_handling (
  organization_id uuid NOT NULL,
  location_id uuid NOT NULL,
  zone text NOT NULL,
  -- "15:00" in that zone.
  cut_off text NOT NULL CHECK (cut_off ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  days int NOT NULL CHECK (days BETWEEN 0 AND 60),
  -- 1 Monday to 7 Sunday.
  working_days int[] NOT NULL CHECK (cardinality(working_days) BETWEEN 1 AND 7),
  holidays text[] NOT NULL DEFAULT '{}' CHECK (cardinality(holidays) <= 200),
  PRIMARY KEY (organization_id, location_id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id) ON DELETE CASCADE
);

-- What a channel promises its buyers instead; NULL: as the location.
CREATE TABLE argosy.channel_handling (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  cut_off text CHECK (cut_off ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  days int CHECK (days BETWEEN 0 AND 60),
  PRIMARY KEY (organization_id, connection_id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE
);

-- Counted up by every change of these: orders that wait to be shipped are calculated again, a batch at a time.
CREATE TABLE argosy.promise_version (
  organization_id uuid NOT NULL PRIMARY KEY,
  version int NOT NULL
);

-- With which version due_at was calculated; 0: it was not, and is what the channel tells, or two days after the order.
ALTER TABLE argosy.sales_order ADD COLUMN promise_version int NOT NULL DEFAULT 0;
-- due_at follows from a handling time.
ALTER TABLE argosy.sales_order ADD COLUMN is_promised boolean NOT NULL DEFAULT false;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['location_handling', 'channel_handling', 'promise_version'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
GRANT SELECT ON argosy.promise_version TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.promise_version FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT (promise_version, status, fulfilment, is_history) ON argosy.sales_order TO argosy_scheduler;
