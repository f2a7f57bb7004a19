import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compact } from "./ask-hub.ts";
import { TOOLS } from "./serve.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/assistants.md"), "utf8");

/** Rows of the page's table: tools, the right they need, what is said of them. */
const rows = [...page.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| `(\w+)` \| (.+) \|$/gm)].flatMap(
  ([, names = "", needs, says]) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => ({ name, needs, says })),
);

test("the page tells every tool with the right it needs, and which are confirmed first", () => {
  const reported = rows.map(({ name, needs, says }) => ({ name, needs, isConfirmed: says === "confirmed first" }));
  const are = TOOLS.map(({ name, needs, change }) => ({ name, needs, isConfirmed: change?.isConfirmed === true }));
  const sorted = (list: typeof reported) => list.toSorted((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1));
  expect(sorted(reported)).toEqual(sorted(are));
});

test("a tool that only reads is open to everyone who may read", () => {
  expect(TOOLS.filter(({ change }) => change === undefined).map(({ needs }) => needs)).toEqual(
    expect.not.arrayContaining(["act_on_orders", "refund", "edit_catalogue", "connect"]),
  );
});

test("a buyer's text that nobody sees does not reach an assistant", () => {
  const note = "Leave it\u202e at\u200b the\u2066 door\u{e0041}\u0007\nPlease 👩‍🚀";
  expect(compact({ items: [{ note, empty: "" }] })).toEqual({
    items: [{ note: "Leave it  at  the  door  \nPlease 👩‍🚀" }],
  });
});
