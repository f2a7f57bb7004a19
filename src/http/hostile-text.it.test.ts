/** Cursors that no list has given and texts that cannot be stored are the caller's mistake, never a failure of ours. */
import { expect, test } from "vitest";
import { type Answer, testApp } from "./testing.ts";

const LISTS = ["products", "variants", "orders", "alerts", "audit", "customers", "runs", "stores", "conflicts"];
const STOCK_LISTS = ["inventory/levels", "inventory/history", "inventory/reservations"];
const cursorOf = (...parts: string[]) => Buffer.from(JSON.stringify(parts)).toString("base64url");
const ID = "00000000-0000-4000-8000-000000000000";
const FORGED = [
  cursorOf("x"),
  cursorOf("\0"),
  cursorOf("x", "y"),
  cursorOf("2026-02-31 10:00:00+00", ID),
  cursorOf("infinity", ID),
  cursorOf("2026-01-01 10:00:00+00", "y"),
  cursorOf(ID, "y"),
];

test("a forged cursor is refused by every list", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  for (const list of [...LISTS, ...STOCK_LISTS])
    for (const cursor of FORGED)
      expect((await ana.call("GET", `/api/${list}?cursor=${cursor}`)).json, `${list} ${cursor}`).toMatchObject({
        status: 422,
        code: "PAGE_CURSOR",
      });
});

test("a text with U+0000 is refused with words, wherever it stands", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const answers: Answer[] = [
    ...(await Promise.all(
      ["products?q=%00", "variants?sku=%00", "stores?q=%00", "audit?actor=%00", "alerts?kind=a%00"].map((url) =>
        ana.call("GET", `/api/${url}`),
      ),
    )),
    await ana.call("POST", "/api/products", { title: "a\0b", variants: [{ sku: "x" }] }),
    await ana.call("POST", "/api/locations", { name: "a\0" }),
    await ana.call("POST", "/api/orders", {
      currency: "USD",
      lines: [{ title: "x", quantity: 1, unitPrice: "1" }],
      tags: ["\0"],
    }),
    await ana.call("POST", "/api/api-keys", { name: "\0", role: "viewer" }),
    await ana.call("PATCH", "/api/organization", { name: "\0" }),
  ];
  for (const { json } of answers) expect(json).toMatchObject({ status: 400, code: "TEXT_NUL" });
});
