import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { learnCost } from "../kit/graphql/cost.ts";
import { classify } from "./classify.ts";

const request = { method: "POST", url: "/graphql.json", operation: "orders.list" } as const;
const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers,
  text: typeof body === "string" ? body : JSON.stringify(body),
  url: "https://shop.myshopify.com/admin/api/2026-10/graphql.json",
});
const kindOf = (status: number, body: unknown, more: object = {}) =>
  classify(answer(status, body), { ...request, ...more })?.kind ?? null;
const failing = (code: string, more: object = {}) => ({ errors: [{ message: code, extensions: { code, ...more } }] });

describe("the meaning of an answer (fact sheet, section 9)", () => {
  it.each([
    [200, { data: { orders: { nodes: [] } } }, null],
    [401, { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" }, "auth_expired"],
    [402, { errors: "Unavailable Shop" }, "suspended"],
    [403, { errors: "Forbidden" }, "forbidden"],
    [404, "Not Found", "suspended"],
    [423, { errors: "locked" }, "suspended"],
    [429, { errors: "Exceeded 2 calls per second" }, "throttled"],
    [500, "<html>", "transient"],
    [503, "", "transient"],
    [400, { errors: "bad" }, "rejected"],
    [200, failing("THROTTLED"), "throttled"],
    [200, failing("INTERNAL_SERVER_ERROR"), "transient"],
    [200, failing("ACCESS_DENIED", { requiredAccess: "`read_orders` access scope." }), "forbidden"],
    [200, failing("MAX_COST_EXCEEDED"), "rejected"],
    [200, failing("undefinedField"), "rejected"],
    [200, failing("argumentLiteralsIncompatible"), "rejected"],
    [
      200,
      { errors: [{ message: "InventoryChangeInput must include the following argument: changeFromQuantity" }] },
      "rejected",
    ],
    [200, failing("BAD_REQUEST"), "rejected"],
    [200, { errors: "Not Found" }, "rejected"],
  ])("%i %o is %s", (status, body, expected) => {
    expect(kindOf(status, body)).toBe(expected);
  });

  it("a refused token request means reconnecting, not refreshing", () => {
    const oauth = { operation: "oauth.token" };
    expect([kindOf(400, { error: "invalid_grant" }, oauth), kindOf(401, {}, oauth), kindOf(404, "", oauth)]).toEqual([
      "auth_revoked",
      "auth_revoked",
      "not_found",
    ]);
  });

  it("the wait is computed from the cost that is missing", () => {
    const body = {
      ...failing("THROTTLED"),
      extensions: {
        cost: {
          requestedQueryCost: 752,
          actualQueryCost: null,
          throttleStatus: { maximumAvailable: 1000, currentlyAvailable: 200, restoreRate: 50 },
        },
      },
    };
    expect(classify(answer(200, body), request)).toEqual({ kind: "throttled", waitMs: 12_000 });
    expect(classify(answer(429, "", { "retry-after": "2.0" }), request)).toEqual({ kind: "throttled", waitMs: 2_000 });
  });

  it("errors beside data are never taken for success", () => {
    expect(
      kindOf(200, {
        data: { orders: null },
        errors: [{ message: "boom", path: ["orders"], extensions: { code: "INTERNAL_SERVER_ERROR" } }],
      }),
    ).toBe("transient");
    expect(
      kindOf(200, {
        data: { orders: null },
        errors: [{ message: "no", path: ["orders"], extensions: { code: "ACCESS_DENIED" } }],
      }),
    ).toBe("forbidden");
  });

  it("blanked personal fields (protected customer data) do not fail the whole answer", () => {
    const denied = (...path: (string | number)[]) => ({
      message: "This app is not approved to access the Customer object.",
      path,
      extensions: { code: "ACCESS_DENIED" },
    });
    const body = {
      data: { orders: { nodes: [{ customer: null, email: null }] } },
      errors: [denied("orders", "nodes", 0, "customer"), denied("orders", "nodes", 0, "email")],
    };
    expect(kindOf(200, body)).toBeNull();
    expect(kindOf(200, { ...body, data: null })).toBe("forbidden");
  });

  it("a write broken off inside Shopify has an unknown outcome", () => {
    expect(kindOf(200, failing("INTERNAL_SERVER_ERROR"), { safe: false })).toBe("ambiguous");
  });

  it("order notes that speak of errors do not make one", () => {
    expect(kindOf(200, { data: { order: { note: '{"errors":[{"message":"x"}]}' } } })).toBeNull();
  });

  it("an answer of any status and text has a meaning", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"errors":${json}}`),
        ),
        (status, text) => {
          classify(answer(status, text), request);
        },
      ),
    );
  });
});

describe("the cost bucket", () => {
  it("the cost bucket is read from the end of an answer", () => {
    const cost = {
      requestedQueryCost: 101,
      actualQueryCost: 46,
      throttleStatus: { maximumAvailable: 4000.0, currentlyAvailable: 3954, restoreRate: 200.0 },
    };
    const page = { data: { orders: "x".repeat(100_000) }, extensions: { cost } };
    expect(learnCost(JSON.stringify(page))).toEqual({ available: 3954, burst: 4000, rate: 200 });
    expect(learnCost("<html>")).toBeNull();
  });
});
