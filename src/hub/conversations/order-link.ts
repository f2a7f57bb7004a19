import { ACCOUNT } from "./account.ts";

/**
 * SQL: links what was asked about orders before they came, in the statement that inserts them: `made` has their id,
 * connection_id and ext_key.
 */
export const LINK_MADE_ORDERS = `update argosy.conversation c set order_id = made.id
    from made join argosy.connection s on s.organization_id = argosy.tenant() and s.id = made.connection_id
    where c.organization_id = argosy.tenant() and c.order_key = made.ext_key and c.order_id is null
      and c.account = ${ACCOUNT}`;
