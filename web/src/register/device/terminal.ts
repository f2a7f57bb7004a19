/** Payments at the register's card terminal, asked of the hub. What is asked for is kept before it is asked. */
import type { TillPayment } from "../../../../src/commerce/till/types.ts";
import { deviceId } from "./ids.ts";
import type { Register } from "./register.ts";

export interface TerminalPayment {
  readonly id: string;
  readonly state: "waiting" | "paid" | "declined" | "cancelled";
  readonly paidMinor: number | null;
  readonly tipMinor: number;
  readonly card: string;
  readonly reason: string | null;
  readonly text: string;
}

/** Asked for, and not known to have ended: its key is the payment's. */
export interface TerminalAsk {
  readonly key: string;
  readonly amount: bigint;
}

const paths = "/api/pos/terminal-payments";

/** Asks for the payment; the same key again goes on with it. Throws as `ask`. */
export const askTerminal = (register: Register, { key, amount }: TerminalAsk): Promise<TerminalPayment> =>
  register.online("POST", paths, { body: { id: key, registerId: register.id, amountMinor: amount } });

export const lookAtTerminal = (register: Register, { key }: TerminalAsk): Promise<TerminalPayment> =>
  register.online("GET", `${paths}/${key}`);

export const cancelAtTerminal = (register: Register, { key }: TerminalAsk): Promise<TerminalPayment> =>
  register.online("POST", `${paths}/${key}/cancel`);

/** Gives money back to the card of a payment, once an id. Throws as `ask`. */
export const refundAtTerminal = (
  register: Register,
  of: { readonly key: string; readonly id: string; readonly amount: bigint },
): Promise<TerminalPayment> =>
  register.online("POST", `${paths}/${of.key}/refund`, { body: { id: of.id, amountMinor: of.amount } });

/** The payment a terminal took, as the sale has it. */
export const takenBy = (key: string, { paidMinor, tipMinor, card }: TerminalPayment): TillPayment => ({
  key,
  kind: "card",
  amount: BigInt(paidMinor ?? 0),
  ...(tipMinor > 0 && { tip: BigInt(tipMinor) }),
  ...(card !== "" && { reference: card }),
});

/** Keeps what the terminal is asked for before it is asked: a reload goes on with the same key. */
export function keepAsk(register: Register, amount: bigint): TerminalAsk {
  const asking = { key: deviceId(), amount };
  register.change((before) => ({ ...before, asking }));
  return asking;
}

/** The key its refund has, the same for every try. */
export function keepCharge(register: Register, key: string): void {
  register.change((before) => ({ ...before, charges: { ...before.charges, [key]: deviceId() } }));
}
