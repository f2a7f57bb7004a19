-- A return the channel tells of: its key there, its state in the channel's words, a hash of what was told last, and
-- whether the channel has ever held it for done.
ALTER TABLE argosy.order_return
  ADD COLUMN ext_key text,
  ADD COLUMN channel_status text,
  ADD COLUMN channel_hash bytea,
  ADD COLUMN channel_done boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX order_return_channel ON argosy.order_return (organization_id, order_id, ext_key) WHERE ext_key IS NOT NULL;
