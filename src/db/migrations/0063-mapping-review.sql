-- The review of suggested links: what a person has refused is remembered, and the queue is read by confidence.
SET LOCAL search_path = argosy, public;

-- A pair a person said is not the same thing: never suggested or linked by itself again.
CREATE TABLE match_rejection (
  organization_id uuid NOT NULL,
  listing_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  rejected_by text NOT NULL,
  rejected_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, listing_id, variant_id),
  FOREIGN KEY (organization_id, listing_id) REFERENCES listing (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES variant (organization_id, id)
);
CREATE INDEX match_rejection_variant ON match_rejection (organization_id, variant_id);
ALTER TABLE match_rejection ENABLE ROW LEVEL SECURITY;
ALTER TABLE match_rejection FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON match_rejection FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON match_rejection TO argosy_app;

-- Why a link was suggested or made, for people.
ALTER TABLE listing ADD COLUMN match_reason text;
CREATE INDEX listing_suggested ON listing (organization_id, connection_id, confidence DESC, id DESC) WHERE state = 'suggested';
CREATE INDEX listing_suggested_variant ON listing (organization_id, connection_id, suggested_variant_id) WHERE state = 'suggested';
