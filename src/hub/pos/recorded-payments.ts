/** What a sale says it was paid with beside what the hub knows: a device that steals shows no money, but it needs a name for it. */
import type { TillSale } from "../../commerce/till/types.ts";
import type { Tx } from "../../db/database.ts";
import { redemptionsOf, sellRedemptions } from "../promotions/gift-card-ledger.ts";
import type { Register } from "./registers.ts";

/** As a register names a card of the hub's own; others by their channel. */
const OWN = "hub";

export interface UnknownPayment {
  readonly figure: "gift_card" | "card";
  readonly shown: bigint;
  readonly counted: bigint;
}

/** Gift cards taken without as much redeemed under their key, and cards at a register with a terminal that it did not take. */
export async function unknownPayments(
  tx: Tx,
  { payments }: Pick<TillSale, "payments">,
  register: Pick<Register, "hasTerminal">,
): Promise<UnknownPayment[]> {
  const taken = payments.filter(({ amount }) => amount > 0n);
  const gifts = taken.filter(({ kind }) => kind === "gift_card");
  const own = await redemptionsOf(tx, keysOf(gifts, true));
  const others = await channelRedemptions(tx, keysOf(gifts, false));
  const byKey = Map.groupBy(gifts, ({ giftCard }) => `${giftCard?.source} ${giftCard?.redemptionKey}`);
  const unknown = [...byKey.values()].flatMap((same): UnknownPayment[] => {
    const { source, redemptionKey = "" } = same[0]?.giftCard ?? {};
    const shown = same.reduce((sum, { amount }) => sum + amount, 0n);
    const counted = (source === OWN ? own : others).get(redemptionKey) ?? 0n;
    return shown > counted ? [{ figure: "gift_card", shown, counted }] : [];
  });
  return [...unknown, ...(register.hasTerminal ? await cardsOfNoTerminal(tx, taken) : [])];
}

/** Notes that the sale has what was taken off the hub's own gift cards for it. */
export const bookRedemptions = (
  tx: Tx,
  { id, payments }: Pick<TillSale, "id" | "payments">,
  now: Date,
): Promise<void> => sellRedemptions(tx, { keys: keysOf(payments, true), by: id, now });

const keysOf = (gifts: TillSale["payments"], isOwn: boolean): string[] =>
  gifts.flatMap(({ giftCard }) => (giftCard && (giftCard.source === OWN) === isOwn ? giftCard.redemptionKey : []));

/** A redemption under way counts, as its answer may have been lost; what is put back counts once it is done. */
async function channelRedemptions(tx: Tx, keys: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  if (keys.length === 0) return new Map();
  const rows = await tx.rows<{ key: string; amount: bigint }>(
    `select u.key, sum(u.amount_minor - coalesce((
         select sum(b.amount_minor) from argosy.gift_card_use b
         where b.organization_id = argosy.tenant() and b.of_id = u.id and b.state = 'done'), 0))::bigint as amount
     from argosy.gift_card_use u
     where u.organization_id = argosy.tenant() and u.key = any($1::text[]) and u.state <> 'refused'
     group by u.key`,
    [keys],
  );
  return new Map(rows.map(({ key, amount }) => [key, amount]));
}

async function cardsOfNoTerminal(tx: Tx, taken: TillSale["payments"]): Promise<UnknownPayment[]> {
  const cards = taken.filter(({ kind }) => kind === "card");
  if (cards.length === 0) return [];
  const existing = await tx.rows<{ key: string }>(
    `select id::text as key from argosy.pos_terminal_payment
     where organization_id = argosy.tenant() and id::text = any($1::text[])`,
    [cards.map(({ key }) => key)],
  );
  const keys = new Set(existing.map(({ key }) => key));
  return cards.flatMap(({ key, amount }) => (keys.has(key) ? [] : { figure: "card", shown: amount, counted: 0n }));
}
