-- Units of a lot that expired or is blocked, reserved at their level so that nobody sells them (decision 810).
ALTER TABLE argosy.lot_stock ADD COLUMN held int NOT NULL DEFAULT 0 CHECK (held >= 0);

-- Whose lots expire is found for all organizations at once.
GRANT SELECT (organization_id, expires_position) ON argosy.lot TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.lot FOR SELECT TO argosy_scheduler USING (true);
