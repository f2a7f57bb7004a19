import { expect, it } from "vitest";
import { conformanceTable } from "./conformance-table.ts";

const about = (connector: string) => ({
  connector,
  name: connector,
  apiVersion: "1",
  ports: [],
  webhooks: "none" as const,
  lacks: {},
});

it("the table shows every contract test by connector, with what was left out and why", () => {
  const text = conformanceTable([
    {
      ...about("one"),
      results: { "a: keeps": { result: "passed", note: "" }, "b: has": { result: "unsupported", note: "no port" } },
      figures: { callsPer1000Orders: 10 },
      spec: { validRequests: 4, validResponses: 3, uncovered: 1, problems: ["orders.list response: x"] },
    },
    { ...about("two"), results: { "a: keeps": { result: "skipped", note: "because" } }, figures: {}, spec: null },
  ]);
  expect(text).toContain("a: keeps                                    yes  left out\n");
  expect(text).toContain("b: has                                      -    not run\n");
  expect(text).toContain("callsPer1000Orders                          10   -\n");
  expect(text).toContain("two: left out: a: keeps: because");
  expect(text).toContain("one: orders.list response: x");
});
