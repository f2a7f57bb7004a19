/** What a register keeps on its device to sell without network. */
import { denominationsOf } from "../../commerce/till/cash.ts";
import type { TaxPlace, TaxRate } from "../../commerce/till/types.ts";
import type { Tx } from "../../db/database.ts";
import { getRegister, type Register } from "./registers.ts";
import { openSession, type SessionView } from "./sessions.ts";
import { type StaffWithPin, sellingStaff } from "./staff.ts";
import { listTaxRates } from "./tax-rates.ts";

export interface RegisterSetup {
  readonly register: Register;
  /** What the receipt says of who sells. */
  readonly seller: { readonly name: string; readonly taxId: string | null };
  readonly location: { readonly id: string; readonly name: string; readonly address: Readonly<Record<string, string>> };
  readonly place: TaxPlace;
  /** Where goods sold here may be sent from, the register's own first. */
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  readonly staff: readonly StaffWithPin[];
  readonly taxRates: readonly TaxRate[];
  /** Coins and notes in minor units, the largest first. */
  readonly denominations: readonly number[];
  readonly session: SessionView | null;
}

/** Where a location's address lies, as tax rates name places. */
export async function taxPlace(tx: Tx, locationId: string): Promise<TaxPlace> {
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
    place: await taxPlace(tx, register.locationId),
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
