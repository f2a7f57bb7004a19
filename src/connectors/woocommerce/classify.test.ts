import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { classify } from "./classify.ts";
import { readShopJson } from "./json.ts";

const read: PlatformRequest = {
  method: "GET",
  url: "https://shop.example/wp-json/wc/v3/orders",
  operation: "orders.list",
};
const write: PlatformRequest = { ...read, method: "POST", operation: "notes.create" };

function kind(status: number, body: unknown, request = read, headers: Record<string, string> = {}) {
  const isText = typeof body === "string";
  const text = isText ? body : JSON.stringify(body);
  return classify(
    { status, headers: { "content-type": isText ? "text/html" : "application/json", ...headers }, text, url: read.url },
    request,
  );
}
const error = (code: string | number, message = "", data: unknown = {}) => ({ code, message, data });
const PAGE = "<!DOCTYPE html><html><body>Nope</body></html>";

describe("the meaning of an answer", () => {
  it.each([
    ["a list", 200, [], null],
    ["an unknown or ignored key", 401, error("woocommerce_rest_cannot_view"), { kind: "auth_revoked" }],
    [
      "a wrong secret",
      401,
      error("woocommerce_rest_authentication_error", "Consumer secret is invalid."),
      { kind: "auth_revoked" },
    ],
    [
      "a read-only key",
      401,
      error("woocommerce_rest_authentication_error", "The API key provided does not have write permissions."),
      { kind: "forbidden", scope: "write" },
    ],
    [
      "a stale signature",
      401,
      error("woocommerce_rest_authentication_error", "Invalid timestamp."),
      { kind: "transient" },
    ],
    [
      "a user without rights",
      403,
      error("woocommerce_rest_cannot_view"),
      { kind: "forbidden", scope: "woocommerce_rest_cannot_view" },
    ],
    ["a firewall's page", 403, PAGE, { kind: "transient" }],
    ["a route that is gone", 404, error("rest_no_route"), { kind: "facts_stale" }],
    ["plain permalinks", 404, PAGE, { kind: "facts_stale" }],
    ["an unknown order", 404, error("woocommerce_rest_shop_order_invalid_id"), { kind: "not_found" }],
    ["an unknown order written", 400, error("woocommerce_rest_shop_order_invalid_id"), { kind: "not_found" }],
    [
      "a wrong field",
      400,
      error("rest_invalid_param", "", { params: { status: "no" } }),
      { kind: "rejected", code: "rest_invalid_param", field: "status" },
    ],
    [
      "a missing field",
      400,
      error("rest_missing_callback_param", "", { params: ["name"] }),
      { kind: "rejected", code: "rest_missing_callback_param", field: "name" },
    ],
    [
      "a taken SKU",
      400,
      error("product_invalid_sku", "", { resource_id: 7 }),
      { kind: "rejected", code: "product_invalid_sku", field: "sku" },
    ],
    [
      "a refund the gateway cannot do",
      500,
      error("woocommerce_rest_cannot_create_order_refund", "", 500),
      { kind: "rejected", code: "woocommerce_rest_cannot_create_order_refund", field: "amount" },
    ],
    ["a refund of no order", 500, error("woocommerce_rest_invalid_order_id", "", 404), { kind: "not_found" }],
    ["a crashed shop", 500, error("internal_server_error"), { kind: "transient" }],
    ["a trashed record", 410, error("woocommerce_rest_already_trashed"), { kind: "not_found" }],
    [
      "a batch too large",
      413,
      error("woocommerce_rest_request_entity_too_large"),
      { kind: "rejected", code: "woocommerce_rest_request_entity_too_large" },
    ],
    ["no trash", 501, error("woocommerce_rest_trash_not_supported"), { kind: "unsupported" }],
    ["a gateway's error", 522, PAGE, { kind: "transient" }],
    ["a move", 301, "", { kind: "facts_stale" }],
    ["a maintenance page", 200, PAGE, { kind: "transient" }],
  ])("%s", (_what, status, body, expected) => expect(kind(status, body)).toEqual(expected));

  it("a write answered with a web page is unknown, not failed", () =>
    expect(kind(200, PAGE, write)).toEqual({ kind: "ambiguous" }));

  it("a throttle waits as long as hosts and proxies say", () => {
    expect(kind(429, PAGE, read, { "retry-after": "7" })).toEqual({ kind: "throttled", waitMs: 7000 });
    expect(kind(503, PAGE, read, { "retry-after": "30" })).toEqual({ kind: "throttled", waitMs: 30_000 });
    expect(kind(503, PAGE)).toEqual({ kind: "transient" });
    expect(kind(503, PAGE, read, { "retry-after": "600" })).toEqual({ kind: "transient", maintenance: true });
  });

  it("an answer of any kind has a meaning", () => {
    const kinds = [
      "throttled",
      "transient",
      "auth_expired",
      "auth_revoked",
      "forbidden",
      "suspended",
      "rejected",
      "not_found",
      "conflict",
      "unsupported",
      "facts_stale",
      "drift",
      "ambiguous",
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        fc.oneof(fc.string(), fc.json()),
        fc.constantFrom(read, write),
        (status, text, request) => {
          const found = classify({ status, headers: {}, text, url: "" }, request);
          expect(found === null || kinds.includes(found.kind)).toBe(true);
          if (status >= 300) expect(found).not.toBeNull();
        },
      ),
    );
  });
});

describe("JSON of shops with talkative plugins", () => {
  it.each([
    ['\uFEFF{"id":1}', { id: 1 }],
    ['<br />\n<b>Notice</b>: Undefined index in /x.php on line 3<br />\n{"id":1}', { id: 1 }],
    ['Deprecated: strlen(): Passing null\n[{"id":1}]', [{ id: 1 }]],
    ["Warning: x in y.php[]", []],
    ["  [1]\n", [1]],
  ])("%j", (text, value) => expect(readShopJson(text)).toEqual(value));
  it("a text without JSON is no JSON", () => {
    for (const text of ["", "<html></html>", '{"id":', "Fatal error: [oops"])
      expect(readShopJson(text)).toBeUndefined();
  });
  it("an amount stays exact", () => expect(readShopJson('{"price":11.70,"id":1}')).toEqual({ price: "11.70", id: 1 }));
});
