/** A courier's test against the samples of its platform. */
import { expect, it } from "vitest";
import type { Fidelity } from "./fidelity.ts";
import { specsDir } from "./specs.ts";

/** Registers the test: so many samples are compared, and each differs on purpose or not at all. */
export function provesSamples(
  count: number,
  measure: (specsDir: string) => Promise<Fidelity>,
  onPurpose: Readonly<Record<string, string>>,
): void {
  it.skipIf(specsDir() === null)(
    "a call and its answer have the samples' form (skipped without SPECS_DIR)",
    async () => {
      const found = await measure(specsDir() ?? "");
      expect(found.differences).toEqual([]);
      expect(found.compared).toBe(count);
      expect(found.onPurpose.map(({ call }) => call)).toEqual(Object.keys(onPurpose));
    },
  );
}
