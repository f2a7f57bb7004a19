/** What a register keeps on its device to sell without network. */

import { z } from "zod";
import { denominationsOf } from "../../commerce/till/cash.ts";
import type { TaxLocation, TaxRate } from "../../commerce/till/types.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, typed } from "../answer-schemas.ts";
import { getRegister, registerSchema } from "./registers.ts";
import { openSession, sessionViewSchema } from "./sessions.ts";
import { sellingStaff, staffWithPinSchema } from "./staff.ts";
import { listTaxRates } from "./tax-rates.ts";

export const taxRateSchema = z
  .object({
    id,
    tax: z.string(),
    taxClass: z.string(),
    country: z.string().nullable(),
    region: z.string().nullable(),
    rate: z.string().describe("percent"),
    isCompound: z.boolean(),
  })
  .meta({ id: "RegisterTaxRate", description: "What registers tax a class of goods with at a place" });

export const registerSetupSchema = z.object({
  register: registerSchema,
  /** What the receipt says of who sells. */
  seller: z.object({ name: z.string(), taxId: z.string().nullable() }),
  location: z.object({ id, name: z.string(), address: z.record(z.string(), z.string()) }),
  locations: z.array(z.object({ id, name: z.string() })).describe("where goods sold here may be sent from"),
  place: typed<TaxLocation>(z.object({ country: z.string().optional(), region: z.string().optional() })),
  staff: z.array(staffWithPinSchema),
  taxRates: z.array(typed<TaxRate>(taxRateSchema)),
  denominations: z.array(z.int()).describe("coins and notes in minor units, the largest first"),
  session: sessionViewSchema.nullable(),
});

export type RegisterSetup = Answered<typeof registerSetupSchema>;

/** Where a location's address lies, as tax rates name places. */
export async function taxLocation(tx: Tx, locationId: string): Promise<TaxLocation> {
  const { address } = await locationOf(tx, locationId);
  return { country: address["country"], region: address["region"] ?? address["state"] };
}

function locationOf(tx: Tx, id: string): Promise<RegisterSetup["location"]> {
  return tx.one<RegisterSetup["location"]>(
    "select id, name, address from argosy.location where organization_id = argosy.tenant() and id = $1",
    [id],
  );
}

/** Who sells, as papers of registers name them. */
export function sellerOf(tx: Tx): Promise<RegisterSetup["seller"]> {
  return tx.one<RegisterSetup["seller"]>(
    `select coalesce(nullif(s.legal_name, ''), o.name) as name, coalesce(s.gstin, s.tax_id) as "taxId"
     from argosy.organization o
     left join argosy.invoice_settings s on s.organization_id = argosy.tenant()
     where o.organization_id = argosy.tenant()`,
  );
}

/** Throws HubError POS_REGISTER_NOT_FOUND. */
export async function registerSetup(tx: Tx, registerId: string): Promise<RegisterSetup> {
  const register = await getRegister(tx, registerId);
  return {
    register,
    seller: await sellerOf(tx),
    location: await locationOf(tx, register.locationId),
    place: await taxLocation(tx, register.locationId),
    locations: await tx.rows<{ id: string; name: string }>(
      `select id, name from argosy.location where organization_id = argosy.tenant() and active and kind = 'own'
       order by id <> $1, lower(name), id`,
      [register.locationId],
    ),
    staff: await sellingStaff(tx),
    taxRates: await listTaxRates(tx),
    denominations: denominationsOf(register.currency, BigInt(register.cashUnit)).map(Number),
    session: await openSession(tx, registerId),
  };
}
