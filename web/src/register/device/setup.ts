/** What a register works with, kept on the device; as GET /api/pos/setup answers it. */
import type { Promotion } from "../../../../src/commerce/promotions/promotion.ts";
import type { RegisterRules } from "../../../../src/commerce/till/register.ts";
import type { CashRounding, TaxLocation, TaxRate } from "../../../../src/commerce/till/types.ts";

export interface RegisterSetup extends RegisterRules {
  /** Percent of a line that may be taken off by hand; managers may do everything. */
  readonly discountLimit: number;
  readonly mayOverride: boolean;
  readonly mayRefundWithoutReceipt: boolean;
  /** Of a setup read by a version before: absent. */
  readonly hasTerminal?: boolean;
  /** The channel its sales are created on: its codes and gift cards count here too. */
  readonly pushStoreId?: string | null;
}

export interface StaffMember {
  readonly id: string;
  readonly name: string;
  readonly isManager: boolean;
  /** With what checks a PIN: "salt:key" of scrypt. */
  readonly pin: string;
}

export interface Setup {
  readonly register: RegisterSetup;
  readonly seller: { readonly name: string; readonly taxId: string | null };
  readonly location: { readonly address: Readonly<Record<string, string>> };
  readonly place: TaxLocation;
  /** Where goods may be sent from. */
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  readonly staff: readonly StaffMember[];
  readonly taxRates: readonly TaxRate[];
  /** Coins and notes in minor units, the largest first. */
  readonly denominations: readonly number[];
  readonly session: { readonly id: string; readonly openedAt: string; readonly floatMinor: number } | null;
  /** The hub's own, automatic and by code. */
  readonly promotions: readonly Promotion[];
}

export const cashRule = ({ register }: Setup): CashRounding => ({
  unit: BigInt(register.cashUnit),
  mode: register.cashMode,
});
