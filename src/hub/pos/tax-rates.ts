/** Rates registers tax with, by class of goods and place. */
import { newId } from "../../commerce/new-id.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { TaxRate } from "../../commerce/till/types.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";

export interface NewTaxRate
  extends Pick<TaxRate, "tax" | "rate">,
    Optional<Pick<TaxRate, "taxClass" | "country" | "region" | "isCompound">> {
  readonly now: Date;
}

/** All rates, by tax, place and class. */
export function listTaxRates(tx: Tx): Promise<TaxRate[]> {
  return tx.rows<TaxRate>(
    `select id, tax, tax_class as "taxClass", country, region, trim_scale(rate)::text as rate,
       is_compound as "isCompound"
     from argosy.pos_tax_rate where organization_id = argosy.tenant()
     order by lower(tax), country nulls first, region nulls first, tax_class <> 'standard', tax_class, id`,
  );
}

/** Throws HubError POS_TAX_RATE_EXISTS, POS_TAX_REGION. */
export async function createTaxRate(tx: Tx, input: NewTaxRate): Promise<TaxRate> {
  const id = newId(input.now);
  const country = input.country ?? null;
  const region = input.region ?? null;
  if (region !== null && country === null)
    throw new HubError("POS_TAX_REGION", "validation", "A region needs its country.", "country");
  const made = await tx.run(
    `insert into argosy.pos_tax_rate (organization_id, id, tax, tax_class, country, region, rate, is_compound,
       created_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [id, input.tax, input.taxClass ?? "standard", country, region, input.rate, input.isCompound ?? false, input.now],
  );
  if (made === 0)
    throw new HubError(
      "POS_TAX_RATE_EXISTS",
      "conflict",
      "This tax has a rate for this class and place already. Remove it first.",
      "tax",
    );
  return getTaxRate(tx, id);
}

async function getTaxRate(tx: Tx, id: string): Promise<TaxRate> {
  const found = (await listTaxRates(tx)).find((rate) => rate.id === id);
  if (!found) throw notFound();
  return found;
}

const notFound = () => new HubError("POS_TAX_RATE_NOT_FOUND", "not_found", "There is no such tax rate.");

/** What was sold keeps the rate it had. Throws HubError POS_TAX_RATE_NOT_FOUND. */
export async function deleteTaxRate(tx: Tx, id: string): Promise<void> {
  const gone = await tx.run("delete from argosy.pos_tax_rate where organization_id = argosy.tenant() and id = $1", [
    id,
  ]);
  if (gone === 0) throw notFound();
}
