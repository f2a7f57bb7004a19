import fc from "fast-check";
import { expect, it } from "vitest";
import { messageParts, textOf } from "../../../commerce/message.ts";
import type { ErrorKind } from "../contract/errors.ts";
import { platformText, sellerMessage } from "./error-messages.ts";

it("the platform's sentence is found wherever platforms put it", () => {
  const cases: [unknown, string][] = [
    [{ message: "Api-Key not valid" }, "Api-Key not valid"],
    [{ errors: [{ message: "Throttled" }] }, "Throttled"],
    [{ errors: { sku: ["has been taken"] } }, "sku has been taken"],
    [{ error: "invalid_grant", error_description: "The refresh token is dead" }, "The refresh token is dead"],
    [{ data: { orderUpdate: { userErrors: [] } } }, ""],
    [[], ""],
  ];
  for (const [body, text] of cases) expect(platformText(JSON.stringify(body))).toBe(text);
  const xml = (inside: string) => platformText(`<?xml version="1.0"?>\n<shop>${inside}</shop>`);
  expect(xml("<errors><error><code>85</code><message><![CDATA[Price is not valid]]></message></error></errors>")).toBe(
    "Price is not valid",
  );
  for (const inside of ["", "<orders/>", "<error>"]) expect(xml(inside)).toBe("");
  for (const text of ["", "<html>", "{", "null"]) expect(platformText(text)).toBe("");
});

it("an error text never throws, and never grows beyond a sentence", () => {
  fc.assert(fc.property(fc.json(), (text) => platformText(text).length <= 300));
  expect(textOf(sellerMessage({ kind: "rejected", field: "sku" }, "Shop", "taken"))).toBe(
    'Shop rejected the value of "sku". Shop says: taken',
  );
});

const KINDS: readonly ErrorKind[] = [
  { kind: "throttled", waitMs: 1_500 },
  { kind: "transient" },
  { kind: "auth_expired" },
  { kind: "auth_revoked" },
  { kind: "forbidden", scope: "orders:read" },
  { kind: "suspended" },
  { kind: "rejected" },
  { kind: "rejected", field: "title" },
  { kind: "not_found" },
  { kind: "conflict" },
  { kind: "unsupported" },
  { kind: "facts_stale" },
  { kind: "drift", path: "orders[0].id" },
  { kind: "ambiguous" },
];

it.each(KINDS)("a message of $kind has a code for other languages", (kind) => {
  const code = `platform.${kind.kind}${kind.kind === "rejected" && kind.field ? ".field" : ""}`;
  for (const text of ["", "Title can't be blank. Says: who?"]) {
    const parts = messageParts(sellerMessage(kind, "Acme says", text));
    expect(parts?.[0]).toMatchObject({ code, gaps: { platform: "Acme says" } });
    const quote = { code: "platform.says", gaps: { platform: "Acme says", words: text } };
    expect(parts?.slice(1)).toEqual(text === "" || kind.kind === "throttled" ? [] : [quote]);
  }
});
