/** Items that are sold before they are there (decision 728). */

import { message } from "../../commerce/message.ts";
import { lastPreorderDay, type Presale } from "../../commerce/presale.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { refusal } from "../refusals.ts";

const NONE: Presale = { preorderUntil: null, backorderDays: null, mostAhead: null };

const COLUMNS = `preorder_until::text as "preorderUntil", backorder_days as "backorderDays", most_ahead as "mostAhead"`;

/** Throws HubError VARIANT_NOT_FOUND. */
export async function presaleOf(tx: Tx, variantId: string): Promise<Presale> {
  const found = await tx.maybe<Presale & { isSet: boolean }>(
    `select p.variant_id is not null as "isSet", ${COLUMNS}
     from argosy.variant v
     left join argosy.variant_presale p on p.organization_id = argosy.tenant() and p.variant_id = v.id
     where v.organization_id = argosy.tenant() and v.id = $1`,
    [variantId],
  );
  if (!found) throw refusal("VARIANT_NOT_FOUND");
  const { preorderUntil, backorderDays, mostAhead } = found.isSet ? found : NONE;
  return { preorderUntil, backorderDays, mostAhead };
}

/** With neither day nor days it is sold while it is in stock. Throws HubError VARIANT_NOT_FOUND and PREORDER_TOO_LATE. */
export async function setPresale(tx: Tx, variantId: string, presale: Presale, now: Date): Promise<Presale> {
  await presaleOf(tx, variantId);
  const { preorderUntil, backorderDays, mostAhead } = presale;
  const last = lastPreorderDay(now);
  if (preorderUntil !== null && preorderUntil > last)
    throw new HubError(
      "PREORDER_TOO_LATE",
      "validation",
      message("refused.preorderTooLate", { day: last }),
      "preorderUntil",
    );
  const isNone = preorderUntil === null && backorderDays === null;
  if (isNone)
    await tx.run("delete from argosy.variant_presale where organization_id = argosy.tenant() and variant_id = $1", [
      variantId,
    ]);
  else
    await tx.run(
      `insert into argosy.variant_presale (organization_id, variant_id, preorder_until, backorder_days, most_ahead,
         as_of)
       select argosy.tenant(), $1, $2, $3, $4, ($5::timestamptz at time zone zone)::date
       from argosy.organization where organization_id = argosy.tenant()
       on conflict (organization_id, variant_id) do update
         set preorder_until = excluded.preorder_until, backorder_days = excluded.backorder_days,
           most_ahead = excluded.most_ahead, as_of = excluded.as_of`,
      [variantId, preorderUntil, backorderDays, mostAhead, now],
    );
  return isNone ? NONE : presale;
}

/** Of these variants those that are sold ahead. */
export async function presalesOf(tx: Tx, variantIds: readonly string[]): Promise<ReadonlyMap<string, Presale>> {
  const rows = await tx.rows<Presale & { variantId: string }>(
    `select variant_id as "variantId", ${COLUMNS} from argosy.variant_presale
     where organization_id = argosy.tenant() and variant_id = any($1::uuid[])`,
    [variantIds],
  );
  return new Map(rows.map(({ variantId, ...presale }) => [variantId, presale]));
}
