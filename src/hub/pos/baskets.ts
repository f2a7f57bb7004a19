/** Baskets kept at the hub: parked ones, quotes, and layaways with reserved units and deposits. */

import { z } from "zod";
import type { By } from "../../commerce/actor.ts";
import type { JsonFields } from "../../commerce/product.ts";
import { sum } from "../../commerce/till/totals.ts";
import type { TillLine, TillSale } from "../../commerce/till/types.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { partsOf } from "../orders/line-parts.ts";
import { refusal } from "../refusals.ts";
import { reservedUnder } from "../reservations/read.ts";
import { releaseReference } from "../reservations/release.ts";
import { reserveStock } from "../reservations/reserve.ts";
import { writeJournal } from "./journal.ts";
import { getRegister, lockRegister } from "./registers.ts";
import { storedJson } from "./sale-input.ts";
import { claimTerminalPayment } from "./terminal-payments.ts";

export const BASKET_KINDS = ["parked", "quote", "layaway"] as const;
export type BasketKind = (typeof BASKET_KINDS)[number];
export const DEPOSIT_KINDS = ["cash", "card", "other"] as const;
type DepositKind = (typeof DEPOSIT_KINDS)[number];

const COLUMNS = `
  select ${columns("b", "id kind number registerId")}, f.name as "staffName", ${columns("b", "name")},
    ${columns("b", "currency totalMinor validUntil state createdAt")},
    (select coalesce(sum(d.amount_minor), 0)::bigint from argosy.pos_deposit d
     where d.organization_id = argosy.tenant() and d.basket_id = b.id) as "depositMinor",
    (select coalesce(json_agg(json_build_object('id', d.id, 'kind', d.kind, 'amountMinor', d.amount_minor)
       order by d.taken_at, d.id), '[]') from argosy.pos_deposit d
     where d.organization_id = argosy.tenant() and d.basket_id = b.id) as deposits`;
const FROM = `
  from argosy.pos_basket b
  join argosy.pos_staff f on f.organization_id = argosy.tenant() and f.id = b.staff_id
  where b.organization_id = argosy.tenant()`;

/** A list people read on a till. */
const MOST = 200;

/** The open baskets of a register's location, the last first. Throws HubError POS_REGISTER_NOT_FOUND. */
export async function listBaskets(tx: Tx, registerId: string): Promise<StoredBasket[]> {
  const { locationId } = await getRegister(tx, registerId);
  return tx.rows<StoredBasket>(
    `${COLUMNS} ${FROM} and b.location_id = $1 and b.state = 'open'
     order by b.created_at desc, b.id desc limit ${MOST}`,
    [locationId],
  );
}

const notFound = () => new HubError("POS_BASKET_NOT_FOUND", "not_found", "There is no such basket.");

/** Throws HubError POS_BASKET_NOT_FOUND. */
export async function getBasket(tx: Tx, id: string): Promise<BasketWhole> {
  const found = await tx.maybe<BasketWhole>(`${COLUMNS}, b.basket, b.lines ${FROM} and b.id = $1`, [id]);
  if (!found) throw notFound();
  return found;
}

async function lockBasket(tx: Tx, id: string): Promise<BasketWhole & { readonly takenBy: string | null }> {
  const held = await tx.maybe<{ takenBy: string | null }>(
    `select taken_by as "takenBy" from argosy.pos_basket
     where organization_id = argosy.tenant() and id = $1 for update`,
    [id],
  );
  if (!held) throw notFound();
  return { ...(await getBasket(tx, id)), ...held };
}

/** What was paid of a basket stays at its register: gift cards' codes among it are money. */
const PAID: ReadonlySet<string> = new Set(["asking", "cards", "charges", "redeeming", "refunding"]);

const withoutPaid = (basket: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(basket).filter(([name]) => !PAID.has(name)));

const referenceOf = (id: string) => `till:${id}`;

/**
 * Keeps a basket; the same id again answers the same. A layaway reserves its units at the register's location, all of
 * them or it is refused. Throws HubError POS_REGISTER_NOT_FOUND, POS_STAFF_NOT_FOUND, POS_BASKET_SHORT.
 */
export async function saveBasket(
  tx: Tx,
  given: By & {
    readonly id: string;
    readonly kind: BasketKind;
    readonly registerId: string;
    readonly staffId: string;
    readonly name: string;
    readonly basket: Readonly<Record<string, unknown>>;
    readonly lines: readonly TillLine[];
    readonly totalMinor: bigint;
    readonly validUntil?: Date | undefined;
  },
): Promise<BasketWhole> {
  const register = await lockRegister(tx, given.registerId);
  const { id, kind, now } = given;
  const existing = await tx.maybe(
    "select 1 from argosy.pos_basket where organization_id = argosy.tenant() and id = $1",
    [id],
  );
  if (existing) return getBasket(tx, id);
  const staff = await tx.maybe("select 1 from argosy.pos_staff where organization_id = argosy.tenant() and id = $1", [
    given.staffId,
  ]);
  if (!staff) throw refusal("POS_STAFF_NOT_FOUND", "staffId");
  await tx.run(
    `insert into argosy.pos_basket (organization_id, id, kind, number, register_id, location_id, staff_id, name, basket,
       lines, currency, total_minor, valid_until, created_at, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10, $11, $12, $13, $13)`,
    [
      ...[id, kind, kind === "parked" ? null : await nextNumber(tx, kind), register.id, register.locationId],
      ...[given.staffId, given.name, storedJson(withoutPaid(given.basket)), storedJson(given.lines), register.currency],
      ...[given.totalMinor, given.validUntil ?? null, now],
    ],
  );
  if (kind === "layaway") await reserve(tx, { ...given, locationId: register.locationId });
  const made = await getBasket(tx, id);
  const data = { basketId: id, kind, number: made.number, staffId: given.staffId, total: Number(given.totalMinor) };
  await writeJournal(tx, { registerId: register.id, kind: "basket_kept", at: now, data });
  return made;
}

async function nextNumber(tx: Tx, kind: BasketKind): Promise<string> {
  const { last } = await tx.one<{ last: bigint }>(
    `insert into argosy.pos_counter as c (organization_id, last, last_basket) values (argosy.tenant(), 1000, 1001)
     on conflict (organization_id) do update set last_basket = c.last_basket + 1 returning last_basket as last`,
  );
  return `${kind === "quote" ? "Q" : "L"}-${last}`;
}

async function reserve(
  tx: Tx,
  of: By & { readonly id: string; readonly locationId: string; readonly lines: readonly TillLine[] },
): Promise<void> {
  const sold = of.lines.filter(({ quantity, variantId }) => quantity > 0 && variantId !== null);
  const parts = await partsOf(
    tx,
    sold.flatMap(({ variantId }) => variantId ?? []),
  );
  const units = new Map<string, number>();
  for (const { variantId, quantity } of sold)
    for (const part of parts.get(variantId ?? "") ?? [])
      units.set(part.variantId, (units.get(part.variantId) ?? 0) + quantity * part.quantity);
  const items = [...units].map(([variantId, quantity]) => ({ variantId, quantity, locationId: of.locationId }));
  if (items.length === 0) return;
  const results = await reserveStock(tx, { reference: referenceOf(of.id), items, actor: of.actor, now: of.now });
  const refused = results.find(({ ok }) => !ok);
  if (refused && !refused.ok) throw new HubError("POS_BASKET_SHORT", "conflict", refused.error.message, "lines");
}

/**
 * A basket to go on with. A parked one goes to the register that asks first and to no other; quotes and layaways stay
 * until they are sold. Throws HubError POS_BASKET_NOT_FOUND, POS_BASKET_TAKEN.
 */
export async function takeBasket(
  tx: Tx,
  of: { readonly id: string; readonly registerId: string; readonly now: Date },
): Promise<BasketWhole> {
  const { takenBy, ...basket } = await lockBasket(tx, of.id);
  if (basket.state === "taken" && takenBy === of.registerId) return basket;
  if (basket.state !== "open") throw taken();
  if (basket.kind !== "parked") return basket;
  await tx.run(
    `update argosy.pos_basket set state = 'taken', taken_by = $2, updated_at = $3
     where organization_id = argosy.tenant() and id = $1`,
    [of.id, of.registerId, of.now],
  );
  return getBasket(tx, of.id);
}

const taken = () =>
  new HubError("POS_BASKET_TAKEN", "conflict", "This basket was continued at another register, sold or given up.");

export const storedBasketSchema = z
  .object({
    id,
    kind: z.enum(BASKET_KINDS),
    number: z.string().nullable(),
    registerId: id,
    staffName: z.string(),
    name: z.string().describe("whom it is for"),
    currency: z.string(),
    totalMinor: minorUnits.describe("minor units"),
    depositMinor: minorUnits.describe("minor units").describe("deposits taken less those given back"),
    deposits: z.array(z.object({ id, kind: z.enum(DEPOSIT_KINDS), amountMinor: z.int().describe("minor units") })),
    validUntil: time.nullable(),
    state: z.enum(["open", "taken", "sold", "given_up"]),
    createdAt: time,
  })
  .meta({ id: "RegisterBasket", description: "A basket a register has put aside: parked, a quote or a layaway" });

export type StoredBasket = Answered<typeof storedBasketSchema>;

export const basketWholeSchema = storedBasketSchema
  .extend({
    basket: typed<JsonFields>(z.record(z.string(), z.unknown())).describe("as the register made it"),
    lines: z.array(typed<JsonFields>(z.record(z.string(), z.unknown()))).describe("as sales have them"),
  })
  .meta({ id: "RegisterBasketDetail", description: "A basket that was put aside, to go on with" });

export type BasketWhole = Answered<typeof basketWholeSchema>;

/**
 * Takes a deposit of a layaway, or gives one back (below zero); the same id again changes nothing. Throws HubError
 * POS_BASKET_NOT_FOUND, POS_BASKET_TAKEN, POS_DEPOSIT_AMOUNT, POS_SESSION_NOT_FOUND, POS_SESSION_CLOSED, POS_TERMINAL_DIFFERS.
 */
export async function takeDeposit(
  tx: Tx,
  act: {
    readonly id: string;
    readonly basketId: string;
    readonly sessionId: string;
    readonly staffId: string;
    readonly kind: DepositKind;
    readonly amountMinor: bigint;
    readonly reference: string;
    readonly at: Date;
  },
): Promise<BasketWhole> {
  const session = await tx.maybe<{ registerId: string; isClosed: boolean }>(
    `select register_id as "registerId", closed_at is not null as "isClosed" from argosy.pos_session
     where organization_id = argosy.tenant() and id = $1`,
    [act.sessionId],
  );
  await getBasket(tx, act.basketId);
  if (!session) throw refusal("POS_SESSION_NOT_FOUND", "sessionId");
  const { openSessionId } = await lockRegister(tx, session.registerId);
  const { takenBy: _, ...basket } = await lockBasket(tx, act.basketId);
  const existing = await tx.maybe(
    "select 1 from argosy.pos_deposit where organization_id = argosy.tenant() and id = $1",
    [act.id],
  );
  if (existing) return basket;
  if (openSessionId !== act.sessionId) throw refusal("POS_SESSION_CLOSED");
  if (basket.state !== "open" || basket.kind !== "layaway") throw taken();
  const after = basket.depositMinor + act.amountMinor;
  // What was paid by card goes back to a card.
  const sameWay = basket.deposits.filter(({ kind }) => kind === act.kind).map(({ amountMinor }) => BigInt(amountMinor));
  if (sum(sameWay) + act.amountMinor < 0n || after > basket.totalMinor)
    throw new HubError(
      "POS_DEPOSIT_AMOUNT",
      "validation",
      "Deposits are from 0 to what is to pay, and go back as they were paid.",
      "amountMinor",
    );
  const { staffId, kind, amountMinor } = act;
  const tip = await claimTerminalPayment(tx, { key: act.id, amount: amountMinor, by: act.basketId, now: act.at });
  await tx.run(
    `insert into argosy.pos_deposit (organization_id, id, basket_id, session_id, staff_id, kind, amount_minor,
       tip_minor, reference, taken_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [act.id, act.basketId, act.sessionId, staffId, kind, amountMinor, tip, act.reference, act.at],
  );
  const amounts = { amount: Number(amountMinor), tip: Number(tip) };
  const data = { depositId: act.id, basket: basket.number, staffId, kind, ...amounts };
  await writeJournal(tx, { registerId: session.registerId, kind: "deposit", at: act.at, data });
  return getBasket(tx, act.basketId);
}

/**
 * Ends a basket that is not bought: its units are for sale again. Given up again it answers the same. Throws HubError
 * POS_BASKET_NOT_FOUND, POS_BASKET_TAKEN, POS_DEPOSIT_LEFT.
 */
export async function giveUpBasket(tx: Tx, of: By & { readonly id: string }): Promise<BasketWhole> {
  const { takenBy: _, ...basket } = await lockBasket(tx, of.id);
  if (basket.state === "given_up") return basket;
  if (basket.state !== "open") throw taken();
  if (basket.depositMinor !== 0n)
    throw new HubError("POS_DEPOSIT_LEFT", "conflict", "Give the deposit back first.", "basketId");
  await endBasket(tx, { ...of, state: "given_up", saleId: null });
  return getBasket(tx, of.id);
}

async function endBasket(
  tx: Tx,
  of: By & { readonly id: string; readonly state: "sold" | "given_up"; readonly saleId: string | null },
): Promise<void> {
  const reference = referenceOf(of.id);
  if ((await reservedUnder(tx, reference)).length > 0) await releaseReference(tx, { ...of, reference });
  await tx.run(
    `update argosy.pos_basket set state = $2, sale_id = $3, updated_at = $4
     where organization_id = argosy.tenant() and id = $1`,
    [of.id, of.state, of.saleId, of.now],
  );
}

/**
 * Ends the basket a sale was made of, before its units leave: what was reserved for it is free for it. Answers what its
 * deposits came to where the sale counts on more; undefined: they reach.
 */
export async function sellBasket(tx: Tx, of: By & { readonly sale: TillSale }): Promise<bigint | undefined> {
  const { sale } = of;
  const paid = sum(sale.payments.flatMap(({ kind, amount }) => (kind === "deposit" ? amount : [])));
  const isThere =
    sale.basketId !== undefined &&
    (await tx.maybe("select 1 from argosy.pos_basket where organization_id = argosy.tenant() and id = $1", [
      sale.basketId,
    ]));
  if (!isThere || sale.basketId === undefined) return paid === 0n ? undefined : 0n;
  const basket = await lockBasket(tx, sale.basketId);
  const isOpen = basket.state === "open" || basket.state === "taken";
  if (isOpen) await endBasket(tx, { ...of, id: basket.id, state: "sold", saleId: sale.id });
  const left = isOpen ? basket.depositMinor : 0n;
  return paid === left ? undefined : left;
}
