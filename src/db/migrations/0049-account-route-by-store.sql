-- Routes of one store are looked up when it is detected anew or deleted; keys of a tenant's tables lead with the tenant.
CREATE INDEX account_route_connection ON argosy.account_route (organization_id, connection_id);
