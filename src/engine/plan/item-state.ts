// An item on its way is done when the channel has confirmed the desired value it stands for, and failed when that has. While the
// desired value is tried again, what the channel said of it is told already.
const CONFIRMED = `case when i.category_id is not null then c.is_there when i.action = 'create_there' then p.ext_key is not null when i.field = 'price' then lp.ack_seq >= i.want_seq
  when i.field = 'stock' then ls.is_there else p.ack_seq >= i.want_seq end`;
const GAVE_UP = `coalesce(case i.field when 'price' then lp.state when 'stock' then ls.state else coalesce(p.state, c.state) end, '') in ('failed', 'rejected')`;
const ERROR_TEXT =
  "case i.field when 'price' then lp.error when 'stock' then ls.error else coalesce(p.error, c.error) end";
const ERROR_PARTS = `case when i.field = 'price' then lp.error_said when i.field = 'stock' then ls.said
  when p.error is not null then p.error_said else c.said end`;

/** Joins what became of item `i` of a plan as \`now\`: its state, and why it failed. */
export const STATE_NOW = `
  left join product_listing p on i.state = 'sent' and p.organization_id = i.organization_id
    and p.id = i.product_listing_id
  left join listing_price lp on i.state = 'sent' and i.field = 'price' and lp.organization_id = i.organization_id
    and lp.listing_id = i.listing_id and lp.site = ''
  left join lateral (
    select bool_and(s.desired is not null and (s.expected = s.desired or s.acked_at is not null)) as is_there,
      max(s.error) as error,
      (array_agg(s.error_said order by s.error desc) filter (where s.error is not null))[1] as said, case
        when bool_or(s.state in ('failed', 'rejected')) then 'failed' end as state
    from listing_stock s
    where i.state = 'sent' and i.field = 'stock' and s.organization_id = i.organization_id
      and s.listing_id = i.listing_id) as ls on true
  left join lateral (
    select exists (select 1
      from category_listing k
      where k.organization_id = i.organization_id and k.connection_id = o.connection_id
        and k.category_id = i.category_id) as is_there,
      r.state, r.error, r.error_said as said
    from run o
    left join record_push r on r.organization_id = o.organization_id and r.connection_id = o.connection_id
      and r.kind = 'category' and r.subject_id = i.category_id
    where i.state = 'sent' and i.category_id is not null and o.organization_id = i.organization_id
      and o.id = i.run_id) as c on true
  cross join lateral (select case when i.state <> 'sent' then i.state when ${CONFIRMED} then 'done'
    when ${GAVE_UP} then 'failed' else 'sent' end as state) as became
  cross join lateral (select became.state,
    case when i.state <> 'sent' then i.error when became.state = 'done' then null else ${ERROR_TEXT} end as error,
    case when i.state <> 'sent' then i.error_said when became.state = 'done' then null else ${ERROR_PARTS} end as said,
    case when i.state <> 'sent' then i.error_code end as code) as now`;
