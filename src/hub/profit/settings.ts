import type { DecimalText } from "../../commerce/decimal.ts";
import { RECOGNITIONS, type Recognition } from "../../commerce/profit/recognition.ts";
import type { Tx } from "../../db/database.ts";

export { RECOGNITIONS };
export const SPREADS = ["revenue", "orders"] as const;
export type Spread = (typeof SPREADS)[number];

/** How an organization counts its profit. */
export interface ProfitSettings {
  readonly recognition: Recognition;
  readonly spread: Spread;
  /** "18": 18 % billed by ad platforms on top of what they tell as spend. */
  readonly adTaxPercent: DecimalText;
  /** Contained in couriers' bills. */
  readonly courierTaxPercent: DecimalText;
  /** Tax on fees, couriers and ads is given back. */
  readonly hasInputCredit: boolean;
}

const DEFAULT_PROFIT_SETTINGS: ProfitSettings = {
  recognition: "delivered",
  spread: "revenue",
  adTaxPercent: "0",
  courierTaxPercent: "0",
  hasInputCredit: false,
};

/** The organization's settings, or the usual ones. */
export async function profitSettings(tx: Tx): Promise<ProfitSettings> {
  const [row] = await tx.rows<ProfitSettings>(
    `select recognition, spread, trim_scale(ad_tax_percent)::text as "adTaxPercent",
       trim_scale(courier_tax_percent)::text as "courierTaxPercent", has_input_credit as "hasInputCredit"
     from argosy.profit_settings
     where organization_id = argosy.tenant()`,
    [],
  );
  return row ?? DEFAULT_PROFIT_SETTINGS;
}

/** Puts all settings; every order is worked out again by them. */
export async function putProfitSettings(tx: Tx, settings: ProfitSettings): Promise<void> {
  await tx.run(
    `insert into argosy.profit_settings (organization_id, recognition, spread, ad_tax_percent, courier_tax_percent,
       has_input_credit)
     values (argosy.tenant(), $1, $2, $3, $4, $5)
     on conflict (organization_id) do update set recognition = excluded.recognition, spread = excluded.spread,
       ad_tax_percent = excluded.ad_tax_percent, courier_tax_percent = excluded.courier_tax_percent,
       has_input_credit = excluded.has_input_credit`,
    [settings.recognition, settings.spread, settings.adTaxPercent, settings.courierTaxPercent, settings.hasInputCredit],
  );
}
