/** How true a sandbox is to captures of a real shop: what replaying logged calls comes to. */

/** What comparing with the captures gave. */
export interface Fidelity {
  /** Captured exchanges compared; the same ones have equal status, keys and types. */
  readonly compared: number;
  readonly same: number;
  /** Exchanges that differ on purpose, with the reason. */
  readonly onPurpose: readonly { readonly call: string; readonly reason: string }[];
  /** Exchanges that differ and should not. */
  readonly differences: readonly { readonly call: string; readonly what: string }[];
}

export interface ReplayedCall {
  readonly call: string;
  readonly result: "same" | "differs" | "on purpose";
  readonly details: readonly string[];
}

/** The first problems of a call are enough to find it. */
const MOST_DETAILS = 3;

/** The result of one call; `reason` says why it may differ. */
export function classified(call: string, details: readonly string[], reason: string | undefined): ReplayedCall {
  const differs = reason === undefined ? "differs" : "on purpose";
  return { call, details, result: details.length === 0 ? "same" : differs };
}

/** All calls in the form of `npm run fidelity`. */
export function fidelityReport(
  calls: readonly ReplayedCall[],
  reasonFor: (call: string) => string | undefined,
): Fidelity {
  const of = (result: ReplayedCall["result"]) => calls.filter((one) => one.result === result);
  return {
    compared: calls.length,
    same: of("same").length,
    onPurpose: of("on purpose").map(({ call }) => ({ call, reason: reasonFor(call) ?? "" })),
    differences: of("differs").map(({ call, details }) => ({
      call,
      what: details.slice(0, MOST_DETAILS).join("; "),
    })),
  };
}
