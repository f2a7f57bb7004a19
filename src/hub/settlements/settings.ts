/** How long the seller waits for money, and what difference is none. */
import type { Tx } from "../../db/database.ts";

export interface SettlementSettings {
  /** After so many days an order nobody paid out is asked about. */
  readonly unpaidDays: number;
  /** In minor units of each order's own currency. */
  readonly toleranceMinor: bigint;
}

const USUAL: SettlementSettings = { unpaidDays: 30, toleranceMinor: 0n };

export async function settlementSettings(tx: Tx): Promise<SettlementSettings> {
  const row = await tx.maybe<SettlementSettings>(
    `select unpaid_days as "unpaidDays", tolerance_minor as "toleranceMinor"
     from argosy.settlement_settings where organization_id = argosy.tenant()`,
  );
  return row ?? USUAL;
}

/** Keeps them, and has every order with a statement or a case compared again. */
export async function saveSettlementSettings(
  tx: Tx,
  { unpaidDays, toleranceMinor }: SettlementSettings,
): Promise<SettlementSettings> {
  await tx.run(
    `insert into argosy.settlement_settings (organization_id, unpaid_days, tolerance_minor)
     values (argosy.tenant(), $1, $2)
     on conflict (organization_id)
       do update set unpaid_days = excluded.unpaid_days, tolerance_minor = excluded.tolerance_minor`,
    [unpaidDays, toleranceMinor.toString()],
  );
  await tx.run(
    `insert into argosy.settlement_due (organization_id, order_id)
     select distinct argosy.tenant(), order_id
     from argosy.settlement_line
     where organization_id = argosy.tenant() and order_id is not null`,
  );
  return settlementSettings(tx);
}
