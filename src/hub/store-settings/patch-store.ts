/** Changing a store as a person may: its names, its address, its settings, and what follows from them for its orders. */
import { createHash } from "node:crypto";
import { message } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { recordAudit } from "../audit/audit.ts";
import { type Changes, changesOf } from "../audit/changes.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { jsonParameter } from "../json-column.ts";
import { giveMeanings } from "../orders/custom-statuses.ts";
import { requireFreeCode, requireFreePrefix } from "../stores/codes.ts";
import { checkedName, lockStores, storeNotFound } from "../stores/draft.ts";
import type { StoreChange } from "../stores/lifecycle.ts";
import { mergeSettings } from "../stores/setting-rules.ts";
import { readSettings } from "../stores/settings.ts";
import { getStore, type Store } from "../stores/stores.ts";

export type StorePatch = Optional<{
  name: string;
  code: string;
  storeUrl: string | null;
  orderPrefix: string;
  stockCutoverAt: Date;
  settings: Readonly<Record<string, Json>>;
}>;

interface Before {
  readonly name: string;
  readonly code: string | null;
  readonly settings: Readonly<Record<string, Json>>;
  readonly url: string | null;
  readonly prefix: string;
}

/** An address that credentials hold for is proved with them; by itself it would show, or lead to, another shop. */
function refuseOtherAddress({ name, settings, url }: Before, { storeUrl }: StorePatch): void {
  if (storeUrl === undefined || storeUrl === url || url === null || !Object.values(settings).includes(url)) return;
  throw new HubError("STORE_ADDRESS", "conflict", message("refused.storeAddress", { name }), "storeUrl");
}

/** Changes what is named and answers the store after. Throws HubError naming the field. */
export async function patchStore(tx: Tx, change: StoreChange & { readonly patch: StorePatch }): Promise<Store> {
  const { patch } = change;
  if (patch.code !== undefined) {
    await lockStores(tx);
    await requireFreeCode(tx, patch.code, change.connectionId);
  }
  if (patch.orderPrefix !== undefined) await lockStores(tx);
  const before = await tx.maybe<Before>(
    `select name, code, settings, store_url as url, order_prefix as prefix
     from connection
     where organization_id = argosy.tenant() and id = $1 and deleted_at is null
     for update`,
    [change.connectionId],
  );
  if (!before) throw storeNotFound();
  refuseOtherAddress(before, patch);
  if (patch.orderPrefix !== undefined && patch.orderPrefix !== before.prefix)
    await requireFreePrefix(tx, patch.orderPrefix, change.connectionId);
  const settings = patch.settings ? mergeSettings(before.settings, patch.settings) : before.settings;
  await tx.run(
    `update connection set name = coalesce($2, name), code = coalesce($3, code),
       store_url = case when $4 then $5 else store_url end, order_prefix = coalesce($6, order_prefix),
       stock_cutover_at = coalesce($7, stock_cutover_at), settings = $8::jsonb, updated_at = $9
     where organization_id = argosy.tenant() and id = $1`,
    [
      change.connectionId,
      patch.name === undefined ? null : checkedName(patch.name),
      patch.code ?? null,
      patch.storeUrl !== undefined,
      patch.storeUrl ?? null,
      patch.orderPrefix ?? null,
      patch.stockCutoverAt ?? null,
      jsonParameter(settings),
      change.now,
    ],
  );
  // Webhooks are registered or taken away at once, not at the next look at them.
  if (patch.settings?.["webhooks"] !== undefined)
    await tx.run(
      `update sync_cursor
       set next_at = $2
       where organization_id = argosy.tenant() and connection_id = $1 and sweep = 'subscriptions'
         and next_at is not null`,
      [change.connectionId, change.now],
    );
  const meanings = { before: readSettings(before.settings).orders, after: readSettings(settings).orders };
  const texts = { before: meanings.before.statusMap, after: meanings.after.statusMap };
  while (await giveMeanings(tx, { connectionId: change.connectionId, ...texts, actor: change.by, now: change.now }));
  // What waited behind a switch goes out and comes in now.
  if (patch.settings)
    await tx.rows(
      `select argosy.wake_lane(argosy.tenant(), array[$1::uuid], kind, $2)
       from unnest(array['outbound', 'sweep']) as kind`,
      [change.connectionId, change.now],
    );
  await announce(tx, "store.updated", { id: change.connectionId });
  const after = await getStore(tx, change.connectionId);
  await recordAudit(tx, {
    actor: change.by,
    action: "store.updated",
    targetKind: "connection",
    targetId: change.connectionId,
    details: { changed: Object.keys(patch), changes: storeChanges(before, { patch, settings }) },
    requestId: change.requestId,
    now: change.now,
  });
  return after;
}

/** What was named and differs; settings section by section. A store's settings hold no secret: those stand sealed. */
function storeChanges(
  { name, code, url, prefix, settings }: Before,
  after: { readonly patch: StorePatch; readonly settings: Readonly<Record<string, Json>> },
): Changes {
  const { settings: sections, ...plain } = after.patch;
  const how = { isTold: true, fingerprint: (value: string) => createHash("sha256").update(value).digest("hex") };
  const own = { name, code, storeUrl: url, orderPrefix: prefix };
  return {
    ...changesOf(Object.keys(plain), { before: own, after: plain }, how),
    ...changesOf(Object.keys(sections ?? {}), { before: settings, after: after.settings }, how),
  };
}
