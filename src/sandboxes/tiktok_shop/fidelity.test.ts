import { expect, it } from "vitest";
import { specsDir } from "../../connectors/kit/testing/specs.ts";
import { measureFidelity } from "./fidelity.ts";

const dir = specsDir();

if (dir === null) it.skip("the samples of the official reference: SPECS_DIR is not set", () => undefined);
else
  it("the sandbox answers as the samples of the official reference do, and the connector reads them", async () => {
    const { compared, same, differences } = await measureFidelity(dir);
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(45);
    expect(same).toBe(compared);
  });
