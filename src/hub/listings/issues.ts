/** What channels find wrong with products listed there: kept with the listing, told by one alert a store. */

import { message } from "../../commerce/message.ts";
import type { ChannelProduct, ListingIssue } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../alerts/alerts.ts";
import { announce } from "../events.ts";
import { jsonParameter, storableText } from "../json-column.ts";

/** Of one product; the rest of a long list says the same again. */
const MOST_ISSUES = 20;
const MOST_TEXT = 1_000;
const EXAMPLES = 3;

/** Keeps the issues told with these products, and says so where one has come off sale. */
export async function noteIssues(
  tx: Tx,
  input: { readonly connectionId: string; readonly products: readonly ChannelProduct[]; readonly now: Date },
): Promise<void> {
  const { connectionId } = input;
  const reported = input.products.flatMap(({ key, issues }) =>
    issues === undefined ? [] : [{ key, issues: issues.slice(0, MOST_ISSUES).map(kept) }],
  );
  if (reported.length === 0) return;
  const rows = await tx.rows<{ was: boolean; is: boolean }>(
    `with given as (
       select g.key, g.issues, jsonb_path_exists(g.issues, '$[*] ? (@.blocks == true)') as blocked
       from jsonb_to_recordset($2::jsonb) as g(key text, issues jsonb)),
     changed as (
       select p.id, p.is_blocked as was, g.issues, g.blocked from given g
       join argosy.product_listing p on p.organization_id = argosy.tenant() and p.connection_id = $1
         and p.ext_key = g.key
       where (p.issues, p.is_blocked) is distinct from (g.issues, g.blocked)),
     written as (
       update argosy.product_listing p set issues = c.issues, is_blocked = c.blocked from changed c
       where p.organization_id = argosy.tenant() and p.id = c.id)
     select was, blocked as is from changed`,
    [connectionId, jsonParameter(reported)],
  );
  if (rows.length > 0) await announce(tx, "mappings.changed", { id: connectionId });
  if (rows.some(({ was, is }) => is && !was)) await alertBlocked(tx, input);
}

function kept({ blocks, text, sku }: ListingIssue): ListingIssue {
  return { blocks, text: storableText(text.trim()).slice(0, MOST_TEXT), ...(sku === undefined ? {} : { sku }) };
}

/** The alert ends with the last blocked listing (see settled-alerts.ts). */
async function alertBlocked(
  tx: Tx,
  { connectionId, now }: { readonly connectionId: string; readonly now: Date },
): Promise<void> {
  const { store, count, examples } = await tx.one<{ store: string; count: number; examples: string[] }>(
    `select c.name as store, b.count, b.examples from argosy.connection c
     cross join lateral (
       select count(*)::int as count, (array_agg(p.title || ': ' || coalesce(jsonb_path_query_first(
           p.issues, '$[*] ? (@.blocks == true).text') #>> '{}', '') order by p.id desc))[1:${EXAMPLES}] as examples
       from argosy.product_listing p
       where p.organization_id = argosy.tenant() and p.connection_id = c.id and p.is_blocked and p.gone_at is null) b
     where c.organization_id = argosy.tenant() and c.id = $1`,
    [connectionId],
  );
  if (count === 0) return;
  await raiseAlert(tx, {
    kind: "products_blocked",
    severity: "warning",
    cause: `products-blocked:${connectionId}`,
    connectionId,
    title: message("alert.products_blocked.title", { store }),
    text: message("alert.products_blocked.text", { count, names: examples.join(" · ") }),
    action: { kind: "show_blocked", connectionId },
    now,
  });
}
