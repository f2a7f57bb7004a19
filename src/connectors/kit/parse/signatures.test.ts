import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { equalText, verifyHmacBase64, verifyHmacHex } from "./signatures.ts";

const body = Buffer.from('{"id":1}');
const sign = (secret: string, encoding: "base64" | "hex") => createHmac("sha256", secret).update(body).digest(encoding);

describe("webhook signatures", () => {
  it("a signature by either secret of a rotation is accepted", () => {
    expect(verifyHmacBase64(body, sign("old", "base64"), ["new", "old"])).toBe(true);
    expect(verifyHmacHex(body, sign("new", "hex"), ["new", "old"])).toBe(true);
  });

  it("a signature of anything else is refused without throwing", () => {
    const good = sign("s", "base64");
    for (const bad of [undefined, "", "x", good.slice(0, -4), `${good}AAAA`, sign("other", "base64"), "é".repeat(44)]) {
      expect(verifyHmacBase64(body, bad, ["s"])).toBe(false);
    }
    expect(verifyHmacBase64(Buffer.from('{"id": 1}'), good, ["s"])).toBe(false);
  });

  it("a signature without a secret is refused", () => {
    expect(verifyHmacBase64(body, sign("", "base64"), [""])).toBe(false);
    expect(verifyHmacBase64(body, sign("", "base64"), [])).toBe(false);
  });

  it("a comparison takes text of any length", () => {
    expect(equalText("secret", "secret")).toBe(true);
    expect(equalText("secret", "secrets")).toBe(false);
    expect(equalText("", "")).toBe(true);
  });
});
