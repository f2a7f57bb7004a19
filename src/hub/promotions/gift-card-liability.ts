/** What is owed on the hub's own gift cards. */

import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, minorUnits } from "../answer-schemas.ts";

export const giftCardLiabilitySchema = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/, fieldMessage("field.currency")),
  cards: z.int().describe("with something left"),
  /** Owed at the end of the day asked for. */
  owedMinor: minorUnits,
  issuedMinor: minorUnits,
  redeemedMinor: minorUnits,
  givenBackMinor: minorUnits,
  expiredMinor: minorUnits,
  adjustedMinor: minorUnits,
});

export type GiftCardLiability = Answered<typeof giftCardLiabilitySchema>;

/** By currency, from all entries up to the end of a day where the organization is: what was issued less what was used is what is owed. */
export async function giftCardLiability(
  tx: Tx,
  { until, now }: { /** Null: today. */ readonly until: string | null; readonly now: Date },
): Promise<readonly GiftCardLiability[]> {
  return tx.rows<GiftCardLiability>(
    `with entry as (
       select e.card_id, e.kind, e.amount_minor as amount from argosy.gift_card_entry e
       where e.organization_id = argosy.tenant() and e.at < (
         select (coalesce($1::date, ($2::timestamptz at time zone o.zone)::date) + 1)::timestamp at time zone o.zone
         from argosy.organization o
         where o.organization_id = argosy.tenant())
     ), card as (
       select g.currency, e.card_id, sum(e.amount) as left_over,
         coalesce(sum(e.amount) filter (where e.kind = 'issued'), 0) as issued,
         coalesce(-sum(e.amount) filter (where e.kind = 'redeemed'), 0) as redeemed,
         coalesce(sum(e.amount) filter (where e.kind = 'given_back'), 0) as given_back,
         coalesce(-sum(e.amount) filter (where e.kind = 'expired'), 0) as expired,
         coalesce(sum(e.amount) filter (where e.kind = 'adjusted'), 0) as adjusted
       from entry e
       join argosy.gift_card g on g.organization_id = argosy.tenant() and g.id = e.card_id
       group by g.currency, e.card_id
     )
     select currency, count(*) filter (where left_over > 0)::int as cards, sum(left_over)::bigint as "owedMinor",
       sum(issued)::bigint as "issuedMinor", sum(redeemed)::bigint as "redeemedMinor",
       sum(given_back)::bigint as "givenBackMinor", sum(expired)::bigint as "expiredMinor",
       sum(adjusted)::bigint as "adjustedMinor"
     from card group by currency order by currency`,
    [until, now],
  );
}
