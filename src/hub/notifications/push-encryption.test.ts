import { createDecipheriv, createECDH, hkdfSync } from "node:crypto";
import { expect, test } from "vitest";
import { keyFromHex } from "../../db/keys.ts";
import { arePushKeys, encryptPush, MAX_PUSH_BYTES } from "./push-encryption.ts";
import { vapidHeader, vapidKeysOf } from "./vapid.ts";

const bytes = (text: string) => Buffer.from(text, "base64url");

// RFC 8291, appendix A.
const AUTH = "BTBZMqHH6r4Tts7J_aSIgg";
const P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
const SALT = "DGv6ra1nlYgDCS1FRnbzlw";
const MESSAGE =
  "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

test("a message is encrypted as the example of RFC 8291 is", () => {
  const keys = createECDH("prime256v1");
  keys.setPrivateKey(bytes(SENDER));
  const sealed = encryptPush(
    "When I grow up, I want to be a watermelon",
    { p256dh: P256DH, auth: AUTH },
    { salt: bytes(SALT), keys },
  );
  expect(sealed.toString("base64url")).toBe(MESSAGE);
});

test("a browser decrypts the longest message, and a longer one is refused", () => {
  const browser = createECDH("prime256v1");
  browser.generateKeys();
  const auth = Buffer.alloc(16, 7);
  const keys = { p256dh: browser.getPublicKey("base64url"), auth: auth.toString("base64url") };
  const text = "x".repeat(MAX_PUSH_BYTES);
  const sealed = encryptPush(text, keys);
  expect(sealed.length).toBeLessThanOrEqual(4_096);
  const sender = sealed.subarray(21, 86);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser.getPublicKey(), sender]);
  const shared = Buffer.from(hkdfSync("sha256", browser.computeSecret(sender), auth, info, 32));
  const part = (name: string, size: number) =>
    Buffer.from(hkdfSync("sha256", shared, sealed.subarray(0, 16), Buffer.from(`Content-Encoding: ${name}\0`), size));
  const open = createDecipheriv("aes-128-gcm", part("aes128gcm", 16), part("nonce", 12), { authTagLength: 16 });
  open.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([open.update(sealed.subarray(86, -16)), open.final()]);
  expect(plain.toString()).toBe(`${text}\u0002`);
  expect(() => encryptPush(`${text}x`, keys)).toThrow("at most");
});

test("keys that are none are told apart before anything is stored", () => {
  expect(arePushKeys({ p256dh: P256DH, auth: AUTH })).toBe(true);
  expect(arePushKeys({ p256dh: P256DH, auth: "c2hvcnQ" })).toBe(false);
  expect(arePushKeys({ p256dh: "BAAA", auth: AUTH })).toBe(false);
});

test("a push service can check who sends, by the public key browsers subscribed for", async () => {
  const key = keyFromHex("07".repeat(32));
  const keys = vapidKeysOf(key);
  expect(vapidKeysOf(key).publicKey).toBe(keys.publicKey);
  const now = new Date("2026-11-29T12:00:00Z");
  const header = vapidHeader(keys, { endpoint: "https://push.example/a/b", contact: "https://hub.example", now });
  const [, token = "", k] = /^vapid t=([^,]+), k=(.+)$/.exec(header) ?? [];
  expect(k).toBe(keys.publicKey);
  const [head = "", claims = "", signature = ""] = token.split(".");
  expect(JSON.parse(bytes(claims).toString())).toEqual({
    aud: "https://push.example",
    exp: now.getTime() / 1000 + 43_200,
    sub: "https://hub.example",
  });
  const publicKey = await crypto.subtle.importKey("raw", bytes(k ?? ""), { name: "ECDSA", namedCurve: "P-256" }, true, [
    "verify",
  ]);
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  expect(await crypto.subtle.verify(algorithm, publicKey, bytes(signature), Buffer.from(`${head}.${claims}`))).toBe(
    true,
  );
});
