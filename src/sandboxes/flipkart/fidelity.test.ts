import { expect, it } from "vitest";
import { specsDir } from "../../connectors/kit/testing/specs.ts";
import { measureFidelity, ON_PURPOSE } from "./fidelity.ts";

it.skipIf(specsDir() === null)(
  "all seventeen notifications have the samples' form (skipped without SPECS_DIR)",
  async () => {
    const found = await measureFidelity(specsDir() ?? "");
    expect(found.differences).toEqual([]);
    expect([found.compared, found.same]).toEqual([17, 15]);
    expect(found.onPurpose.map(({ call }) => call).sort()).toEqual(Object.keys(ON_PURPOSE).sort());
  },
);
