import { expect, test } from "vitest";
import { z } from "zod";
import { routes } from "./route.ts";

const route = routes({ tag: "orders", reads: "view" });
const response = z.object({ at: z.string(), minor: z.int(), items: z.array(z.object({ name: z.string() })) });

test("a route whose handler answers what its schema says is declared", () => {
  const declared = route.get("/answers", {
    summary: "Times and large integers become JSON",
    response,
    handler: async () => ({ at: new Date(), minor: 1n, items: [{ name: "Mug" }] }),
  });
  expect(declared).toBeTypeOf("function");
});

test("a handler that leaves out a field, or answers one of another type, does not compile", () => {
  const declared = [
    // @ts-expect-error: `minor` is missing.
    route.get("/answers", { summary: "Lacks one", response, handler: async () => ({ at: "", items: [] }) }),
    route.get("/answers", {
      summary: "Of another type, deep inside",
      response,
      // @ts-expect-error: a name is text.
      handler: async () => ({ at: "", minor: 1, items: [{ name: 1 }] }),
    }),
  ];
  expect(declared).toHaveLength(2);
});
