/** The emulator against 592 calls logged on a running shop (WooCommerce 10.2.4), and what differs on purpose. */

import type { OnPurpose } from "./fidelity-replay.ts";
import { replay } from "./fidelity-replay.ts";

/** Calls the emulator answers otherwise, knowingly. Counted apart, never as equal. */
export const ON_PURPOSE: readonly OnPurpose[] = [
  {
    file: "13-webhooks.json",
    call: "list",
    reason:
      "24 webhooks made within three seconds: the shop lists rows of one second in no fixed order, and dates those whose ping arrived; the replay has no listener.",
  },
];

/** For `npm run fidelity`: the replay in the form of its report. */
export async function measureFidelity(specsDir: string): Promise<{
  readonly compared: number;
  readonly same: number;
  readonly onPurpose: readonly { readonly call: string; readonly reason: string }[];
  readonly differences: readonly { readonly call: string; readonly what: string }[];
}> {
  const { calls, same } = await replay(specsDir, ON_PURPOSE);
  return {
    compared: calls.length,
    same,
    onPurpose: ON_PURPOSE.map(({ file, call, reason }) => ({ call: `${file} ${call}`, reason })),
    differences: calls
      .filter((one) => one.result === "differs")
      .map((one) => ({ call: `${one.file} ${one.call}`, what: one.details.slice(0, 3).join("; ") })),
  };
}
