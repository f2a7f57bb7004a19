/** What the interface asks of the engine about card terminals. */
import type { OrganizationId } from "../commerce/ids.ts";
import type { TerminalPayment } from "../hub/pos/terminal-payments.ts";
import type { Terminal, TerminalSettings } from "../hub/pos/terminals.ts";

export interface Terminals {
  keep(input: TerminalSettings & { readonly organization: OrganizationId }): Promise<Terminal>;
  charge(
    input: PaymentId & { readonly registerId: string; readonly amountMinor: bigint; readonly asksTip: boolean },
  ): Promise<TerminalPayment>;
  look(input: PaymentId): Promise<TerminalPayment>;
  cancel(input: PaymentId): Promise<TerminalPayment>;
  refund(input: PaymentId & { readonly of: string; readonly amountMinor: bigint }): Promise<TerminalPayment>;
}

interface PaymentId {
  readonly organization: OrganizationId;
  readonly id: string;
}
