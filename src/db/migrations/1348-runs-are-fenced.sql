-- Raised with every attempt and never set back, as attempts are when a person continues a run (decision 600).
ALTER TABLE argosy.run ADD COLUMN fence int NOT NULL DEFAULT 0;
