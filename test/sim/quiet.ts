/** Nobody looks at it any more: past the interface, which would write down who did this and how it was before. */
export const QUIET = `with
  off as (update argosy.connection set state = 'inactive' where organization_id = $1 and state = 'active'),
  still as (update argosy.lane set due_at = null where organization_id = $1)
  delete from argosy.change_mark where organization_id = $1`;
