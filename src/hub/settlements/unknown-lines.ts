/** Lines of orders that are not here: one case an order and statement, until the order comes or a person settles it. */
import type { Tx } from "../../db/database.ts";
import { matchOrders } from "./match.ts";

/** Opens cases for a statement's lines without their order, and closes those whose order came. */
export async function findUnknownLines(tx: Tx, settlementId: string, now: Date): Promise<void> {
  await tx.run(
    `delete from argosy.settlement_case c
     where c.organization_id = argosy.tenant() and c.settlement_id = $1 and c.kind = 'unknown_line'
       and c.state = 'open' and exists (select from argosy.settlement_line l
         where l.organization_id = argosy.tenant() and l.id = c.line_id and l.order_id is not null)`,
    [settlementId],
  );
  await tx.run(
    `insert into argosy.settlement_case as c (organization_id, kind, line_id, connection_id, gateway, settlement_id,
       currency, expected_minor, settled_minor, state, found_at, updated_at)
     select argosy.tenant(), 'unknown_line', u.line_id, s.connection_id, s.gateway, s.id, u.currency, 0, u.sum, 'open',
       $2, $2
     from argosy.settlement s
     cross join lateral (
       select (array_agg(l.id order by l.id))[1] as line_id, min(l.currency) as currency, sum(l.amount_minor) as sum
       from argosy.settlement_line l
       where l.organization_id = argosy.tenant() and l.settlement_id = s.id and l.order_id is null
         and l.order_key <> '' and l.kind not in ('payout', 'reserve')
       group by l.order_key) u
     where s.organization_id = argosy.tenant() and s.id = $1
     on conflict (organization_id, kind, order_id, line_id) do update
       set settled_minor = excluded.settled_minor, updated_at = excluded.updated_at
       where c.settled_minor <> excluded.settled_minor`,
    [settlementId, now],
  );
}

interface OpenLine {
  readonly settlementId: string;
  readonly connectionId: string | null;
  readonly gateway: string | null;
  readonly key: string;
}

const WORDS_AT_ONCE = 2_000;

/** Looks again for the orders of lines that had none, of the first 2,000 words; answers the orders found. */
export async function matchAgain(tx: Tx, now: Date): Promise<readonly string[]> {
  return (await matchPage(tx, null, now)).found;
}

/** The same of every line there is. */
export async function matchAllAgain(tx: Tx, now: Date): Promise<readonly string[]> {
  const found = new Set<string>();
  let last: OpenLine | null = null;
  do {
    const page: MatchedPage = await matchPage(tx, last, now);
    for (const id of page.found) found.add(id);
    last = page.last;
  } while (last !== null);
  return [...found];
}

interface MatchedPage {
  readonly found: readonly string[];
  /** Null: there are no more. */
  readonly last: OpenLine | null;
}

async function matchPage(tx: Tx, after: OpenLine | null, now: Date): Promise<MatchedPage> {
  const open = await tx.rows<OpenLine>(
    `select distinct l.settlement_id as "settlementId", s.connection_id as "connectionId", s.gateway,
       l.order_key as key
     from argosy.settlement_line l
     join argosy.settlement s on s.organization_id = l.organization_id and s.id = l.settlement_id
     where l.organization_id = argosy.tenant() and l.order_id is null and l.order_key <> ''
       and ($1::uuid is null or (l.settlement_id, l.order_key) > ($1, $2::text))
     order by 1, 4 limit ${WORDS_AT_ONCE}`,
    [after?.settlementId ?? null, after?.key ?? null],
  );
  const found: string[] = [];
  for (const [settlementId, lines] of Map.groupBy(open, (line) => line.settlementId)) {
    const [source] = lines;
    if (!source) continue;
    const matches = await matchOrders(
      tx,
      source,
      lines.map(({ key }) => key),
    );
    if (matches.size === 0) continue;
    await tx.run(
      `update argosy.settlement_line l set order_id = n.id
       from unnest($2::text[], $3::uuid[]) as n(key, id)
       where l.organization_id = argosy.tenant() and l.settlement_id = $1 and l.order_id is null
         and l.order_key = n.key`,
      [settlementId, [...matches.keys()], [...matches.values()]],
    );
    await findUnknownLines(tx, settlementId, now);
    found.push(...matches.values());
  }
  return { found: [...new Set(found)], last: open.length < WORDS_AT_ONCE ? null : (open.at(-1) ?? null) };
}
