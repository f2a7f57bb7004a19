import { expect, test } from "vitest";
import { listedStates } from "./state-lists.ts";

test("a list of a connection's states typed by hand is named with its line, whatever its form and order", () => {
  for (const list of [`("active", "error")`, "in ('paused', 'error', 'active')", `"needs_reauth" | "error"`])
    expect(listedStates("src/hub/a.ts", `// first\nconst x = ${list};`)).toEqual([
      expect.stringMatching(/^src\/hub\/a\.ts:2 lists states of a connection/),
    ]);
});

test("lists of other values, the table of states itself and tests are allowed", () => {
  expect(listedStates("src/hub/a.ts", `["active", "disabled", "expired"]; ["error", "warning"]`)).toEqual([]);
  const list = `["active", "error"]`;
  expect(listedStates("src/commerce/connection-states.ts", list)).toEqual([]);
  expect(listedStates("src/hub/a.it.test.ts", list)).toEqual([]);
});
