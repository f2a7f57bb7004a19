/** One alert names the lots in stock that expire soon, or have: news where one joins them, over with the last of them. */
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert, rewordAlerts } from "../alerts/alerts.ts";
import { DEFAULT_WARN_DAYS, dayAt, unitsOf } from "./lots.ts";

const CAUSE = "lots_expire";
const EXAMPLES = 5;

export async function tellExpiring(tx: Tx, now: Date): Promise<void> {
  const lots = await tx.rows<{ variantId: string; lot: string; sku: string; expiresOn: string; isTold: boolean }>(
    `select w.variant_id as "variantId", w.lot, v.sku, w.expires_on as "expiresOn", w.told_at is not null as "isTold"
     from argosy.lot w
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = w.variant_id and v.deleted_at is null
     left join argosy.lot_item i on i.organization_id = argosy.tenant() and i.variant_id = w.variant_id
     where w.organization_id = argosy.tenant()
       and w.expires_on <= ${dayAt("$1")} + coalesce(i.warn_days, ${DEFAULT_WARN_DAYS}) and ${unitsOf("w")} > 0
     order by w.expires_on, v.sku, w.lot`,
    [now],
  );
  await forgetOthers(tx, lots);
  if (lots.length === 0) {
    await resolveAlert(tx, CAUSE, now, systemActor);
    return;
  }
  const names = lots.slice(0, EXAMPLES).map(({ sku, lot, expiresOn }) => `${sku} ${lot} (${expiresOn})`);
  const alert = {
    kind: "lots_expire",
    severity: "warning",
    cause: CAUSE,
    title: message("alert.lots_expire.title"),
    text: message("alert.lots_expire.text", { count: lots.length, names: names.join(", ") }),
    action: { kind: "show_lots" },
    now,
  } as const;
  const news = lots.filter(({ isTold }) => !isTold);
  if (news.length === 0) return rewordAlerts(tx, [alert]);
  await raiseAlert(tx, alert);
  await tx.run(
    `update argosy.lot w set told_at = $3
     from unnest($1::uuid[], $2::text[]) as g(variant_id, lot)
     where w.organization_id = argosy.tenant() and w.variant_id = g.variant_id and w.lot = g.lot`,
    [news.map(({ variantId }) => variantId), news.map(({ lot }) => lot), now],
  );
}

/** What is not among them any more is news when it comes back. */
async function forgetOthers(
  tx: Tx,
  lots: readonly { readonly variantId: string; readonly lot: string }[],
): Promise<void> {
  await tx.run(
    `update argosy.lot w set told_at = null
     where w.organization_id = argosy.tenant() and w.told_at is not null
       and not exists (select from unnest($1::uuid[], $2::text[]) as g(variant_id, lot)
         where g.variant_id = w.variant_id and g.lot = w.lot)`,
    [lots.map(({ variantId }) => variantId), lots.map(({ lot }) => lot)],
  );
}
