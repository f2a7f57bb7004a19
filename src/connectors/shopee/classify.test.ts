import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { byMeaning } from "../kit/testing/meanings.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { errorOf, warningOf } from "./answer.ts";
import { classify } from "./classify.ts";

const read: PlatformRequest = { method: "GET", url: "/api/v2/order/get_order_list", operation: "orders.list" };
const write: PlatformRequest = {
  method: "POST",
  url: "/api/v2/order/cancel_order",
  operation: "orders.cancel",
  json: {},
};
const answer = (text: string, status = 200) => ({ status, headers: {}, text, url: "" });
const told = (error: string, message = "", more: object = {}) =>
  answer(JSON.stringify({ error, message, request_id: "1", ...more }));
const kindOf = (error: string, message = "", request = read) => classify(told(error, message), request)?.kind;

describe("an answer of status 200", () => {
  it.each(["", "-", " "])("an answer with the error %j is success: so the samples print it", (error) => {
    expect(classify(told(error), read)).toBeNull();
  });

  it.each(
    byMeaning({
      auth_expired: [
        ["invalid_acceess_token", "Invalid access_token, please have a check."],
        ["invalid access_token", ""],
        ["error_auth", "Invalid access_token."],
        ["error_auth", "There is no access_token in query."],
      ],
      auth_revoked: [
        ["error_auth", "Invalid partner_id or shopid."],
        ["error_auth", "The App is deleted, and you'll be unable to make any API call."],
        ["refresh_token_expired", "Your refresh_token expired."],
        ["error_shop_refresh_token", ""],
        ["shop_access_expired", ""],
        ["shop_no_linked", ""],
        ["partner_shop_no_link", ""],
      ],
      forbidden: [
        ["error_auth", "No permission to current api."],
        ["error_sign", "Wrong sign."],
        ["error_partner_key_expired", ""],
        ["source_ip_undeclared", ""],
        ["error_api_permission", ""],
        ["logistics.error_permission", ""],
      ],
      suspended: [["shop_banned", ""]],
      unsupported: [
        ["api_suspended", "The API is offline. Please call v2 API instead."],
        ["warehouse.error_not_in_whitelist", ""],
      ],
      transient: [
        ["error_server", ""],
        ["error_inner", ""],
        ["error_network", ""],
        ["error_system_busy", ""],
        ["common.error_server", ""],
        ["error_param", "Timestamp is expired."],
      ],
      not_found: [
        ["error_item_not_found", ""],
        ["logistics.order_not_exist", ""],
        ["returns.return_not_found", ""],
      ],
      rejected: [
        ["error_param", "Wrong parameters, detail: x."],
        ["error_cannt_edit_stock_in_promotion", ""],
        ["error_related_product_in_promotion", ""],
        [" logistics.package_already_shipped", ""],
        ["a_new_error_of_tomorrow", ""],
      ],
      facts_stale: [["error_busi", "The merchant/shop has multi warehouse, please input location id"]],
    }),
  )("%s is what %s %j means", (kind, error, message) => {
    expect(kindOf(error, message)).toBe(kind);
  });

  it("a short slow-down and the app's daily quota are told apart, and both from an order that cannot be cancelled", () => {
    expect(classify(told("error_rate_limit"), write)).toEqual({ kind: "throttled", waitMs: 0 });
    const daily =
      "The total API call number made by your APP has reached the daily API call limit, please try tomorrow";
    expect(classify(told("error_limit", daily), write)).toEqual({ kind: "throttled", waitMs: 3_600_000 });
    expect(kindOf("order.error_limit", "Can not cancel this order")).toBe("rejected");
    expect(kindOf("logistics.error_limit", "Order status not support update logistics.")).toBe("rejected");
    expect(kindOf("error_limit", "Core server error.")).toBe("rejected");
  });

  it("a failure inside Shopee leaves a write unknown, a refusal at the gate does not", () => {
    expect(kindOf("error_network", "Inner http call failed", write)).toBe("ambiguous");
    expect(kindOf("error_param", "Timestamp is expired.", write)).toBe("transient");
    expect(kindOf("error_network", "", { ...write, safe: true })).toBe("transient");
  });

  it("rows that tell their own refusals are read, although the call has an error's name", () => {
    const rows = { response: { failure_list: [{ model_id: 1, failed_reason: "no" }], success_list: [] } };
    expect(classify(told("error_busi_update_stock_failed", "", rows), write)).toBeNull();
    expect(classify(told("error_busi_update_stock_failed", "", { response: { failure_list: [] } }), write)?.kind).toBe(
      "rejected",
    );
  });
});

describe("an answer that is not Shopee's own", () => {
  it.each([
    [429, "throttled"],
    [500, "transient"],
    [502, "transient"],
    [504, "transient"],
    [403, "forbidden"],
    [404, "not_found"],
    [400, "rejected"],
    [302, "rejected"],
  ])("an answer of status %i is %s", (status, kind) => {
    expect(classify(answer("", status), read)?.kind).toBe(kind);
  });

  it("a web page is no success: to be repeated for a read, unknown for a write", () => {
    expect(classify(answer("<html>Maintenance</html>"), read)?.kind).toBe("transient");
    expect(classify(answer("<html>Maintenance</html>"), write)?.kind).toBe("ambiguous");
  });

  it("the error's name counts before the status", () => {
    expect(classify({ ...told("invalid_acceess_token"), status: 403 }, read)?.kind).toBe("auth_expired");
  });
});

describe("words beside the error", () => {
  it("search_package_list spells its message in a way of its own", () => {
    expect(errorOf({ text: JSON.stringify({ error: "error_param", mesage: "no" }) })?.message).toBe("no");
  });

  it("a warning is one unless it says none", () => {
    expect(
      [
        { warning: "-" },
        { warning: "success" },
        { warning: "" },
        {},
        { warning: ["a", "b"] },
        { warning: "part failed" },
      ].map((body) => warningOf(body)),
    ).toEqual(["", "", "", "", "a; b", "part failed"]);
  });

  it("no bytes make it fall over, and only an error's name makes it fail at 200", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => errorOf({ text })).not.toThrow();
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z_.]{2,40}$/), fc.string(), (error, message) => {
        expect(classify(told(error, message), read)).not.toBeNull();
      }),
    );
  });
});

const dir = specsDir();

describe.skipIf(dir === null)("every error the endpoint documents name (needs SPECS_DIR)", () => {
  it("every documented error has a kind, and one that sounds like a dead token is not retried", () => {
    const folder = join(dir ?? "", "shopee", "schemas");
    const names = new Map<string, string>();
    for (const file of readdirSync(folder)) {
      const { error_list: own, common_error_list: common } = JSON.parse(readFileSync(join(folder, file), "utf8"));
      for (const row of [...(own ?? []), ...(common ?? [])])
        if (row.name) names.set(String(row.name), String(row.description ?? ""));
    }
    expect(names.size).toBeGreaterThan(300);
    for (const [name, message] of names) {
      const kind = classify(told(name, message), read)?.kind;
      expect(kind, name).toBeDefined();
      if (/access_token|refresh_token|access_expired|no_link/.test(name))
        expect(kind, name).toMatch(/^auth_|rejected$/);
    }
  });
});
