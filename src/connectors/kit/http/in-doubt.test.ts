import { afterEach, expect, test } from "vitest";
import { cleanUp, connectorFor, cut, inOrder, open, platform, status } from "../testing/toy.ts";
import { mayHaveChanged } from "./call-log.ts";
import { hasStarted } from "./in-doubt.ts";

afterEach(cleanUp);

type Answer = number | "drop";

/** What a platform is asked for, one after the other, and how it answers: a "once" is a POST that is safe to repeat. */
async function calls(...requests: readonly (readonly ["GET" | "POST" | "once", Answer])[]) {
  const url = await platform(
    inOrder(...requests.map(([, answer]) => (answer === "drop" ? cut : status(answer, "{}")))),
  );
  const { ctx, calls: log } = open(connectorFor(url));
  for (const [how] of requests) {
    const more = how === "once" ? ({ safe: true, changes: true } as const) : {};
    await ctx.http
      .request({ method: how === "GET" ? "GET" : "POST", url: "/", operation: "x", ...more })
      .catch(() => undefined);
  }
  return log;
}

test.each([
  ["nothing but questions", [["GET", 200]], false],
  ["the only change was refused", [["POST", 422]], false],
  ["the only change was refused inside an answer of success", [["POST", 200]], false],
  [
    "that, and it was looked at again",
    [
      ["POST", 200],
      ["GET", 200],
    ],
    false,
  ],
  [
    "the second of two changes was refused",
    [
      ["POST", 200],
      ["POST", 422],
    ],
    true,
  ],
  [
    "the second was refused inside its answer",
    [
      ["POST", 200],
      ["POST", 200],
    ],
    true,
  ],
  ["the answer of the only change was lost", [["POST", "drop"]], true],
] as const)("an attempt that ends refused has started or not: %s", async (_what, requested, started) => {
  expect(hasStarted(await calls(...requested))).toBe(started);
});

test.each([
  [200, true],
  [422, false],
] as const)(
  "a change that is safe to repeat and answered %s may have changed the shop: %s",
  async (answer, changed) => {
    expect(mayHaveChanged(await calls(["once", answer]))).toBe(changed);
  },
);
