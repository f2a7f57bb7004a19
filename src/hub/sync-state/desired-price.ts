/** Other prices are to be shown (price.ts has the table of all events). */
import type { Tx } from "../../db/database.ts";

/**
 * `$1`: JSON rows of what listings should cost, `$2`: now, `$3`: whether it is sent whatever the channel is believed to
 * show. Nothing is written where the desired value stays and is on its way, failed or confirmed: a rule edited to the same effect
 * costs reads only. What was believed in another currency says nothing.
 */
export const SET_DESIRED_PRICES = `
  insert into listing_price as p (organization_id, listing_id, site, connection_id, currency, desired_minor,
    desired_compare_minor, held, want_seq, due_at, state)
  select argosy.tenant(), w.id, '', w.connection, w.currency, w.price, w.compare, w.held, 1,
    case when w.price is not null then $2::timestamptz end, case when w.price is null then 'idle' else 'waiting' end
  from json_to_recordset($1) as w(id uuid, connection uuid, currency text, price bigint, compare bigint, held text)
  order by w.id
  on conflict (organization_id, listing_id, site) do update set
    currency = excluded.currency, desired_minor = excluded.desired_minor,
    desired_compare_minor = excluded.desired_compare_minor,
    held = excluded.held, want_seq = p.want_seq + 1, attempts = 0, error = null,
    expected_minor = case when p.currency = excluded.currency then p.expected_minor end,
    expected_compare_minor = case when p.currency = excluded.currency then p.expected_compare_minor end,
    due_at = case when excluded.desired_minor is not null and ($3 or
      (excluded.desired_minor, excluded.desired_compare_minor, excluded.currency) is distinct from (p.expected_minor,
        p.expected_compare_minor, p.currency))
      then least(p.due_at, $2) end,
    state = case when excluded.desired_minor is not null and ($3 or
      (excluded.desired_minor, excluded.desired_compare_minor, excluded.currency) is distinct from (p.expected_minor,
        p.expected_compare_minor, p.currency))
      then 'waiting' else 'idle' end
  where $3 or (p.desired_minor, p.desired_compare_minor, p.currency, p.held)
      is distinct from (excluded.desired_minor, excluded.desired_compare_minor, excluded.currency, excluded.held)
    or (p.due_at is null and p.state = 'idle' and excluded.desired_minor is not null
      and (excluded.desired_minor, excluded.desired_compare_minor) is distinct from (p.expected_minor,
        p.expected_compare_minor))
  returning listing_id as id, connection_id as connection, due_at is not null as is_due, held`;

/** `$1`: JSON rows of listings and prices of their own, `$2`, `$3`: who set them when. */
export const SET_OVERRIDES = `
  insert into listing_price as p (organization_id, listing_id, site, connection_id, currency, override_minor,
    override_compare_minor, override_currency, override_by, override_at)
  select argosy.tenant(), l.id, '', l.connection_id, given.currency, g.price, g.compare, given.currency, $2, $3
  from json_to_recordset($1) as g(id uuid, price bigint, compare bigint, currency text)
  join listing l on l.organization_id = argosy.tenant() and l.id = g.id
  join connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
  join organization o on o.organization_id = argosy.tenant()
  left join listing_price k on k.organization_id = argosy.tenant() and k.listing_id = l.id and k.site = ''
  cross join lateral (select coalesce(g.currency, case when k.observed_minor is not null then k.currency end,
    c.facts->>'currency', o.currency) as currency) as given
  order by l.id
  on conflict (organization_id, listing_id, site) do update set override_minor = excluded.override_minor,
    override_compare_minor = excluded.override_compare_minor, override_currency = excluded.override_currency,
    override_by = excluded.override_by, override_at = excluded.override_at
  returning listing_id as id, connection_id as connection`;

/** Answers the listings that had a price of their own. */
export const clearOverrides = (
  tx: Tx,
  listingIds: readonly string[],
): Promise<{ readonly id: string; readonly connection: string }[]> =>
  tx.rows(
    `update listing_price
     set override_minor = null, override_compare_minor = null, override_currency = null, override_by = null,
       override_at = null
     where organization_id = argosy.tenant() and listing_id = any($1::uuid[]) and site = ''
       and override_minor is not null
     returning listing_id as id, connection_id as connection`,
    [listingIds],
  );
