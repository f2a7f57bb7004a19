/**
 * SQL: whether sales of a channel belong to the figures. An organization that has a store of its own is told of sales,
 * not of what it tried out: its sandboxes are left out. Who only explores sees them like any store's. A store that is
 * asked for by name is always told of.
 */
export const isSold = (channel: string) => `${channel} <> all (array(
  select s.connection_id from sandbox_store s where s.organization_id = argosy.tenant() and exists (
    select from connection c where c.organization_id = argosy.tenant() and c.kind = 'commerce' and c.state <> 'draft'
      and not exists (select from sandbox_store x
        where x.organization_id = argosy.tenant() and x.connection_id = c.id))))`;
