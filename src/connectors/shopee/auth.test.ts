import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { APP } from "../../sandboxes/shopee/index.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { Context } from "../kit/contract/contract.ts";
import { auth, signatureOf } from "./auth.ts";
import { connector } from "./index.ts";
import { openShop } from "./testing.ts";

/** What `authorize` needs of a context, at the moment of the documents' example. */
function armed(
  more: {
    readonly secrets?: Readonly<Record<string, string>>;
    readonly endpoint?: string;
    readonly seconds?: number;
  } = {},
) {
  const secrets: Readonly<Record<string, string>> = {
    partnerId: "2001887",
    partnerKey: "key",
    accessToken: "77777174636562737266615546704c6d",
    ...more.secrets,
  };
  const ctx: Omit<Context, "http"> = {
    clock: { now: () => (more.seconds ?? 1655714431) * 1000, sleep: async () => undefined },
    shopNow: () => (more.seconds ?? 1655714431) * 1000,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
    owner: "test",
    connection: {
      account: { externalId: "" },
      facts: {},
      settings: { shopId: "14701711" },
      ...(more.endpoint ? { endpoint: more.endpoint } : {}),
    },
    publicUrl: () => null,
    appUrl: () => null,
    secret: (name) => secrets[name] ?? "",
    hasSecret: (name) => (secrets[name] ?? "") !== "",
    drift: () => undefined,
    signal: new AbortController().signal,
  };
  return ctx;
}

const request = (url: string) => ({ method: "GET", url, query: [["page_size", "1"]], operation: "test" }) as const;

describe("the signature", () => {
  it("a signature joins id, path, time, token and shop without separators, as the guide's example does", () => {
    const base = "2001887/api/v2/shop/get_shop_info165571443177777174636562737266615546704c6d14701711";
    const signed = auth.authorize(request("https://partner.shopeemobile.com/api/v2/shop/get_shop_info"), armed());
    const query = new Map(signed.query);
    expect(query.get("sign")).toBe(signatureOf("key", [base]));
    expect([...query.keys()]).toEqual(["partner_id", "timestamp", "access_token", "shop_id", "sign", "page_size"]);
  });

  it("a signature leaves token and shop out of calls that belong to the app", () => {
    for (const path of [
      "push/get_app_push_config",
      "media_space/upload_image",
      "auth/token/get",
      "public/get_shops_by_partner",
    ]) {
      const signed = auth.authorize(request(`https://partner.shopeemobile.com/api/v2/${path}`), armed());
      const query = new Map(signed.query);
      expect(query.get("sign"), path).toBe(signatureOf("key", [`2001887/api/v2/${path}1655714431`]));
      expect(query.has("access_token"), path).toBe(false);
    }
  });

  it("a signature covers neither host nor query nor body, and is lower-case hexadecimal", () => {
    const signOf = (url: string) => new Map(auth.authorize(request(url), armed()).query).get("sign");
    const one = signOf("https://partner.shopeemobile.com/api/v2/order/get_order_list");
    expect(signOf("https://openplatform.shopee.com.br/api/v2/order/get_order_list?cursor=a")).toBe(one);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
  });

  it("a signature changes with every part of what is signed", () => {
    const part = fc.string({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(part, fc.array(part, { minLength: 1, maxLength: 5 }), part, (key, parts, more) => {
        const sign = signatureOf(key, parts);
        expect(signatureOf(key, [parts.join("")])).toBe(sign);
        expect(signatureOf(key, [...parts, more])).not.toBe(sign);
        expect(signatureOf(`${key}${more}`, parts)).not.toBe(sign);
      }),
    );
  });

  it("a signature is made anew for every attempt, so that a call that waited does not expire", async () => {
    await using shop = await openShop();
    const { ctx, calls } = await shop.connect();
    shop.sandbox.faults.add({ fault: { kind: "throttle", retryAfterSeconds: 4 }, times: 1 });
    await connector.connect.detect(ctx);
    const times = calls.map(({ url }) => new URL(url).searchParams.get("timestamp"));
    expect(new Set(times).size).toBeGreaterThan(1);
  });
});

describe("hosts", () => {
  it.each([
    [undefined, "https://partner.shopeemobile.com"],
    ["https://openplatform.shopee.com.br/", "https://openplatform.shopee.com.br"],
    ["https://openplatform.sandbox.test-stable.shopee.sg", "https://openplatform.sandbox.test-stable.shopee.sg"],
  ])("SHOPEE_API_HOST %s means %s", (chosen, host) => {
    expect(auth.baseUrl(armed(chosen ? { secrets: { apiHost: chosen } } : {}))).toBe(host);
  });

  it("a host Shopee does not have is refused, the sandbox of old among them", () => {
    for (const apiHost of [
      "https://partner.test-stable.shopeemobile.com",
      "https://evil.example",
      "partner.shopeemobile.com",
    ])
      expect(() => auth.baseUrl(armed({ secrets: { apiHost } }))).toThrow(/must be one of/);
  });
});

describe("the record of calls", () => {
  it("a recorded call has neither keys nor tokens nor signatures", async () => {
    await using shop = await openShop();
    const { calls, grant } = await shop.connect();
    const written = JSON.stringify(calls);
    for (const secret of [APP.partnerKey, ...Object.values(grant.secrets)]) expect(written).not.toContain(secret);
    for (const { url } of calls) expect(url).toContain("sign=[secret]");
  });
});

describe("an app that cannot work", () => {
  it.each([
    [{ partnerKey: "another-key-0123456789" }, "forbidden", /partner key/],
    [{ partnerId: "", partnerKey: "" }, "rejected", /SHOPEE_PARTNER_ID and SHOPEE_PARTNER_KEY/],
    [{ partnerId: "abc" }, "rejected", /not a number/],
  ])("%o is told as %s", async (appSecrets, kind, texts) => {
    await using shop = await openShop();
    const error = await refusal(shop.connect({ appSecrets }));
    expect([error.kind, error.message]).toEqual([kind, expect.stringMatching(texts)]);
  });
});
