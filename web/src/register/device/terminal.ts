/** Payments at the register's card terminal, asked of the hub. What is asked for is kept before it is asked. */
import type { TillPayment } from "../../../../src/commerce/till/types.ts";
import { deviceId } from "./ids.ts";
import type { Register } from "./register.ts";
import { paths, type TerminalPayment } from "./terminal-refund.ts";

/** Asked for, and not known to have ended: its key is the payment's. */
export interface TerminalAsk {
  readonly key: string;
  readonly amount: bigint;
}

/** Asks for the payment; the same key again goes on with it. Throws as `ask`. */
export const askTerminal = (register: Register, { key, amount }: TerminalAsk): Promise<TerminalPayment> =>
  register.online("POST", paths, { body: { id: key, registerId: register.id, amountMinor: amount } });

export const cancelAtTerminal = (register: Register, { key }: TerminalAsk): Promise<TerminalPayment> =>
  register.online("POST", `${paths}/${key}/cancel`);

/** The payment a terminal took, as the sale has it. */
export const takenBy = (key: string, { paidMinor, tipMinor, card }: TerminalPayment): TillPayment => ({
  key,
  kind: "card",
  amount: BigInt(paidMinor ?? 0),
  ...(tipMinor > 0 && { tip: BigInt(tipMinor) }),
  ...(card !== "" && { reference: card }),
});

/** Keeps what the terminal is asked for before it is asked: a reload goes on with the same key. */
export function saveTerminalRequest(register: Register, amount: bigint): TerminalAsk {
  const request = { key: deviceId(), amount };
  register.change((before) => ({ ...before, asking: request }));
  return request;
}

/** The key its refund has, the same for every try. */
export function saveCharge(register: Register, key: string): void {
  register.change((before) => ({ ...before, charges: { ...before.charges, [key]: deviceId() } }));
}
