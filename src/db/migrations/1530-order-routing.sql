-- Which of an organization's locations orders leave from (decision 685). One value: the order of its parts is what it means.
CREATE TABLE argosy.order_routing (
  organization_id uuid NOT NULL PRIMARY KEY,
  is_on boolean NOT NULL,
  rules jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);
ALTER TABLE argosy.order_routing ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_routing FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.order_routing FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.order_routing TO argosy_app;

-- Where an order leaves from, and why. The lines say where their units are; this says who decided it.
CREATE TABLE argosy.order_route (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  chosen_by text NOT NULL CHECK (chosen_by IN ('rules', 'person')),
  -- The location a person chose.
  location_id uuid,
  -- Of each location, best first: whether it sends the order, and why or why not.
  reasons jsonb NOT NULL,
  -- Each of its locations is full on every day looked at; it counts on none.
  is_over_capacity boolean NOT NULL DEFAULT false,
  decided_at timestamptz NOT NULL,
  -- When it was last compared with the other locations.
  looked_at timestamptz NOT NULL,
  -- Whether it may still move; false once it is shipped, cancelled or a person holds it.
  is_open boolean NOT NULL DEFAULT true,
  PRIMARY KEY (organization_id, order_id),
  CHECK ((chosen_by = 'person') = (location_id IS NOT NULL)),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE INDEX order_route_open ON argosy.order_route (organization_id, looked_at) WHERE is_open;
CREATE INDEX order_route_chosen ON argosy.order_route (organization_id, location_id) WHERE location_id IS NOT NULL;
ALTER TABLE argosy.order_route ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_route FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.order_route FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.order_route TO argosy_app;
GRANT SELECT (organization_id, is_open, looked_at) ON argosy.order_route TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.order_route FOR SELECT TO argosy_scheduler USING (true);

-- The locations an order leaves from, and the day of their capacity it takes.
CREATE TABLE argosy.order_route_location (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  location_id uuid NOT NULL,
  -- In the organization's time zone. Null: over capacity, it takes none.
  day date,
  PRIMARY KEY (organization_id, order_id, location_id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.order_route (organization_id, order_id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE INDEX order_route_location_day ON argosy.order_route_location (organization_id, location_id, day);
ALTER TABLE argosy.order_route_location ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_route_location FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.order_route_location FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.order_route_location TO argosy_app;
