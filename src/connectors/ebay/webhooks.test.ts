import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deletionNotice } from "../../sandboxes/ebay/notices.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Delivery } from "../kit/contract/webhooks.ts";
import { must } from "../kit/testing/shop.ts";
import { type Account, openAccount } from "./testing.ts";
import { appWebhooks } from "./webhooks.ts";

const URL_HERE = "https://hub.example/api/webhooks/ebay";
const BUYER = { username: "sandbox_buyer", userId: "ma8vp1jySJC" };

const delivered = (more: Partial<Delivery>): Delivery => ({
  method: "POST",
  headers: {},
  query: {},
  topic: "",
  body: new Uint8Array(),
  registeredUrl: URL_HERE,
  receivedAt: new Date(0),
  ...more,
});

/** The context of the app alone. */
async function appContext({ shop, connect }: Account): Promise<Context> {
  const { context, info } = await connect();
  const existing = shop.appCredentials?.() ?? {};
  return context({
    connection: { ...info, account: { externalId: "" }, settings: {} },
    secrets: { get: (name) => existing[name] },
  });
}

const keys = must(appWebhooks.publishedKeys);

async function proved(account: Account, delivery: Delivery): Promise<string> {
  const id = must(keys.keyId(delivery));
  return appWebhooks.verify(delivery, [await keys.read(id, await appContext(account))]).outcome;
}

describe("the challenge", () => {
  it("the challenge is answered with the hash of code, token and address, and not without a token", () => {
    const requested = delivered({ method: "GET", query: { challenge_code: "abc" } });
    const verification = appWebhooks.verify(requested, ["token-1"]);
    const challengeResponse = createHash("sha256").update(`abctoken-1${URL_HERE}`).digest("hex");
    expect(verification).toMatchObject({ outcome: "answer", reply: { status: 200 } });
    expect(verification.outcome === "answer" && JSON.parse(verification.reply.body ?? "")).toEqual({
      challengeResponse,
    });
    expect(appWebhooks.verify(requested, []).outcome).toBe("refused");
  });
});

describe("the signature", () => {
  it("a signature by eBay is accepted over the bytes, or over the body written anew", async () => {
    await using account = await openAccount();
    for (const how of [{}, { spaces: 2 }, { spaces: 2, signsBytes: true }])
      expect(await proved(account, delivered(deletionNotice(account.state, BUYER, how)))).toBe("signed");
  });

  it("another body, another key, or a header of another form is refused", async () => {
    await using account = await openAccount();
    const notice = deletionNotice(account.state, BUYER);
    const other = Buffer.from(notice.body.toString().replace("sandbox_buyer", "someone_else"));
    expect(await proved(account, delivered({ ...notice, body: other }))).toBe("refused");
    expect(appWebhooks.verify(delivered(notice), ["SHA1 no key"]).outcome).toBe("refused");
    expect(appWebhooks.verify(delivered(notice), []).outcome).toBe("refused");
    for (const header of ["", "{}", "x".repeat(5_000), Buffer.from('{"kid":"../a","signature":""}').toString("base64")])
      expect(keys.keyId(delivered({ headers: { "x-ebay-signature": header } }))).toBeNull();
  });
});

describe("a deleted account", () => {
  it("a deleted account is reported once by its notice, and erased under both of its names", async () => {
    await using account = await openAccount();
    const notice = delivered(deletionNotice(account.state, BUYER));
    const [event] = appWebhooks.read(notice);
    expect(event).toMatchObject({ kind: "privacy", ref: BUYER.userId });
    expect(event?.deliveryId).toBeTruthy();
    const stored = { ...must(event), headers: {}, body: notice.body, trusted: true };
    expect(await appWebhooks.interpret(stored, await appContext(account))).toEqual({
      as: "privacy",
      request: "erase_customer",
      data: { customer: [{ id: BUYER.username }, { id: BUYER.userId }] },
    });
  });
});
