/** The proofs of deliveries: the published vector of Standard Webhooks, and what must not pass. */

import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Delivery } from "../kit/contract/webhooks.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import type { Webhooks } from "./manifest.ts";
import { keyOf, standardSignature, verify } from "./signatures.ts";

// Of the reference library standardwebhooks 1.1.1 (npm), its tests; MIT.
const VECTOR = {
  secret: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: "1614265330",
  body: '{"test": 2432232314}',
  signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};

const STANDARD: Webhooks = { scheme: "standard", toleranceSeconds: 300, typeAt: "type", events: {} };

function delivery(more: { headers?: Record<string, string>; body?: string; at?: number } = {}): Delivery {
  return deliveryOf(Buffer.from(more.body ?? VECTOR.body), {
    headers: {
      "webhook-id": VECTOR.id,
      "webhook-timestamp": VECTOR.timestamp,
      "webhook-signature": VECTOR.signature,
      ...more.headers,
    },
    receivedAt: new Date(more.at ?? Number(VECTOR.timestamp) * 1000),
  });
}

const outcome = (hooks: Webhooks, given: Delivery, secrets = [VECTOR.secret]) => verify(hooks, given, secrets).outcome;

describe("Standard Webhooks", () => {
  test("the published vector passes, with and without whsec_", () => {
    expect(outcome(STANDARD, delivery())).toBe("signed");
    expect(outcome(STANDARD, delivery(), [`whsec_${VECTOR.secret}`])).toBe("signed");
  });

  test("any of several signatures counts; unlisted versions are passed over", () => {
    const signed = (value: string) => outcome(STANDARD, delivery({ headers: { "webhook-signature": value } }));
    expect(signed(`v1,AAAA v1a,BBBB ${VECTOR.signature}`)).toBe("signed");
    expect(signed(VECTOR.signature.replace("v1,", "v2,"))).toBe("refused");
    expect(signed("")).toBe("refused");
  });

  test("five minutes either way are accepted, more are not", () => {
    const at = (seconds: number) => outcome(STANDARD, delivery({ at: (Number(VECTOR.timestamp) + seconds) * 1000 }));
    expect([at(300), at(-300), at(301), at(-301)]).toEqual(["signed", "signed", "refused", "refused"]);
  });

  test("an id with a full stop, a time that is none, or no header at all is refused", () => {
    for (const headers of [
      { "webhook-id": "msg.1" },
      { "webhook-id": "" },
      { "webhook-timestamp": "16142653e1" },
      { "webhook-timestamp": "" },
    ])
      expect(outcome(STANDARD, delivery({ headers }))).toBe("refused");
  });

  test("moving a character between id, time and body breaks the signature", () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/), fc.string(), fc.nat(10 ** 10), (id, body, time) => {
        const timestamp = String(time);
        const signature = `v1,${standardSignature(secret, id, timestamp, Buffer.from(body))}`;
        const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
        const at = time * 1000;
        expect(outcome(STANDARD, delivery({ headers, body, at }), [secret])).toBe("signed");
        expect(outcome(STANDARD, delivery({ headers, body: `${body} `, at }), [secret])).toBe("refused");
        expect(
          outcome(STANDARD, delivery({ headers: { ...headers, "webhook-id": `${id}x` }, body, at }), [secret]),
        ).toBe("refused");
      }),
      { numRuns: 100 },
    );
  });

  test("a secret that is no key of Standard Webhooks stands for its own bytes", () => {
    expect(Buffer.from(keyOf("short")).toString()).toBe("short");
    expect(keyOf(`whsec_${Buffer.alloc(32, 1).toString("base64")}`)).toEqual(Buffer.alloc(32, 1));
  });
});

describe("an HMAC of the shop's own", () => {
  const hooks = (more: Partial<Extract<Webhooks, { scheme: "hmac_body" }>> = {}): Webhooks => ({
    scheme: "hmac_body",
    header: "X-Sig",
    algorithm: "sha256",
    encoding: "hex",
    prefix: "",
    signed: "{{body}}",
    toleranceSeconds: 300,
    typeAt: "type",
    events: {},
    ...more,
  });
  const hmac = (algorithm: string, text: string, encoding: "hex" | "base64") =>
    createHmac(algorithm, VECTOR.secret).update(text).digest(encoding);

  test.each([
    ["sha256 in hex", hooks(), hmac("sha256", VECTOR.body, "hex"), {}],
    ["sha512 in base64", hooks({ algorithm: "sha512", encoding: "base64" }), hmac("sha512", VECTOR.body, "base64"), {}],
    ["with a prefix", hooks({ prefix: "sha256=" }), `sha256=${hmac("sha256", VECTOR.body, "hex")}`, {}],
    [
      "with its time",
      hooks({ timestampHeader: "X-Time", signed: "{{timestamp}}:{{body}}" }),
      hmac("sha256", `${VECTOR.timestamp}:${VECTOR.body}`, "hex"),
      { "x-time": VECTOR.timestamp },
    ],
  ])("%s passes, and nothing else does", (_what, how, signature, headers) => {
    expect(outcome(how, delivery({ headers: { ...headers, "x-sig": signature } }))).toBe("signed");
    expect(outcome(how, delivery({ headers: { ...headers, "x-sig": signature.slice(0, -1) } }))).toBe("refused");
    expect(outcome(how, delivery({ headers: { ...headers, "x-sig": signature }, body: "{}" }))).toBe("refused");
    expect(outcome(how, delivery({ headers }))).toBe("refused");
  });

  test("bytes that are no UTF-8 are signed as they are", () => {
    const body = Buffer.from([0xff, 0x00, 0x80]);
    const signature = createHmac("sha256", VECTOR.secret).update(body).digest("hex");
    expect(outcome(hooks(), { ...delivery({ headers: { "x-sig": signature } }), body })).toBe("signed");
  });
});

test("a scheme without a secret accepts nothing", () => {
  expect(outcome(STANDARD, delivery(), [])).toBe("refused");
  const shared: Webhooks = { scheme: "shared_header", header: "X-T", typeAt: "type", events: {} };
  expect(outcome(shared, delivery({ headers: { "x-t": "" } }), [""])).toBe("refused");
  expect(outcome(shared, delivery({ headers: { "x-t": "abc" } }), ["abc"])).toBe("static");
});
