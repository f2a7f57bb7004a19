import { expect, it } from "vitest";
import { specsDir } from "../kit/testing/specs.ts";
import { measureFidelity, ON_PURPOSE } from "./fidelity.ts";

it.skipIf(specsDir() === null)(
  "what is sent and answered has the samples' form (skipped without SPECS_DIR)",
  async () => {
    const found = await measureFidelity(specsDir() ?? "");
    expect(found.differences).toEqual([]);
    expect(found.compared).toBe(21);
    expect(found.onPurpose.map(({ call }) => call)).toEqual(Object.keys(ON_PURPOSE));
  },
);
