/** What card terminals were asked for: each payment once by its key, and none forgotten. */

import { z } from "zod";
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { TillPayment } from "../../commerce/till/types.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlerts } from "../alerts/alerts.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";

const TERMINAL_STATES = ["waiting", "paid", "declined", "cancelled"] as const;

export const terminalPaymentSchema = z
  .object({
    /** The payment's key, made on the register. */
    id,
    registerId: id,
    ofId: id.nullable().describe("of money given back: the payment it is of"),
    amountMinor: minorUnits,
    currency: z.string(),
    state: z.enum(TERMINAL_STATES).describe("waiting: look again"),
    paidMinor: minorUnits.nullable().describe("without the tip"),
    tipMinor: minorUnits,
    card: z.string().describe("brand and last digits"),
    reason: z
      .string()
      .nullable()
      .describe("of a payment that ended: declined, at_terminal, at_register, busy, away, refused, gone"),
    text: z.string().describe("in the provider's words"),
    createdAt: time,
  })
  .meta({ id: "TerminalPayment", description: "What a card terminal was asked for, and what became of it" });

export type TerminalPayment = Answered<typeof terminalPaymentSchema>;

export interface TerminalWork extends TerminalPayment {
  readonly asksTip: boolean;
  readonly remote: string | null;
  /** The terminal took it: what it no longer asks for has ended. */
  readonly isPresented: boolean;
}

const SELECT = `
  select ${columns("p", "id registerId ofId amountMinor currency")},
    case p.state when 'asked' then 'waiting' else p.state end as state, p.state <> 'asked' as "isPresented",
    ${columns("p", "paidMinor tipMinor card reason text createdAt asksTip remote")}
  from argosy.pos_terminal_payment p where p.organization_id = argosy.tenant()`;

/** Throws HubError POS_TERMINAL_PAYMENT_NOT_FOUND. */
export async function readTerminalPayment(tx: Tx, id: string): Promise<TerminalWork> {
  const found = await tx.maybe<TerminalWork>(`${SELECT} and p.id = $1`, [id]);
  if (!found)
    throw new HubError("POS_TERMINAL_PAYMENT_NOT_FOUND", "not_found", "There is no such payment.", "paymentId");
  return found;
}

interface Begin {
  readonly id: string;
  readonly registerId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly asksTip: boolean;
  readonly now: Date;
}

/** Notes a payment before anybody is asked for it; the same id again is the same. Throws HubError POS_TERMINAL_KEY_USED. */
export async function beginTerminalPayment(tx: Tx, of: Begin & { readonly ofId?: string }): Promise<TerminalWork> {
  await tx.run(
    `insert into argosy.pos_terminal_payment (organization_id, id, register_id, of_id, amount_minor, currency, asks_tip,
       created_at, looked_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $7) on conflict do nothing`,
    [of.id, of.registerId, of.ofId ?? null, of.amountMinor, of.currency, of.asksTip, of.now],
  );
  const row = await readTerminalPayment(tx, of.id);
  const isSame =
    row.registerId === of.registerId && row.amountMinor === of.amountMinor && row.ofId === (of.ofId ?? null);
  if (!isSame) throw new HubError("POS_TERMINAL_KEY_USED", "conflict", "This key was used for another payment.", "id");
  return row;
}

/** Notes that money of a payment is to go back to its card. Throws HubError as above, and POS_TERMINAL_AMOUNT. */
export async function beginTerminalRefund(
  tx: Tx,
  of: { readonly id: string; readonly ofId: string; readonly amountMinor: bigint; readonly now: Date },
): Promise<TerminalWork> {
  await tx.run(
    "select 1 from argosy.pos_terminal_payment where organization_id = argosy.tenant() and id = $1 for update",
    [of.ofId],
  );
  const paid = await readTerminalPayment(tx, of.ofId);
  const existing = await tx.maybe<{ id: string }>(`${SELECT} and p.id = $1`, [of.id]);
  const left = (paid.paidMinor ?? 0n) + paid.tipMinor - (await givenBack(tx, of.ofId));
  if (!existing && (paid.ofId !== null || of.amountMinor > left))
    throw new HubError(
      "POS_TERMINAL_AMOUNT",
      "conflict",
      "There is not that much left of this payment.",
      "amountMinor",
    );
  const { registerId, currency } = paid;
  return beginTerminalPayment(tx, { ...of, registerId, currency, asksTip: false });
}

async function givenBack(tx: Tx, id: string): Promise<bigint> {
  const { sum } = await tx.one<{ sum: bigint }>(
    `select coalesce(sum(amount_minor), 0)::bigint as sum from argosy.pos_terminal_payment
     where organization_id = argosy.tenant() and of_id = $1 and state not in ('declined', 'cancelled')`,
    [id],
  );
  return sum;
}

/** Keeps what the provider knows a payment by; false: it was ended meanwhile. */
export async function noteRemote(tx: Tx, id: string, remote: string): Promise<boolean> {
  const noted = await tx.maybe(
    `update argosy.pos_terminal_payment set remote = $2
     where organization_id = argosy.tenant() and id = $1 and state = 'asked' returning 1`,
    [id, remote],
  );
  return noted !== undefined;
}

export async function notePresented(tx: Tx, id: string): Promise<void> {
  await tx.run(
    `update argosy.pos_terminal_payment set state = 'waiting'
     where organization_id = argosy.tenant() and id = $1 and state = 'asked'`,
    [id],
  );
}

export async function noteChecked(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.run(
    "update argosy.pos_terminal_payment set looked_at = $2 where organization_id = argosy.tenant() and id = $1",
    [id, now],
  );
}

export interface TerminalEnd {
  readonly state: "paid" | "declined" | "cancelled";
  readonly paidMinor?: bigint;
  readonly tipMinor?: bigint;
  readonly card?: string;
  readonly reason?: string;
  readonly text?: string;
  /** Ends it only while the provider does not know it. */
  readonly isUnsent?: boolean;
}

/** Ends an open payment; one that has ended stays as it is. */
export async function endTerminalPayment(tx: Tx, id: string, end: TerminalEnd & { readonly now: Date }): Promise<void> {
  const ended = await tx.maybe<{ ofId: string | null }>(
    `update argosy.pos_terminal_payment set state = $2, paid_minor = $3, tip_minor = $4, card = $5,
       reason = $6, text = $7, settled_at = $8
     where organization_id = argosy.tenant() and id = $1 and state in ('asked', 'waiting')
       and (remote is null or not $9::boolean)
     returning of_id as "ofId"`,
    [
      ...[id, end.state, end.paidMinor ?? null, end.tipMinor ?? 0n, end.card ?? "", end.reason ?? null, end.text ?? ""],
      ...[end.now, end.isUnsent ?? false],
    ],
  );
  if (ended?.ofId == null || end.state !== "paid") return;
  const paid = await readTerminalPayment(tx, ended.ofId);
  if ((await givenBack(tx, paid.id)) < (paid.paidMinor ?? 0n) + paid.tipMinor) return;
  await settleUnsold(tx, paid.id, { by: id, now: end.now });
}

/** A charge that no sale has and that went back whole needs none any more, nor do its refunds. */
async function settleUnsold(tx: Tx, id: string, of: { readonly by: string; readonly now: Date }): Promise<void> {
  const unsold = await tx.rows<{ id: string }>(
    `select r.id from argosy.pos_terminal_payment p
     join argosy.pos_terminal_payment r on r.organization_id = argosy.tenant() and (r.id = p.id or r.of_id = p.id)
     where p.organization_id = argosy.tenant() and p.id = $1 and p.used_by is null`,
    [id],
  );
  await use(tx, { ...of, ids: unsold.map((row) => row.id) });
}

async function use(
  tx: Tx,
  of: { readonly ids: readonly string[]; readonly by: string; readonly now: Date },
): Promise<void> {
  await tx.run(
    `update argosy.pos_terminal_payment set used_by = coalesce(used_by, $2)
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [of.ids, of.by],
  );
  await resolveAlerts(tx, of.ids.map(causeOf), of.now, systemActor);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What has gone back to the cards of these payments. */
async function gone(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  const rows = await tx.rows<{ id: string; amount: bigint }>(
    `select of_id as id, sum(amount_minor)::bigint as amount from argosy.pos_terminal_payment
     where organization_id = argosy.tenant() and of_id = any($1::uuid[]) and state = 'paid' group by of_id`,
    [ids],
  );
  return new Map(rows.map(({ id, amount }) => [id, amount]));
}

/**
 * Notes which sale or basket has payments of terminals. Answers those that the terminal took otherwise than it says, or
 * gave back before.
 */
export async function bookTerminalPayments(
  tx: Tx,
  of: {
    readonly payments: readonly Pick<TillPayment, "key" | "amount" | "tip">[];
    readonly by: string;
    readonly now: Date;
  },
): Promise<{ readonly shown: bigint; readonly counted: bigint }[]> {
  const keys = of.payments.flatMap(({ key }) => (UUID.test(key) ? [key] : []));
  const found = await tx.rows<TerminalWork>(`${SELECT} and p.id = any($1::uuid[])`, [keys]);
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  await use(tx, { ...of, ids });
  const back = await gone(tx, ids);
  return found.flatMap((row) => {
    const payment = of.payments.find(({ key }) => key === row.id);
    const shown = (payment?.amount ?? 0n) + (payment?.tip ?? 0n);
    const taken = (row.state === "paid" ? (row.paidMinor ?? row.amountMinor) : 0n) + row.tipMinor;
    const counted = row.ofId === null ? taken - (back.get(row.id) ?? 0n) : -taken;
    return shown === counted ? [] : [{ shown, counted }];
  });
}

/**
 * Notes what a terminal's payment was for, where the key is one of a terminal; answers its tip (below zero: given back),
 * which the payment does not tell. Throws HubError POS_TERMINAL_DIFFERS.
 */
export async function claimTerminalPayment(
  tx: Tx,
  of: { readonly key: string; readonly amount: bigint; readonly by: string; readonly now: Date },
): Promise<bigint> {
  const found = await tx.maybe<TerminalWork>(`${SELECT} and p.id = $1`, [of.key]);
  if (!found) return 0n;
  const { ofId, paidMinor, amountMinor, tipMinor } = found;
  const taken = paidMinor ?? amountMinor;
  const isSame = ofId === null ? taken === of.amount : taken + of.amount >= 0n && of.amount < 0n;
  if (found.state !== "paid" || !isSame)
    throw new HubError("POS_TERMINAL_DIFFERS", "conflict", "The terminal took another amount.", "amountMinor");
  await use(tx, { ids: [found.id], by: of.by, now: of.now });
  return ofId === null ? tipMinor : -taken - of.amount;
}

const MOST = 50;

/** Open payments nobody has looked at since. */
export function openTerminalPayments(tx: Tx, since: Date): Promise<TerminalWork[]> {
  return tx.rows<TerminalWork>(
    `${SELECT} and p.state in ('asked', 'waiting') and p.looked_at < $1 order by p.looked_at limit ${MOST}`,
    [since],
  );
}

const causeOf = (id: string) => `card_payment:${id}`;

/** Tells people what terminals took or gave back before `since` and no sale has: the register may have been lost. */
export async function alertUnusedPayments(tx: Tx, { since, now }: { readonly since: Date; readonly now: Date }) {
  const rows = await tx.rows<TerminalWork & { readonly registerName: string; readonly settledAt: Date }>(
    `update argosy.pos_terminal_payment p set told_at = $2
     from argosy.pos_register r
     where p.organization_id = argosy.tenant() and r.organization_id = argosy.tenant() and r.id = p.register_id
       and p.id in (select id from argosy.pos_terminal_payment
         where organization_id = argosy.tenant() and state = 'paid' and used_by is null and told_at is null
           and settled_at < $1
         order by settled_at limit ${MOST})
     returning ${columns("p", "id ofId paidMinor tipMinor currency card")},
       r.name as "registerName"`,
    [since, now],
  );
  for (const { id, ofId, paidMinor, tipMinor, currency, card, registerName } of rows) {
    const texts = ofId === null ? "card_payment_unused" : "card_refund_unused";
    const amount = `${formatDecimal({ minor: (paidMinor ?? 0n) + tipMinor, currency })} ${currency}`;
    await raiseAlert(tx, {
      kind: "card_payment_unused",
      severity: "critical",
      cause: causeOf(id),
      title: message(`alert.${texts}.title`, { register: registerName, amount }),
      text: message(`alert.${texts}.text`, { card: card === "" ? id : card }),
      now,
    });
  }
}
