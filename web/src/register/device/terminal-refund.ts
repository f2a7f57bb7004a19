/** Money that goes back to a card of the register's terminal, and what became of it. */
import { Refused } from "./hub.ts";

export interface TerminalPayment {
  readonly id: string;
  readonly state: "waiting" | "paid" | "declined" | "cancelled";
  readonly paidMinor: number | null;
  readonly tipMinor: number;
  readonly card: string;
  readonly reason: string | null;
  readonly text: string;
}

export const paths = "/api/pos/terminal-payments";

/** The part of a register that asks the hub. */
interface Requests {
  online<T>(method: "GET" | "POST", path: string, sent?: { readonly body?: unknown }): Promise<T>;
}

export const checkTerminal = (register: Requests, { key }: { readonly key: string }): Promise<TerminalPayment> =>
  register.online("GET", `${paths}/${key}`);

/** Gives money back to the card of a payment, once an id. Throws as `ask`. */
export const refundAtTerminal = (
  register: Requests,
  of: { readonly key: string; readonly id: string; readonly amount: bigint },
): Promise<TerminalPayment> =>
  register.online("POST", `${paths}/${of.key}/refund`, { body: { id: of.id, amountMinor: of.amount } });

export type RefundOutcome =
  | { readonly state: "paid"; readonly card: string }
  /** Nothing went back. `text`: why the hub refused; empty: the card did. */
  | { readonly state: "refused"; readonly text: string }
  | { readonly state: "unclear"; readonly text: string };

/** As `refundAtTerminal`. A refusal says nothing of a try before: that one is looked at. Throws as `ask` but Refused. */
export async function refundOutcome(
  register: Requests,
  of: { readonly key: string; readonly id: string; readonly amount: bigint },
): Promise<RefundOutcome> {
  let text = "";
  const reported = await refundAtTerminal(register, of)
    .catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      text = error.message;
      return checkTerminal(register, { key: of.id });
    })
    .catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      return error.code === "POS_TERMINAL_PAYMENT_NOT_FOUND" ? null : UNCLEAR;
    });
  if (reported?.state === "paid") return { state: "paid", card: reported.card };
  return { state: reported?.state === "waiting" ? "unclear" : "refused", text };
}

const UNCLEAR = { state: "waiting" } as const;
