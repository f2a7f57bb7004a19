/** Counting stops where a number says no more than "many". */
export const MOST_WAITING = 1_000;

const TABLES = ["listing_stock", "listing_price", "product_listing", "record_push", "command"];

/** SQL: how many changes of the connection `c` are on their way to the channel, `isDue` of their `w.due_at`. */
export function waitingUpdates(isDue: string): string {
  const count = (table: string) =>
    `(select count(*)
       from (select 1
         from ${table} w
         where w.organization_id = argosy.tenant() and w.connection_id = c.id and w.due_at ${isDue}
         limit ${MOST_WAITING}) as d)`;
  return `least(${MOST_WAITING}, ${TABLES.map(count).join(" + ")})::int`;
}
