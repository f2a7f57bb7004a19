/** What a card terminal is asked for. A protocol implements it; amounts are minor units as the hub counts them. */

export interface Charge {
  /** The payment's key: whatever is asked again with it is the same payment. */
  readonly key: string;
  readonly amount: bigint;
  readonly currency: string;
  /** The terminal asks the customer for a tip on top. */
  readonly asksTip: boolean;
}

export type EndReason = "declined" | "at_terminal" | "at_register" | "busy" | "away" | "refused" | "gone";

export type TerminalEvent =
  | { readonly state: "waiting" }
  /** The terminal is not asking for it, and nothing was paid. */
  | { readonly state: "idle" }
  | { readonly state: "paid"; readonly amount: bigint; readonly tip: bigint; readonly card: string }
  | { readonly state: "declined" | "cancelled"; readonly reason: EndReason; readonly text: string };

/** Functions throw TerminalRefused where nothing happened for certain, TerminalUnclear where that is not known. */
export interface TerminalPort {
  /** The device's name, to see that the settings are right. */
  nameOf(): Promise<string>;
  /** Notes a payment at the provider, once a key; the terminal is not asked yet and nothing can be charged. */
  open(charge: Charge): Promise<string>;
  /** Has the terminal ask for it. */
  present(remote: string, charge: Charge): Promise<void>;
  poll(remote: string, charge: Charge): Promise<TerminalEvent>;
  /** Ends it; `paid` where the customer was faster. What is cancelled can never be charged. */
  cancel(remote: string, charge: Charge): Promise<TerminalEvent>;
  /** Gives money of a payment back to its card, once a key. */
  refund(remote: string, refund: Omit<Charge, "asksTip">): Promise<void>;
}

export class TerminalRefused extends Error {
  override readonly name: string = "TerminalRefused";
  readonly reason: EndReason;

  constructor(reason: EndReason, text: string) {
    super(text);
    this.reason = reason;
  }
}

/** The key is not accepted: nothing happened by this call, and nothing is said of those before it. */
export class TerminalKeyRefused extends TerminalRefused {
  override readonly name = "TerminalKeyRefused";

  constructor(text: string) {
    super("refused", text);
  }
}

/** No answer, or one that does not say what happened: it is looked up by the same key. */
export class TerminalUnclear extends Error {
  override readonly name = "TerminalUnclear";
}
