import { describe, expect, test } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { refusal } from "../kit/conformance/case.ts";
import { storeHashOf } from "./auth.ts";
import { classify, scopeOf, storeError } from "./classify.ts";
import { meta } from "./meta.ts";
import { openStore } from "./testing.ts";

const request = { method: "GET", url: "v2/orders", operation: "orders.list" } as const;
const answer = (status: number, text = "", headers: Record<string, string> = {}) => ({
  status,
  text,
  headers,
  url: "",
});

describe("connecting", () => {
  test("the store hash is found in what a seller pastes", () => {
    for (const text of [
      "abc123xyz",
      " ABC123XYZ ",
      "https://api.bigcommerce.com/stores/abc123xyz/v3/",
      "https://api.bigcommerce.com/stores/abc123xyz",
      "https://store-abc123xyz.mybigcommerce.com/manage/dashboard",
    ])
      expect(storeHashOf(text), text).toBe("abc123xyz");
    for (const text of ["", "https://my-shop.example", "a b", "../x"]) expect(storeHashOf(text), text).toBeNull();
  });

  test("a wrong store hash is told apart from a wrong token", async () => {
    const error = await refusal(openStore({ values: { storeHash: "otherstore" } }));
    expect([error.kind, error.message]).toEqual(["rejected", expect.stringContaining("no store with this hash")]);
    const wrong = await refusal(openStore({ values: { accessToken: "not-this-one" } }));
    expect([wrong.kind, wrong.message]).toEqual(["auth_revoked", expect.stringContaining("access token")]);
  });

  test("missing scopes are listed with what they switch off", async () => {
    await using bench = await openStore({
      prepare: ({ store }) => {
        for (const scope of ["store_v2_marketing", "store_locations_read_only"]) store.denied.add(scope);
      },
    });
    expect(bench.connection.detected.missingScopes).toEqual([
      { scope: "store_v2_marketing", disables: "discount codes, gift certificates" },
      { scope: "store_locations_read_only", disables: expect.stringContaining("locations") },
    ]);
    const error = await refusal(
      openStore({ prepare: ({ store }) => void store.denied.add("store_v2_information_read_only") }),
    );
    expect([error.kind, error.message]).toEqual(["forbidden", expect.stringContaining("make a new API account")]);
  });

  test("a suspended store says so, and any other that is not live is only a warning", async () => {
    const error = await refusal(openStore({ prepare: ({ store }) => Object.assign(store, { status: "suspended" }) }));
    expect([error.kind, error.message]).toEqual(["suspended", expect.stringContaining('"suspended"')]);
    await using bench = await openStore({
      prepare: ({ store }) => Object.assign(store, { status: "down_for_maintenance" }),
    });
    expect(bench.connection.detected.warnings.map(textOf).join(" ")).toContain("down_for_maintenance");
  });

  test("the moment when the store takes and gives back stock is read from its settings", async () => {
    await using bench = await openStore({
      prepare: ({ store }) => Object.assign(store.inventory, { takes: "order_completed_or_shipped", returns: false }),
    });
    expect(bench.connection.detected.facts).toMatchObject({
      stockTakenAt: "order_completed_or_shipped",
      stockReturned: false,
    });
  });
});

describe("answers", () => {
  test("every status of the sheet has a meaning", () => {
    const kinds = [400, 401, 402, 403, 404, 405, 409, 413, 422, 423, 429, 499, 500, 502, 503, 504, 302].map(
      (status) => classify(answer(status), request)?.kind,
    );
    expect(kinds).toEqual([
      "rejected",
      "auth_revoked",
      "suspended",
      "forbidden",
      "not_found",
      "unsupported",
      "conflict",
      "rejected",
      "rejected",
      "transient",
      "throttled",
      "transient",
      "transient",
      "transient",
      "transient",
      "transient",
      "facts_stale",
    ]);
    expect(classify(answer(204), request)).toBeNull();
    expect(classify(answer(207, "{}"), request)).toBeNull();
    for (const operation of ["products.list", "stock.set", "orders.get", "refunds.create"])
      expect(scopeOf(operation)).toMatch(/^store_/);
  });

  test("429 with the quota's headers waits as long as they say; without them the store is overloaded: back off", () => {
    expect(classify(answer(429, "", { "x-rate-limit-time-reset-ms": "15000" }), request)).toEqual({
      kind: "throttled",
      waitMs: 15_000,
    });
    expect(classify(answer(429, "", { "x-retry-after": "7" }), request)).toEqual({ kind: "throttled", waitMs: 7_000 });
    expect(classify(answer(429), request)).toEqual({ kind: "throttled", waitMs: 0 });
  });

  test("the quota is shared by all apps of the store: what it says is left counts, not our own count", () => {
    const learn = meta.limits[0]?.learn;
    const reported = {
      "x-rate-limit-requests-left": "6",
      "x-rate-limit-requests-quota": "450",
      "x-rate-limit-time-reset-ms": "3000",
      "x-rate-limit-time-window-ms": "30000",
    };
    expect(learn?.(answer(200, "", reported))).toEqual({ available: 6, burst: 450, rate: 2 });
    expect(learn?.(answer(200, "", { ...reported, "x-rate-limit-requests-left": "0" }))).toMatchObject({
      available: 0,
    });
    expect(learn?.(answer(200))).toBeNull();
  });

  test("errors of both generations are read", () => {
    expect(storeError('[{"status":404,"message":"The requested resource was not found."}]')?.title).toContain(
      "not found",
    );
    expect(storeError('{"status":422,"title":"Bad","type":"","errors":{"name":"missing"}}')).toMatchObject({
      title: "Bad",
      field: "name",
    });
    expect(storeError('{"batch_errors":[{"status":422,"title":"Worse","errors":{}}]}')?.title).toBe("Worse");
    for (const text of ["", "<html>", "[]", "{}", "null", "7"]) expect(storeError(text), text).toBeNull();
  });
});
