import { describe, expect, it } from "vitest";
import { specsDir } from "../../connectors/kit/testing/specs.ts";
import { compareAll, measureFidelity, ON_PURPOSE, repaired } from "./fidelity.ts";

const dir = specsDir();

describe.skipIf(dir === null)("the official samples (needs SPECS_DIR)", () => {
  it("the official samples are read by the connector, and reads of the sandbox look the same", async () => {
    const report = await measureFidelity(dir ?? "");
    expect(report.differences).toEqual([]);
    expect(report.compared).toBeGreaterThan(40);
    expect(report.same).toBeGreaterThanOrEqual(report.compared - Object.keys(ON_PURPOSE).length);
  });

  it("every difference on purpose is still one", async () => {
    const differing = (await compareAll(dir ?? "")).filter(({ details }) => details.length > 0).map(({ call }) => call);
    expect(Object.keys(ON_PURPOSE).filter((call) => !differing.includes(call))).toEqual([]);
  });
});

describe("samples that are no JSON", () => {
  it("samples that are no JSON get their commas and braces", () => {
    const broken = '{\n "a": 1\n "b": [1, 2,],\n "c": {"d": "e"\n';
    expect(JSON.parse(repaired(broken))).toEqual({ a: 1, b: [1, 2], c: { d: "e" } });
  });
});
