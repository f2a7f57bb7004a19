import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "./redact.ts";

describe("redaction", () => {
  it("a secret is found as it is, encoded, escaped, in hex, and inside base64 of anything around it", () => {
    const secrets = fc
      .string({ unit: fc.constantFrom(...'abcXYZ019_-+/=.$^|(\\"é &'), minLength: 14, maxLength: 60 })
      .filter((text) => text.trim().length >= 14);
    fc.assert(
      fc.property(secrets, fc.string({ maxLength: 10 }), fc.string({ maxLength: 10 }), (secret, before, after) => {
        const redactor = createRedactor(() => [secret]);
        expect(redactor.text(`${before}${secret}${after}`)).not.toContain(secret);
        expect(redactor.text(`?q=${encodeURIComponent(secret)}`)).not.toContain(encodeURIComponent(secret));
        const inJson = JSON.stringify({ note: secret });
        expect(redactor.text(inJson)).not.toContain(JSON.stringify(secret).slice(1, -1));
        const hex = Buffer.from(secret).toString("hex");
        for (const form of [hex, hex.toUpperCase()])
          expect(redactor.text(`${before}|${form}|${after}`)).not.toContain(form);
        const inHtml = secret.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
        expect(redactor.text(`<p>${inHtml}</p>`)).not.toContain(inHtml);
        const bytes = Buffer.from(`${before}:${secret}:${after}`);
        const revealed = redactor.text(bytes.toString("base64")).split("[secret]");
        for (const piece of revealed)
          expect(Buffer.from(piece, "base64").toString("latin1")).not.toContain(Buffer.from(secret).toString("latin1"));
      }),
    );
  });

  it("a redactor masks secret-looking fields, schemes and headers that are not registered", () => {
    const redactor = createRedactor(() => []);
    const text = redactor.text(
      '{"access_token": "abcdefgh", "count": 2, "consumerSecret":"cs_1"} a=1&client_secret=zzz&b=2 Authorization: Bearer abcdefghijkl',
    );
    expect(text).toBe(
      '{"access_token": "[secret]", "count": 2, "consumerSecret":"[secret]"} a=1&client_secret=[secret]&b=2 Authorization: Bearer [secret]',
    );
    expect(redactor.headers({ "X-Shopify-Access-Token": "x", Accept: "a" })).toEqual({
      "X-Shopify-Access-Token": "[secret]",
      Accept: "a",
    });
    expect(redactor.text("GET /orders?partner=1&sign=0a1b2c&page=2")).toBe(
      "GET /orders?partner=1&sign=[secret]&page=2",
    );
    expect(redactor.text('https://a.example/get?app_secret=x1&auth_code=x2 {"cipher":"x3"}')).toBe(
      'https://a.example/get?app_secret=[secret]&auth_code=[secret] {"cipher":"[secret]"}',
    );
    expect(redactor.text('{"password":"cut in the midd')).toBe('{"password":"[secret]"');
  });

  it("a redactor covers a token from the moment it is registered, and leaves short values alone", () => {
    const existing = ["yes"];
    const redactor = createRedactor(() => existing);
    expect(redactor.text("yes, fresh-token-1")).toBe("yes, fresh-token-1");
    existing.push("fresh-token-1");
    expect(redactor.text("yes, fresh-token-1")).toBe("yes, [secret]");
  });
});
