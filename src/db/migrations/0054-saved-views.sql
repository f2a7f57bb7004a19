-- A list's filter under a name, a member's own or everybody's. The member may leave; what was shared stays.
SET LOCAL search_path = argosy, public;

CREATE TABLE saved_view (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  member_id uuid NOT NULL,
  is_shared boolean NOT NULL DEFAULT false,
  subject text NOT NULL CHECK (subject IN ('orders', 'products', 'customers', 'levels')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- The list's query as its address has it: names to text or texts.
  filter jsonb NOT NULL DEFAULT '{}',
  columns text[] NOT NULL DEFAULT '{}',
  position int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX saved_view_list ON saved_view (organization_id, subject, position, id);
ALTER TABLE saved_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_view FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON saved_view FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_view TO argosy_app;
