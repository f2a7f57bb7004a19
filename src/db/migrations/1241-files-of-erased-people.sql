-- A report that may name an erased person and is being read at that moment: its file ends with its run.
ALTER TABLE argosy.channel_file ADD COLUMN ends_with_run boolean NOT NULL DEFAULT false;
