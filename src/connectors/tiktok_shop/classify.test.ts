import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { byMeaning } from "../kit/testing/meanings.ts";
import { classify } from "./classify.ts";

const request: PlatformRequest = { method: "GET", url: "/order/202507/orders", operation: "orders.get" };
const answer = (status: number, text: string, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers,
  text,
  url: "https://open-api.tiktokglobalshop.com/",
});
const code = (number: number, message = "", status = 200) =>
  classify(answer(status, JSON.stringify({ code: number, message, data: null, request_id: "1" })), request);

describe("the meaning of an answer", () => {
  const expectKind = (number: number, message: string, kind: object) => {
    // The status says little: refusals come with 200, 400 or 401.
    for (const status of [200, 401]) expect(code(number, message, status)).toEqual(kind);
  };

  it.each(
    byMeaning({
      transient: [
        [36009003, ""],
        [36009007, ""],
        [12001000, ""],
        [21008300, ""],
        [36009004, "timestamp is expired"],
      ],
      auth_expired: [[105002, ""]],
      auth_revoked: [
        [101000, ""],
        [106001, ""],
        [106013, ""],
        [36009004, "access_token invalid"],
      ],
      unsupported: [
        [36009004, "The version is not supported"],
        [36009014, ""],
      ],
      suspended: [[12052700, "The seller is inactive."]],
      not_found: [
        [12052032, ""],
        [12052260, ""],
        [12052556, ""],
        [21008111, ""],
      ],
    }),
  )("%s is what code %i %s means", (kind, number, message) => {
    expectKind(number, message, { kind });
  });

  it.each([
    [36009002, "", { kind: "throttled", waitMs: 0 }],
    [105005, "", { kind: "forbidden", scope: "seller.order.info" }],
    [36009004, "Unexpected identifier", { kind: "rejected", code: "36009004" }],
    [36009033, "", { kind: "forbidden", scope: "IP allow-list of the app" }],
    [21011025, "Duplicate tracking number.", { kind: "rejected", code: "21011025" }],
  ])("code %i %s", (number, message, expected) => {
    expectKind(number, message, expected);
  });

  it("success is the code, not the status", () => {
    expect(code(0)).toBeNull();
  });

  it("the token endpoint's refusals end the access, and a code's end the attempt", () => {
    const refusal = answer(200, '{"code":36004005,"message":"refresh_token is invalid"}');
    expect(classify(refusal, { ...request, operation: "oauth.refresh" })).toEqual({ kind: "auth_revoked" });
    expect(classify(refusal, { ...request, operation: "oauth.token" })).toEqual({ kind: "rejected", code: "36004005" });
    const trouble = answer(200, '{"code":36009003,"message":"Internal error"}');
    expect(classify(trouble, { ...request, operation: "oauth.refresh" })).toEqual({ kind: "transient" });
  });

  it.each([
    [429, { kind: "throttled", waitMs: 0 }],
    [503, { kind: "transient" }],
    [500, { kind: "transient" }],
    [401, { kind: "auth_expired" }],
    [403, { kind: "forbidden", scope: "this call" }],
    [404, { kind: "not_found" }],
    [400, { kind: "rejected", code: "400" }],
  ])("status %i without a code", (status, expected) => {
    expect(classify(answer(status, ""), request)).toEqual(expected);
  });

  it("a web page is no success, and after a write nobody knows", () => {
    const page = answer(200, "<html>Maintenance</html>", { "content-type": "text/html" });
    expect(classify(page, request)).toEqual({ kind: "transient" });
    expect(classify(page, { ...request, method: "POST" })).toEqual({ kind: "ambiguous" });
  });

  it("an answer of any form never throws", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, text) => {
        classify(answer(status, text), request);
      }),
    );
  });
});
