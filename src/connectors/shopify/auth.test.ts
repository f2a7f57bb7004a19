import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { ShopifySandbox } from "../../sandboxes/shopify/index.ts";
import { startSandbox } from "../../sandboxes/shopify/index.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { BeginInput, CallbackRequest, ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { autoAdvancingClock, openTestConnection } from "../kit/testing/connection.ts";
import { oauthMessage, verifyOauthQuery } from "./auth.ts";
import { connector } from "./index.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(): Promise<{
  sandbox: ShopifySandbox;
  clock: ReturnType<typeof autoAdvancingClock>;
  appSecrets: Record<string, string>;
}> {
  const clock = autoAdvancingClock();
  const sandbox = await startSandbox({ clock, seed: 3 });
  closers.push(() => sandbox.close());
  return { sandbox, clock, appSecrets: { clientId: sandbox.state.clientId, clientSecret: sandbox.state.clientSecret } };
}

async function connectHosted() {
  const { sandbox, clock, appSecrets } = await start();
  const values = { mode: "hosted", clientId: "", clientSecret: "" };
  const connection = await openTestConnection(connector, {
    sandbox,
    clock,
    appSecrets,
    values: { ...values, clientSecret: sandbox.state.clientSecret },
  });
  closers.unshift(() => connection.close());
  return { sandbox, clock, connection };
}

describe("hosted app", () => {
  it("a hosted app installs by redirect and callback, with an expiring token and a refresh token [A2.11]", async () => {
    const { sandbox, connection } = await connectHosted();
    expect(connection.info.account.externalId).toBe(sandbox.state.domain);
    expect(connection.grant.secrets.refreshToken).toMatch(/^shprt_/);
    expect(Date.parse(connection.grant.expiresAt ?? "")).toBeGreaterThan(Date.UTC(2026, 10, 20, 9, 55));
    expect(connection.info.settings).toMatchObject({ mode: "hosted", shopDomain: sandbox.state.domain });
  });

  it("refresh tokens rotate; the one before works until its replacement is first used", async () => {
    const { connection } = await connectHosted();
    const refresh = (refreshToken: string) => {
      const tokens = {
        ...connection.tokens,
        current: (name: string) => (name === "refreshToken" ? refreshToken : connection.tokens.current(name)),
      };
      return connector.connect.refresh?.(connection.context({ tokens })) ?? Promise.reject(new Error("no refresh"));
    };
    const first = connection.grant.secrets.refreshToken ?? "";
    const second = (await refresh(first)).secrets.refreshToken ?? "";
    const again = (await refresh(first)).secrets.refreshToken ?? "";
    expect(new Set([first, second, again]).size).toBe(3);
    await refresh(second);
    const error = await refusal(refresh(first));
    expect([error.kind, error.message]).toEqual([
      "auth_revoked",
      "Shopify no longer accepts the stored access. Install the app again.",
    ]);
  });

  it("a refresh answer without expires_in does not live for ever (shopify-app-js #3400)", async () => {
    const { sandbox, connection } = await connectHosted();
    sandbox.faults.add({ fault: { kind: "drop_field", field: "expires_in" }, path: "access_token" });
    const grant = await connector.connect.refresh?.(connection.ctx);
    const life = Date.parse(grant?.expiresAt ?? "") - Date.UTC(2026, 10, 20, 9);
    expect(life).toBeGreaterThan(3_500_000);
    expect(life).toBeLessThan(3_700_000);
  });

  it("a hosted app requests only the scopes in use, and names those that are missing [B40.7]", async () => {
    const { sandbox, appSecrets, clock } = await start();
    const sendRequest = async (settings: Readonly<Record<string, Json>>) => {
      const ctx = await contextOf(sandbox, appSecrets, clock);
      const begin: BeginInput = {
        values: { mode: "hosted", shopDomain: sandbox.state.domain },
        state: "state_1",
        callbackUrl: "https://hub.example/callback",
        returnUrl: "https://hub.example",
      };
      const step = await connector.connect.begin(begin, { ...ctx, connection: { ...ctx.connection, settings } });
      return step.step === "redirect" ? (new URL(step.url).searchParams.get("scope") ?? "").split(",") : [];
    };
    expect(await sendRequest({})).toEqual(
      expect.arrayContaining(["write_products", "write_inventory", "write_orders"]),
    );
    expect(await sendRequest({ orders: { enabled: false }, inventory: { enabled: false } })).toEqual([
      "write_products",
      "read_locations",
      "write_publications",
    ]);
  });

  it("a hosted app without the operator's credentials says what to do [B40.10]", async () => {
    const { sandbox, clock } = await start();
    const values = { mode: "hosted", clientId: "", clientSecret: "" };
    const error = await refusal(openTestConnection(connector, { sandbox, clock, values }));
    expect(error.message).toContain("SHOPIFY_API_KEY");
  });
});

describe("callback", () => {
  async function callback(
    change: (query: Record<string, string>, sign: (query: Record<string, string>) => string) => void,
  ) {
    const { sandbox, appSecrets, clock } = await start();
    const begin: BeginInput = {
      values: { mode: "hosted", shopDomain: sandbox.state.domain },
      state: "state_1",
      callbackUrl: "https://hub.example/callback",
      returnUrl: "https://hub.example",
    };
    const ctx = await contextOf(sandbox, appSecrets, clock);
    const step = await connector.connect.begin(begin, ctx);
    if (step.step !== "redirect") throw new Error("expected a redirect");
    const location = (await fetch(step.url, { redirect: "manual" })).headers.get("location") ?? "";
    const query: Record<string, string> = Object.fromEntries(new URL(location).searchParams);
    const sign = (fields: Record<string, string>) =>
      createHmac("sha256", sandbox.state.clientSecret).update(oauthMessage(fields)).digest("hex");
    change(query, sign);
    const request: CallbackRequest = { method: "GET", url: location, query, headers: {}, body: new Uint8Array() };
    return connector.connect.complete({ kind: "callback", begin, request }, ctx);
  }

  type Change = (query: Record<string, string>, sign: (query: Record<string, string>) => string) => void;
  const signedAnew =
    (change: (query: Record<string, string>) => void): Change =>
    (query, sign) => {
      change(query);
      query.hmac = sign(query);
    };

  it.each<[string, Change]>([
    [
      "state",
      signedAnew((query) => {
        query.state = "state_2";
      }),
    ],
    [
      "hmac",
      (query) => {
        query.hmac = "0".repeat(64);
      },
    ],
    [
      "hmac",
      (query) => {
        delete query.hmac;
      },
    ],
    [
      "hmac",
      (query) => {
        query.shop = "other.myshopify.com";
      },
    ],
    [
      "shop",
      signedAnew((query) => {
        query.shop = "other.myshopify.com";
      }),
    ],
    [
      "shop",
      signedAnew((query) => {
        query.shop = "evil.example";
      }),
    ],
    [
      "timestamp",
      signedAnew((query) => {
        query.timestamp = "1700000000";
      }),
    ],
    [
      "denied",
      signedAnew((query) => {
        delete query.code;
      }),
    ],
  ])("a wrong %s is refused", async (code, change) => {
    const error = await refusal(callback(change));
    expect(error.info).toMatchObject({ kind: "rejected", code });
  });

  it("an unchanged callback is accepted, and extra parameters of Shopify's are part of what is signed", async () => {
    const done = await callback((query, sign) => {
      query.embedded = "1";
      query.hmac = sign(query);
    });
    expect(done.accounts[0]?.externalId).toMatch(/myshopify\.com$/);
  });

  it("the message is sorted and encoded as Shopify signs it", () => {
    const query = { shop: "a.myshopify.com", code: "c d&=", timestamp: "1", hmac: "x", signature: "y" };
    expect(oauthMessage(query)).toBe("code=c%20d%26%3D&shop=a.myshopify.com&timestamp=1");
    expect(verifyOauthQuery(query, ["secret"])).toBe(false);
    expect(verifyOauthQuery(query, [])).toBe(false);
  });
});

describe("own app and older tokens", () => {
  it("an own app mints one 24-hour token, without asking for an hourly one", async () => {
    const { sandbox, clock } = await start();
    const connection = await openTestConnection(connector, { sandbox, clock });
    closers.unshift(() => connection.close());
    await connector.connect.detect(connection.ctx);
    const mints = sandbox.calls.filter((call) => call.path.includes("access_token"));
    expect(mints.length).toBe(1);
    expect(mints[0]?.requestBody).not.toContain("expiring");
    expect(connection.grant.secrets).not.toHaveProperty("refreshToken");
  });

  it("an older custom app's token works with its own webhook secret only", async () => {
    const { sandbox, clock, appSecrets } = await start();
    const values = {
      mode: "token",
      accessToken: sandbox.state.legacyToken,
      webhookSecret: sandbox.state.legacySecret,
      clientId: "",
      clientSecret: "",
    };
    const connection = await openTestConnection(connector, { sandbox, clock, values, appSecrets });
    closers.unshift(() => connection.close());
    expect(connection.ports.webhooks?.secrets("")).toEqual(["webhookSecret"]);
    sandbox.faults.revoke();
    const error = await refusal(connector.connect.detect(connection.ctx));
    expect(error.kind).toBe("auth_revoked");
  });

  it("a wrong client secret is refused in words, without telling it", async () => {
    const { sandbox, clock } = await start();
    const error = await refusal(
      openTestConnection(connector, { sandbox, clock, values: { clientSecret: "shpss_wrong" } }),
    );
    expect([error.kind, error.message]).toEqual([
      "auth_revoked",
      "The client ID or the client secret is wrong, or the app is not installed on this store.",
    ]);
    expect(JSON.stringify([error.details, String(error.cause)])).not.toContain("shpss_wrong");
  });

  it("credentials of another shop are not taken over silently", async () => {
    const { sandbox, clock } = await start();
    const error = await refusal(
      openTestConnection(connector, { sandbox, clock, values: { shopDomain: "another-shop" } }),
    );
    expect(error.message).toContain(sandbox.state.domain);
  });

  it("a domain of the seller's own is refused before any call [B42.2]", async () => {
    const { sandbox, clock } = await start();
    const error = await refusal(
      openTestConnection(connector, { sandbox, clock, values: { shopDomain: "www.my-store.com" } }),
    );
    expect([error.message.includes("myshopify.com"), sandbox.calls.length]).toEqual([true, 0]);
  });

  it("missing scopes are told with what they disable, and the 60-day window too [B40.8]", async () => {
    const { sandbox, clock } = await start();
    sandbox.state.scopes = ["read_products", "write_orders"];
    const { detected, close } = await openTestConnection(connector, { sandbox, clock });
    closers.unshift(close);
    expect(detected.missingScopes.map((missing) => missing.scope)).toEqual([
      "write_products",
      "write_inventory",
      "read_locations",
      "write_merchant_managed_fulfillment_orders",
      "read_customers",
    ]);
    expect(detected.warnings.map(textOf).join(" ")).toContain("60 days");
  });
});

/** A context before there is a connection. */
async function contextOf(
  sandbox: ShopifySandbox,
  appSecrets: Record<string, string>,
  clock: Context["clock"],
): Promise<Context> {
  const connection = await openTestConnection(connector, { sandbox, clock });
  closers.unshift(() => connection.close());
  const info: ConnectionInfo = { account: { externalId: "" }, facts: {}, settings: {}, endpoint: sandbox.url };
  return connection.context({ connection: info, secrets: { get: (name) => appSecrets[name] } });
}
