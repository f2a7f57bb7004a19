import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { signedHeaders } from "./sign-webhook.ts";

test("a delivery is signed as the published example of Standard Webhooks is [I6.3]", () => {
  // The example all libraries of the specification test against.
  const headers = signedHeaders({
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
    secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
  });
  expect(headers).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test("a delivery during a change of secrets is signed by both, the current one first", () => {
  const secrets = ["new", "old"].map((text) => `whsec_${Buffer.from(text.repeat(8)).toString("base64")}`);
  const { "webhook-signature": signature } = signedHeaders({ id: "a", at: new Date(5_900), body: "{}", secrets });
  const of = (text: string) => createHmac("sha256", text.repeat(8)).update("a.5.{}").digest("base64");
  expect(signature).toBe(`v1,${of("new")} v1,${of("old")}`);
});
