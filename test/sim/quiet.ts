/** Nobody looks at it any more: past the interface, which would write down who did this and how it was before. */
export const QUIET = `WITH
  off AS (UPDATE argosy.connection SET state = 'inactive' WHERE organization_id = $1 AND state = 'active'),
  still AS (UPDATE argosy.lane SET due_at = NULL WHERE organization_id = $1)
  DELETE FROM argosy.change_mark WHERE organization_id = $1`;
