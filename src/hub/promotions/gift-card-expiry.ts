/** How long gift cards count, by the country they are issued in. Without a setting: for ever. */
import type { Tx } from "../../db/database.ts";
import { lockEdited } from "../edit-lock.ts";
import { HubError } from "../errors.ts";
import { jsonRows } from "../json-column.ts";

export interface GiftCardExpiry {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly months: number;
}

/**
 * The shortest a card may count, in months. US: 15 U.S.C. 1693l-1(c), five years. IE: Consumer Protection (Gift
 * Vouchers) Act 2019, five years. AU: Competition and Consumer Act 2010, Schedule 2, section 99B, three years.
 */
const SHORTEST_MONTHS: Readonly<Record<string, number>> = { AU: 36, IE: 60, US: 60 };

export async function listGiftCardExpiries(tx: Tx): Promise<readonly GiftCardExpiry[]> {
  return tx.rows<GiftCardExpiry>(
    "select country, months from argosy.gift_card_expiry where organization_id = argosy.tenant() order by country",
  );
}

/** In place of all there were. Throws HubError GIFT_CARD_EXPIRY where a law wants more. */
export async function setGiftCardExpiries(
  tx: Tx,
  expiries: readonly GiftCardExpiry[],
): Promise<readonly GiftCardExpiry[]> {
  for (const [n, { country, months }] of expiries.entries()) {
    const least = SHORTEST_MONTHS[country];
    if (least !== undefined && months < least)
      throw new HubError(
        "GIFT_CARD_EXPIRY",
        "validation",
        `In ${country} gift cards count for at least ${least} months.`,
        `countries.${n}.months`,
      );
  }
  if (new Set(expiries.map(({ country }) => country)).size < expiries.length)
    throw new HubError("GIFT_CARD_EXPIRY", "validation", "A country stands here once.", "countries");
  await lockEdited(tx, "gift card expiries");
  await tx.run("delete from argosy.gift_card_expiry where organization_id = argosy.tenant()");
  await tx.run(
    `insert into argosy.gift_card_expiry (organization_id, country, months)
     select argosy.tenant(), e.country, e.months from json_to_recordset($1) as e(country text, months int)`,
    [jsonRows(expiries)],
  );
  return listGiftCardExpiries(tx);
}

/** SQL: the day of a moment where the organization is, whose midnight a card's last day ends at. */
export const dayHere = (moment: string): string => `(
  select (${moment}::timestamptz at time zone o.zone)::date
  from argosy.organization o where o.organization_id = argosy.tenant())`;

/** The last day of a card issued now; null: it counts for ever. */
export async function expiresOn(
  tx: Tx,
  card: { readonly country?: string | undefined; readonly expiresOn?: string | null | undefined; readonly now: Date },
): Promise<string | null> {
  const { now, country } = card;
  const { today } = await tx.one<{ today: string }>(`select ${dayHere("$1")}::text as today`, [now]);
  if (card.expiresOn !== undefined && card.expiresOn !== null && card.expiresOn <= today)
    throw new HubError("GIFT_CARD_EXPIRY", "validation", "The last day is a later one.", "expiresOn");
  if (card.expiresOn !== undefined) return card.expiresOn;
  const row = await tx.maybe<{ day: string }>(
    `select ($2::date + make_interval(months => e.months))::date::text as day from argosy.gift_card_expiry e
     where e.organization_id = argosy.tenant() and e.country = $1`,
    [country ?? "", today],
  );
  return row?.day ?? null;
}
