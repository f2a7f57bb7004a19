/** How a register is set up, as the server and the device know it. */
import type { CashRounding, TaxRounding, TillPaymentKind } from "./types.ts";

export interface RegisterRules {
  readonly id: string;
  readonly name: string;
  /** Leads the numbers of its receipts. */
  readonly prefix: string;
  readonly locationId: string;
  readonly locationName: string;
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly taxPer: TaxRounding["per"];
  readonly taxMode: TaxRounding["mode"];
  readonly cashUnit: number;
  readonly cashMode: CashRounding["mode"];
  readonly paymentKinds: readonly TillPaymentKind[];
  readonly receiptHeader: string;
  readonly receiptFooter: string;
  /** The highest run a receipt has had. */
  readonly lastRun: number;
}
