/** Registers: where they stand, how they count, and what is allowed at them. */

import { z } from "zod";
import { requireCurrency } from "../../commerce/money.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Optional } from "../../commerce/optional.ts";
import { usualCashRounding } from "../../commerce/till/cash.ts";
import type { CashRounding, TaxRounding, TillPaymentKind } from "../../commerce/till/types.ts";
import { columns } from "../../db/columns.ts";
import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { ensureDefaultLocation } from "../inventory/locations.ts";
import { refusal } from "../refusals.ts";

const PAYMENT_KINDS = ["cash", "card", "gift_card", "other", "deposit"] as const satisfies TillPaymentKind[];

export type RegisterFields = Optional<{
  name: string;
  prefix: string;
  locationId: string;
  currency: string;
  pricesIncludeTax: boolean;
  taxPer: TaxRounding["per"];
  taxMode: TaxRounding["mode"];
  /** Minor units; absent: as the currency's country rounds. */
  cashUnit: number;
  cashMode: CashRounding["mode"];
  paymentKinds: readonly TillPaymentKind[];
  receiptHeader: string;
  receiptFooter: string;
  /** Percent of a line that anybody may take off by hand. */
  discountLimit: number;
  mayOverride: boolean;
  mayRefundWithoutReceipt: boolean;
  pushStoreId: string | null;
  isActive: boolean;
}>;

export const registersFields = {
  name: z.string().trim().min(1).max(120),
  prefix: z
    .string()
    .regex(/^[A-Z0-9]{1,8}$/, "A prefix has one to eight capital letters and digits.")
    .describe("leads the numbers of its receipts"),
  locationId: id,
  currency: z.string().regex(/^[A-Z]{3}$/),
  pricesIncludeTax: z.boolean(),
  taxPer: z.enum(["line", "receipt"]).describe("tax is rounded for each line, or once a rate and receipt"),
  taxMode: z.enum(["half_up", "down", "up"]),
  cashUnit: z.int().min(1).max(1_000_000).describe("cash is paid in multiples of this, minor units"),
  cashMode: z.enum(["half_up", "half_down", "down", "up"]),
  paymentKinds: z.array(z.enum(PAYMENT_KINDS)).min(1).max(5),
  receiptHeader: z.string().trim().max(500),
  receiptFooter: z.string().trim().max(500),
  discountLimit: z.int().min(0).max(100).describe("percent of a line that anybody may take off by hand"),
  mayOverride: z.boolean(),
  mayRefundWithoutReceipt: z.boolean(),
  pushStoreId: id.nullable().describe("the channel its sales are created on too"),
  isActive: z.boolean(),
};

export const registerSchema = z
  .object({
    id,
    ...registersFields,
    prefix: z.string(),
    locationName: z.string(),
    pushStoreName: z.string().nullable(),
    hasTerminal: z.boolean().describe("a card terminal is asked from here"),
    lastRun: z.int().describe("the highest number a receipt of it has had"),
    openSessionId: id.nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "Register", description: "A point-of-sale register" });

export type Register = Answered<typeof registerSchema>;

const ROW = `
  select ${columns("r", "id name prefix locationId")}, l.name as "locationName", ${columns("r", "currency")},
    ${columns("r", "pricesIncludeTax taxPer taxMode cashUnit cashMode paymentKinds receiptHeader")},
    ${columns("r", "receiptFooter discountLimit mayOverride mayRefundWithoutReceipt")},
    r.push_connection_id as "pushStoreId", c.name as "pushStoreName", r.is_active as "isActive",
    t.register_id is not null as "hasTerminal",
    r.last_run::float8 as "lastRun", s.id as "openSessionId", ${columns("r", "createdAt updatedAt")}
  from argosy.pos_register r
  join argosy.location l on l.organization_id = argosy.tenant() and l.id = r.location_id
  left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = r.push_connection_id
  left join argosy.pos_terminal t on t.organization_id = argosy.tenant() and t.register_id = r.id
  left join argosy.pos_session s on s.organization_id = argosy.tenant() and s.register_id = r.id and s.closed_at is null
  where r.organization_id = argosy.tenant()`;

/** All registers, by name. */
export function listRegisters(tx: Tx): Promise<Register[]> {
  return tx.rows<Register>(`${ROW} order by r.is_active desc, lower(r.name), r.id`);
}

/** Throws HubError POS_REGISTER_NOT_FOUND. */
export async function getRegister(tx: Tx, id: string): Promise<Register> {
  const found = await tx.maybe<Register>(`${ROW} and r.id = $1`, [id]);
  if (!found) throw new HubError("POS_REGISTER_NOT_FOUND", "not_found", "There is no such register.", "registerId");
  return found;
}

/** Holds a register until the transaction ends: what is done at it is done one after the other. */
export async function lockRegister(tx: Tx, id: string): Promise<Register> {
  await tx.run("select 1 from argosy.pos_register where organization_id = argosy.tenant() and id = $1 for update", [
    id,
  ]);
  return getRegister(tx, id);
}

const COLUMNS = {
  name: "name",
  prefix: "prefix",
  locationId: "location_id",
  currency: "currency",
  pricesIncludeTax: "prices_include_tax",
  taxPer: "tax_per",
  taxMode: "tax_mode",
  cashUnit: "cash_unit",
  cashMode: "cash_mode",
  paymentKinds: "payment_kinds",
  receiptHeader: "receipt_header",
  receiptFooter: "receipt_footer",
  discountLimit: "discount_limit",
  mayOverride: "may_override",
  mayRefundWithoutReceipt: "may_refund_without_receipt",
  pushStoreId: "push_connection_id",
  isActive: "is_active",
} as const satisfies Record<keyof RegisterFields, string>;

const given = (fields: RegisterFields) =>
  (Object.keys(COLUMNS) as (keyof RegisterFields)[]).filter((name) => fields[name] !== undefined);

/** Throws HubError POS_PREFIX_TAKEN, POS_CURRENCY, LOCATION_UNKNOWN, STORE_UNKNOWN. */
export async function createRegister(
  tx: Tx,
  input: RegisterFields & { readonly name: string; readonly prefix: string; readonly now: Date },
): Promise<Register> {
  const { now } = input;
  const own = await tx.one<{ currency: string }>(
    "select currency from argosy.organization where organization_id = argosy.tenant()",
  );
  const currency = input.currency ?? own.currency;
  const rounding = usualCashRounding(currency);
  const fields: RegisterFields = {
    cashUnit: Number(rounding.unit),
    cashMode: rounding.mode,
    ...input,
    currency,
    locationId: input.locationId ?? (await ensureDefaultLocation(tx, now)),
  };
  await check(tx, fields, null);
  const id = newId(now);
  const names = given(fields);
  const columns = names.map((name) => COLUMNS[name]).join(", ");
  const positions = names.map((_, n) => `$${n + 3}`);
  await tx.run(
    `insert into argosy.pos_register (organization_id, id, created_at, updated_at, ${columns})
     values (argosy.tenant(), $1, $2, $2, ${positions.join(", ")})`,
    [id, now, ...names.map((name) => fields[name])],
  );
  return getRegister(tx, id);
}

/** Changes what is given. Throws as `createRegister`, POS_REGISTER_NOT_FOUND, POS_REGISTER_USED. */
export async function changeRegister(
  tx: Tx,
  patch: RegisterFields & { readonly id: string; readonly now: Date },
): Promise<Register> {
  const before = await lockRegister(tx, patch.id);
  await check(tx, patch, before);
  const names = given(patch);
  if (names.length === 0) return before;
  const sets = names.map((name, n) => `${COLUMNS[name]} = $${n + 3}`);
  await tx.run(
    `update argosy.pos_register set updated_at = $2, ${sets.join(", ")}
     where organization_id = argosy.tenant() and id = $1`,
    [patch.id, patch.now, ...names.map((name) => patch[name])],
  );
  return getRegister(tx, patch.id);
}

async function check(tx: Tx, fields: RegisterFields, before: Register | null): Promise<void> {
  const isRenumbered = fields.prefix !== undefined && before !== null && fields.prefix !== before.prefix;
  const isRevalued = fields.currency !== undefined && before !== null && fields.currency !== before.currency;
  if (before !== null && before.lastRun > 0 && (isRenumbered || isRevalued))
    throw new HubError(
      "POS_REGISTER_USED",
      "conflict",
      "A register that has sold keeps its prefix and currency. Add another register.",
      isRenumbered ? "prefix" : "currency",
    );
  if (fields.currency !== undefined) requireExisting(fields.currency);
  if (fields.prefix !== undefined) {
    const taken = await tx.maybe(
      `select 1 from argosy.pos_register
       where organization_id = argosy.tenant() and prefix = $1 and id is distinct from $2`,
      [fields.prefix, before?.id ?? null],
    );
    if (taken)
      throw new HubError("POS_PREFIX_TAKEN", "conflict", "Another register has this prefix already.", "prefix");
  }
  if (fields.locationId !== undefined) await requireLocation(tx, fields.locationId);
  if (typeof fields.pushStoreId === "string") await requireChannel(tx, fields.pushStoreId);
}

function requireExisting(currency: string): void {
  try {
    requireCurrency(currency);
  } catch (error) {
    throw Object.assign(new HubError("POS_CURRENCY", "validation", "There is no such currency.", "currency"), {
      cause: error,
    });
  }
}

async function requireLocation(tx: Tx, id: string): Promise<void> {
  const found = await tx.maybe(
    "select 1 from argosy.location where organization_id = argosy.tenant() and id = $1 and active and kind = 'own'",
    [id],
  );
  if (!found) throw refusal("LOCATION_UNKNOWN", "locationId");
}

async function requireChannel(tx: Tx, id: string): Promise<void> {
  const found = await tx.maybe(
    `select 1 from argosy.connection where organization_id = argosy.tenant() and id = $1 and kind = 'commerce'
       and state in ${SELLING}`,
    [id],
  );
  if (!found) throw refusal("STORE_UNKNOWN", "pushStoreId");
}
