import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refusal } from "../kit/conformance/case.ts";
import { namesShop, signatureOf } from "./sign.ts";
import { openShop } from "./testing.ts";

describe("the signature of a call", () => {
  it("a signature equals the one of the official page's example", () => {
    const query = [
      ["timestamp", "1623812664"],
      ["app_key", "29a39d"],
    ] as const;
    const signed = { path: "/authorization/202309/shops", query, body: "" };
    expect(signatureOf("e59af819cc", signed)).toBe("b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8");
  });

  it("a signature leaves out sign and access_token, sorts by name, and takes values raw", () => {
    const wrapped = createHmac("sha256", "s").update('s/pa1b x&ü{"q":1}s').digest("hex");
    const query = [
      ["b", " x&ü"],
      ["sign", "old"],
      ["access_token", "t"],
      ["a", "1"],
    ] as const;
    expect(signatureOf("s", { path: "/p", query, body: '{"q":1}' })).toBe(wrapped);
  });

  it("a signature is lower-case hexadecimal and independent of the query's sequence", () => {
    const pairs = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.string()), { selector: ([name]) => name });
    fc.assert(
      fc.property(pairs, fc.string(), fc.string({ minLength: 1 }), (query, body, secret) => {
        const one = signatureOf(secret, { path: "/p", query, body });
        expect(one).toMatch(/^[0-9a-f]{64}$/);
        expect(signatureOf(secret, { path: "/p", query: query.toReversed(), body })).toBe(one);
      }),
    );
  });

  it("a signature changes with every byte of the body", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        fc.pre(a !== b);
        const of = (body: string) => signatureOf("secret", { path: "/p", query: [], body });
        expect(of(a)).not.toBe(of(b));
      }),
    );
  });
});

describe("the shop's cipher", () => {
  it.each([
    "/authorization/202309/shops",
    "/seller/202309/shops",
    "/product/202309/images/upload",
    "/product/202309/files/upload",
  ])("%s names no shop", (path) => {
    expect(namesShop(path)).toBe(false);
  });

  it.each(["/product/202309/products", "/event/202309/webhooks", "/order/202507/orders"])(
    "%s names the shop",
    (path) => {
      expect(namesShop(path)).toBe(true);
    },
  );

  it("the emulated platform refuses a foreign cipher, and one where none is wanted", async () => {
    await using world = await openShop();
    const { ctx, secrets } = await world.connect();
    expect(secrets.get("shopCipher")).toBe(world.state.shop.cipher);
    world.state.shop = { ...world.state.shop, cipher: "another" };
    const error = await refusal(
      ctx.http.json({ method: "GET", url: "/logistics/202309/warehouses", operation: "logistics.warehouses" }),
    );
    expect(error.message).toContain("shop_cipher is invalid");
  });
});

describe("the bytes of a call", () => {
  it("a call signs the very bytes it sends, whatever characters they hold", async () => {
    await using world = await openShop();
    const { ctx } = await world.connect();
    const json = { seller_skus: ['é日本語👕"\\\u2028'], status: "ALL" };
    const query = [["page_size", "10"]] as const;
    const url = "/product/202502/products/search";
    const { body } = await ctx.http.json({
      method: "POST",
      url,
      query,
      json,
      operation: "products.search",
      safe: true,
    });
    expect(body).toMatchObject({ code: 0 });
  });

  it("a call names the shop by its cipher, never by the old id, and carries the token in a header alone", async () => {
    await using world = await openShop();
    const { ctx, ports } = await world.connect();
    await ports.products?.get("1", ctx);
    const signed = world.sandbox.calls.filter(({ path }) => path.includes("sign="));
    expect(signed.length).toBeGreaterThan(2);
    for (const { path } of signed) expect(path).not.toMatch(/[?&](?:shop_id|access_token|version)=/);
  });

  it("no token, secret or cipher stands in the log, nor the code of the authorization", async () => {
    await using world = await openShop();
    const { calls, tokens } = await world.connect();
    const written = JSON.stringify(calls);
    for (const name of ["accessToken", "refreshToken", "shopCipher"])
      expect(written).not.toContain(tokens.current(name));
    expect(written).not.toContain(world.state.app.secret);
    expect(written).toContain("auth_code=[secret]");
  });
});
