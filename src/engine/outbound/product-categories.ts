/** Categories of ours that a channel lacks are created there before the first product in them goes. */

import { type HubText, message, textParts } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Categories } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { describeError, writeJournal } from "../journal/sync-journal.ts";
import type { OutboundSession } from "./outbound-session.ts";

/** A category of ours on the way from its root. */
export interface PathStep {
  readonly id: string;
  readonly name: string;
  readonly parent_id: string | null;
  /** Its key on the channel; null where it is not there. */
  readonly key: string | null;
}

/** A category as the channel has it. */
export interface OnChannel {
  readonly ext_key: string;
  readonly name: string;
  readonly parent_key: string | null;
}

// Some categories with all above them, roots first. $1: the connection.
const paths = (of: string) => `
  with recursive path as (
    select c.id, c.name, c.parent_id, 0 as below
    from argosy.category c
    where c.organization_id = argosy.tenant() and c.id in (${of})
    union all
    select c.id, c.name, c.parent_id, p.below + 1
    from path p
    join argosy.category c on c.organization_id = argosy.tenant() and c.id = p.parent_id
    where p.below < 50
  )
  select p.id, p.name, p.parent_id, (select min(l.ext_key) from argosy.category_listing l
      where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.category_id = p.id) as key
  from path p group by p.id, p.name, p.parent_id order by max(p.below) desc, p.id`;

const OF_PRODUCT = paths(
  `select pc.category_id
   from argosy.product_category pc
   where pc.organization_id = argosy.tenant() and pc.product_id = $2`,
);
const OF_CATEGORY = paths("$2");

/** A category with all above it, the root first; nothing where it is gone. */
export function pathOf(tx: Tx, connection: string, category: string): Promise<PathStep[]> {
  return tx.rows<PathStep>(OF_CATEGORY, [connection, category]);
}

/**
 * Creates what is missing of a product's categories, each below its parent. One the channel refuses is told in the
 * sync log and left out with what is below it; a failure of the connection is thrown.
 */
export async function putCategories(
  session: OutboundSession,
  put: NonNullable<Categories["put"]>,
  productId: string,
): Promise<void> {
  const rows = await session.tenantWithLease((tx) => tx.rows<PathStep>(OF_PRODUCT, [session.open.row.id, productId]));
  const keys = new Map(rows.flatMap(({ id, key }) => (key === null ? [] : [[id, key]])));
  const refused = new Set<string>();
  for (const row of rows) {
    if (keys.has(row.id)) continue;
    if (row.parent_id !== null && refused.has(row.parent_id)) refused.add(row.id);
    else {
      const parentKey = row.parent_id === null ? undefined : keys.get(row.parent_id);
      const key = await putOne(session, put, { name: row.name, parentKey });
      if (key === null) refused.add(row.id);
      else {
        keys.set(row.id, key);
        await session.tenant((tx) => saveCategory(tx, session, { ...row, key, parentKey }));
      }
    }
  }
}

/** Creates what is missing of a path; answers the channel's keys by category of ours. What is refused is thrown. */
export async function createAbove(
  session: OutboundSession,
  put: NonNullable<Categories["put"]>,
  path: readonly PathStep[],
): Promise<ReadonlyMap<string, string>> {
  const keys = new Map(path.flatMap(({ id, key }) => (key === null ? [] : [[id, key]])));
  for (const row of path) {
    if (keys.has(row.id)) continue;
    const parentKey = row.parent_id === null ? undefined : keys.get(row.parent_id);
    const key = await session.call((ctx) => put({ key: null, name: row.name, parentKey }, ctx));
    keys.set(row.id, key);
    await session.tenant((tx) => saveCategory(tx, session, { ...row, key, parentKey }));
  }
  return keys;
}

async function putOne(
  session: OutboundSession,
  put: NonNullable<Categories["put"]>,
  category: { readonly name: string; readonly parentKey: string | undefined },
): Promise<string | null> {
  try {
    return await session.call((ctx) => put({ key: null, ...category }, ctx));
  } catch (error) {
    if (!isConnectorError(error) || !["rejected", "forbidden", "unsupported"].includes(error.kind)) throw error;
    const { userMessage, kind, details } = describeError(error);
    await session.tenant((tx) =>
      journal(tx, session, { name: category.name, failure: { text: userMessage, kind: kind.kind, details } }),
    );
    return null;
  }
}

async function saveCategory(
  tx: Tx,
  session: OutboundSession,
  made: PathStep & { readonly key: string; readonly parentKey: string | undefined },
): Promise<void> {
  await tx.run(
    `insert into argosy.category_listing (organization_id, connection_id, ext_key, parent_key, name, category_id,
       seen_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6)
     on conflict (organization_id, connection_id, ext_key)
       do update set category_id = excluded.category_id, seen_at = excluded.seen_at`,
    [session.open.row.id, made.key, made.parentKey ?? null, made.name, made.id, session.now()],
  );
  await journal(tx, session, { name: made.name });
}

async function journal(
  tx: Tx,
  session: OutboundSession,
  what: {
    readonly name: string;
    readonly failure?: { readonly text: HubText; readonly kind: string; readonly details: Json };
  },
): Promise<void> {
  const { name, failure } = what;
  const now = session.now();
  const at = { connectionId: session.open.row.id, action: "sync_categories" as const, ref: name, at: now };
  const entry = failure
    ? {
        ...at,
        status: "failed" as const,
        text: [message("log.failed.newCategory", { name }), ...textParts(failure.text)],
        errorKind: failure.kind,
        details: { said: failure.details },
      }
    : { ...at, status: "success" as const, text: message("log.category.created", { name }) };
  await writeJournal(tx, session.open.row.id, [entry], session.callLog.drifts.splice(0), now);
}
