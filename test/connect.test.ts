/** The ways to connect that are no form: OAuth redirect, one-click keys posted by the shop, an install link answered by the browser. */
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appVariables } from "../demo/connect.ts";
import type { Seller } from "../demo/seller.ts";
import { systemClock } from "../src/commerce/clock.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import type { EasyOrdersSandbox } from "../src/sandboxes/easyorders/index.ts";
import type { ShopeeSandbox } from "../src/sandboxes/shopee/index.ts";
import type { WooSandbox } from "../src/sandboxes/woocommerce/index.ts";
import { startSandboxOf, type TestHub, testHub, until } from "./support/hub.ts";

let hub: TestHub;
let seller: Seller;
let shopify: Sandbox;
let shopee: ShopeeSandbox;

beforeAll(async () => {
  shopify = await startSandboxOf("shopify", { clock: systemClock, seed: 11 });
  const { clientId = "", clientSecret = "" } = shopify.shop.credentials();
  shopee = (await startSandboxOf("shopee", { clock: systemClock, seed: 14 })) as ShopeeSandbox;
  hub = await testHub({
    ...appVariables(shopee),
    SHOPIFY_API_KEY: clientId,
    SHOPIFY_API_SECRET: clientSecret,
  });
  seller = await hub.seller("connect");
});

afterAll(async () => {
  await shopify.close();
  await shopee.close();
  await hub[Symbol.asyncDispose]();
});

type Started = Readonly<Record<"storeId" | "step" | "url", string>>;

const NO_PRODUCTS = { importProducts: false };
const begin = (provider: string, values: Readonly<Record<string, string>>) =>
  seller.post<Started>("/stores", { ...{ provider, values }, name: `New ${provider}`, syncOptions: NO_PRODUCTS });
interface Covered {
  readonly externalId: string;
  readonly name: string;
  readonly country: string;
  readonly connection: { readonly id: string; readonly state: string } | null;
}

/** The beginner sees whose account it is, and says so. */
async function confirm(who: Seller, id: string): Promise<void> {
  const { accounts } = await who.get<{ accounts: Covered[] }>(`/stores/${id}/accounts`);
  expect(accounts).toMatchObject([{ name: expect.stringMatching(/./) }]);
  await who.post(`/stores/${id}/accounts`, { accounts: accounts.map(({ externalId }) => externalId) });
}
const stateOf = async (id: string) => (await seller.get<{ state: string }>(`/stores/${id}`)).state;
const orders = (id: string) =>
  hub.look<{ number: string }>(
    seller,
    "select number from argosy.sales_order where organization_id = argosy.tenant() and connection_id = $1",
    [id],
  );

describe("Shopify, the operator's app: install and callback", () => {
  const install = async () => {
    const { shopDomain = "" } = shopify.shop.credentials();
    const started = await begin("shopify", { mode: "hosted", shopDomain, endpoint: shopify.url });
    expect(started.step).toBe("redirect");
    const granted = await fetch(started.url, { redirect: "manual" });
    return { begun: started, callback: granted.headers.get("location") ?? "" };
  };

  test("a callback whose signature or state does not hold connects nothing [B42.1]", async () => {
    const { begun, callback } = await install();
    const forged = new URL(callback);
    forged.searchParams.set("shop", "somebody-else.myshopify.com");
    const wrong = await seller.visit(forged);
    expect(wrong.status).toBeGreaterThanOrEqual(300);
    expect(decodeURIComponent(wrong.headers.get("location") ?? "error")).toMatch(/error/);
    const stateless = new URL(callback);
    stateless.searchParams.set("state", "made-up");
    expect((await seller.visit(stateless)).status).toBe(404);
    expect(await stateOf(begun.storeId)).toBe("draft");
  });

  test("the seller comes back connected, the link works once, and an order arrives [B40.1]", async () => {
    const { begun, callback } = await install();
    // A seller's link, opened by somebody else at the platform: nothing is asked with what they granted.
    const other = await fetch(callback, { redirect: "manual" });
    expect([other.status, await other.text()]).toEqual([403, expect.stringContaining("another browser")]);
    expect(await stateOf(begun.storeId)).toBe("draft");
    const back = await seller.visit(callback);
    expect(back.status).toBe(302);
    expect(back.headers.get("location")).toContain(begun.storeId);
    expect(await stateOf(begun.storeId)).toBe("active");
    expect((await seller.visit(callback)).status).toBeGreaterThanOrEqual(400);
    await until(
      "webhooks are registered",
      async () =>
        (
          await hub.look(
            seller,
            "select 1 from argosy.subscription where organization_id = argosy.tenant() and connection_id = $1",
            [begun.storeId],
          )
        ).length > 0,
    );
    shopify.shop.addProduct({ title: "Tee", status: "active", variants: [{ sku: "TEE", price: "10.00", stock: 5 }] });
    shopify.shop.placeOrder({ lines: [{ sku: "TEE", quantity: 1 }] });
    await until("the order arrives", async () => (await orders(begun.storeId)).length === 1);
  });
});

describe("an account a program connects for somebody else", () => {
  test("a person who returns from the platform sees where the account goes, and nothing is done before they say yes", async () => {
    const agency = await hub.seller("agency");
    const { key } = await agency.post<{ key: string }>("/api-keys", { name: "agency", role: "admin" });
    const { shopDomain = "" } = shopify.shop.credentials();
    const values = { mode: "hosted", shopDomain, endpoint: shopify.url };
    const input = { provider: "shopify", values, syncOptions: { importProducts: false } };
    const answer = await agency.call("POST", "/stores", input, { "x-api-key": key });
    const started = (await answer.json()) as Started;
    const granted = await fetch(started.url, { redirect: "manual" });
    const callback = granted.headers.get("location") ?? "";
    const page = await fetch(callback, { redirect: "manual" });
    const text = await page.text();
    expect([page.status, text]).toEqual([200, expect.stringContaining("agency asks to connect your Shopify account")]);
    expect((await agency.get<{ state: string }>(`/stores/${started.storeId}`)).state).toBe("draft");
    const yes = await fetch(callback, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "connect=yes",
    });
    expect(yes.status).toBe(302);
    expect((await agency.get<{ state: string }>(`/stores/${started.storeId}`)).state).toBe("active");
  });
});

describe("WooCommerce, one click in the shop", () => {
  test("the shop posts its keys, is answered exactly 200, and the store is active", async () => {
    const published = "https://hub.example.com";
    await using https = await testHub({ APP_URL: published });
    const owner = await https.seller("one-click", { origin: published });
    const woo = (await https.sandbox("woocommerce", { seed: 12 })) as WooSandbox;
    const { siteUrl = "" } = woo.shop.credentials();
    const started = await owner.post<Started>("/stores", {
      provider: "woocommerce",
      name: "One click",
      values: { siteUrl, endpoint: woo.url },
      syncOptions: { importProducts: false },
    });
    expect(started.step).toBe("redirect");
    const requested = new URL(started.url).searchParams;
    expect(requested.get("user_id")).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(requested.get("callback_url")).toMatch(/^https:\/\/hub\.example\.com\//);
    const key = woo.addKey("read_write", "administrator");
    const post = (userId: string) =>
      fetch((requested.get("callback_url") ?? "").replace(published, https.url), {
        method: "POST",
        headers: { "content-type": "application/json;charset=UTF-8" },
        body: JSON.stringify({
          key_id: 1,
          user_id: userId,
          consumer_key: key.key,
          consumer_secret: key.secret,
          key_permissions: "read_write",
        }),
      });
    expect((await post("somebody")).status).not.toBe(200);
    expect((await post(requested.get("user_id") ?? "")).status).toBe(200);
    // No browser of the owner's was there: they see whose shop it is, and say so.
    const at = `/stores/${started.storeId}`;
    expect(await owner.get(at)).toMatchObject({ state: "draft", isChoiceOpen: true });
    await confirm(owner, started.storeId);
    expect((await owner.get<{ state: string }>(at)).state).toBe("active");
  });
});

describe("a consent that covers several accounts", () => {
  interface Store {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    readonly accountId: string;
    readonly isChoiceOpen: boolean;
  }
  /** To the platform's consent page and back; answers the page the seller ends on. */
  async function consent({ provider, url, shop }: Sandbox, draftId?: string) {
    shop.registerCallback?.(`${hub.url}/api/integrations/${provider}/oauth/callback`);
    const started = await seller.post<Started>("/stores", {
      provider,
      values: { ...shop.credentials(), endpoint: url },
      syncOptions: { importProducts: false },
      ...(draftId === undefined ? {} : { draftId }),
    });
    const granted = await fetch(started.url, { redirect: "manual" });
    const back = await seller.visit(granted.headers.get("location") ?? "");
    return { id: started.storeId, page: back.headers.get("location") ?? "" };
  }

  const covered = async (id: string) => (await seller.get<{ accounts: Covered[] }>(`/stores/${id}/accounts`)).accounts;
  const choose = async (id: string, accounts: readonly string[]) =>
    (await seller.post<{ connections: Store[] }>(`/stores/${id}/accounts`, { accounts })).connections;
  const refusedChoice = async (id: string, accounts: readonly string[]) => {
    const answer = await seller.call("POST", `/stores/${id}/accounts`, { accounts });
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  const calls = ({ calls: made }: Sandbox, path: string) => made.filter((call) => call.path.includes(path)).length;

  test("TikTok Shop: the seller picks, one grant serves all of the login's shops, one renewal too", async () => {
    const tiktok = await hub.sandbox("tiktok_shop", { seed: 15 });
    const second = tiktok.shop.addShop?.("Second shop");
    const third = tiktok.shop.addShop?.("Third shop");
    const { id, page } = await consent(tiktok);
    expect(page).toBe(`${hub.url}/channels/connect/tiktok_shop?store=${id}`);
    expect(await seller.get<Store>(`/stores/${id}`)).toMatchObject({ state: "draft", isChoiceOpen: true });
    const [first, ...others] = await covered(id);
    expect(others).toEqual([
      { externalId: second?.account, name: "Second shop", country: "GB", connection: null },
      { externalId: third?.account, name: "Third shop", country: "GB", connection: null },
    ]);
    expect(await refusedChoice(id, [first?.externalId ?? "", "elsewhere"])).toEqual([422, "ACCOUNT_NOT_COVERED"]);

    const [one, two] = await choose(id, [first?.externalId ?? "", second?.account ?? ""]);
    expect([one, two]).toMatchObject([
      { id, name: "Sandbox shop", state: "active", isChoiceOpen: false },
      { name: "Second shop", state: "active", accountId: second?.account },
    ]);
    expect(await refusedChoice(id, [third?.account ?? ""])).toEqual([404, "CONSENT_NONE"]);

    // The same login again, for the shop left out: those connected are shown as such and get the new tokens too.
    const again = await consent(tiktok);
    expect((await covered(again.id)).map(({ connection }) => connection?.id ?? null)).toEqual([one?.id, two?.id, null]);
    expect(await refusedChoice(again.id, [second?.account ?? ""])).toEqual([409, "STORE_CONNECTED_ALREADY"]);
    const [three] = await choose(again.id, [third?.account ?? ""]);
    const renewals = calls(tiktok, "/token/refresh");
    tiktok.faults.expireTokens();
    const stores = [one, two, three].map((store) => store?.id ?? "");
    await Promise.all(stores.map((store) => seller.post(`/stores/${store}/test-connection`)));
    expect(calls(tiktok, "/token/refresh")).toBe(renewals + 1);

    expect(await Promise.all(stores.map(stateOf))).toEqual(["active", "active", "active"]);
    tiktok.faults.revoke();
    // The worker's own work may meet the revoked grant first: a store that waits for its owner already takes no run.
    const requested = await Promise.all(stores.map((store) => seller.call("POST", `/stores/${store}/sync/orders`)));
    for (const { status } of requested) expect([202, 409]).toContain(status);
    await until("all wait for their owner", async () => {
      const states = await Promise.all(stores.map(stateOf));
      return states.every((state) => state === "needs_reauth");
    });
    // Connected again as the shop it is, without a question; the others of the login go on with it.
    expect((await consent(tiktok, stores[1])).page).toBe(`${hub.url}/stores/${stores[1]}`);
    expect(await Promise.all(stores.map(stateOf))).toEqual(["active", "active", "active"]);
    await Promise.all(stores.map((store) => seller.post(`/stores/${store}/test-connection`)));
  });

  test("Shopee: each shop has tokens of its own; all or none are connected; an ending consent is told to each", async () => {
    const second = shopee.shop.addShop?.("Second shop");
    const { id } = await consent(shopee);
    const accounts = (await covered(id)).map(({ externalId }) => externalId);
    expect(accounts).toEqual([String(shopee.state.shopId), second?.account]);
    const plan = (most: number | null) =>
      hub.owner.run(
        "update argosy.organization set plan = jsonb_build_object('stores', $2::int) where organization_id = $1",
        [seller.organizationId, most],
      );
    const { items } = await seller.get<{ items: Store[] }>("/stores?kind=commerce");
    await plan(items.length + 1);
    expect(await refusedChoice(id, accounts)).toEqual([403, "PLAN_STORES"]);
    expect(await seller.get<Store>(`/stores/${id}`)).toMatchObject({ state: "draft", isChoiceOpen: true });
    await plan(null);

    // A day of thinking later the tokens of the consent have ended: what renews them is kept.
    shopee.faults.expireTokens();
    const stores = await choose(id, accounts);
    expect(stores.map(({ name, state }) => [name, state])).toEqual([
      ["Sandbox shop", "active"],
      ["Second shop", "active"],
    ]);
    await Promise.all(stores.map((store) => seller.post(`/stores/${store.id}/test-connection`)));
    await until("pushes are on", async () => shopee.state.push.on.has(12));
    for (const shop of [shopee.state, ...shopee.state.others.values()])
      shop.consentEndsAt = Math.floor(Date.now() / 1000) + 5 * 86_400;
    shopee.tellEnding();
    await until("each store's owner is warned", async () => {
      const { items: open } = await seller.get<{ items: { kind: string; storeId: string }[] }>("/alerts?state=open");
      const warned = open.filter(({ kind }) => kind === "access_ends").map(({ storeId }) => storeId);
      return stores.every((store) => warned.includes(store.id));
    });
  });
});

describe("EasyOrders, the install link", () => {
  test("the seller's browser hands the key over; the first delivery's secret is learnt, proved and pinned [A3.11]", async () => {
    const easy = (await hub.sandbox("easyorders", { seed: 13 })) as EasyOrdersSandbox;
    const started = await begin("easyorders", { currency: "EGP", phoneCountry: "EG", endpoint: easy.url });
    expect(started.step).toBe("redirect");
    const other = await easy.acceptInstall(started.url, "https://evil.example");
    expect(other.posted).toBeNull();
    const accepted = await easy.acceptInstall(started.url);
    expect(accepted.posted).toBe(200);
    expect(await stateOf(started.storeId)).toBe("draft");
    await confirm(seller, started.storeId);
    expect(await stateOf(started.storeId)).toBe("active");
    easy.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "80", stock: 9 }] });
    easy.shop.placeOrder({ lines: [{ sku: "CUP", quantity: 2 }] });
    await until("the order arrives", async () => (await orders(started.storeId)).length === 1);
    const secrets = () =>
      hub.look<{ name: string }>(
        seller,
        "select name from argosy.secret where organization_id = argosy.tenant() and owner_id = $1",
        [started.storeId],
      );
    await until("the secret is pinned", async () => (await secrets()).some((row) => row.name === "orderWebhookSecret"));
    const url =
      (
        await hub.look<{ webhook_key: string }>(
          seller,
          "select webhook_key from argosy.connection where organization_id = argosy.tenant() and id = $1",
          [started.storeId],
        )
      )[0]?.webhook_key ?? "";
    const forged = await fetch(`${hub.url}/api/webhooks/easyorders/${url}/newOrder`, {
      method: "POST",
      headers: { "content-type": "application/json", secret: "guessed" },
      body: "{}",
    });
    expect(forged.status).toBe(401);
  });
});

describe("a form left open", () => {
  interface Seen {
    readonly state: string;
    readonly firstWebhookAt: string | null;
    readonly webhookUrls: Readonly<Record<string, string>>;
  }

  test("a draft is found again; a new secret can be had, and the first delivery is seen and told [A3.2]", async () => {
    const draft = await seller.post<{ storeId: string; webhookUrls: Record<string, string> }>("/stores", {
      provider: "custom_api",
      draft: true,
    });
    const { items } = await seller.get<{ items: { id: string }[] }>("/stores?state=draft");
    expect(items.map(({ id }) => id)).toContain(draft.storeId);
    const at = `/stores/${draft.storeId}`;
    expect(await seller.get<Seen>(at)).toMatchObject({ firstWebhookAt: null, webhookUrls: draft.webhookUrls });
    const { webhookSecret } = await seller.post<{ webhookSecret: string }>(`${at}/webhook-secret`);
    const reported: string[] = [];
    const stop = await hub.db.database.listen("argosy_event", (payload) => void reported.push(payload));
    const body = JSON.stringify({ type: "order.created", data: { id: "1" } });
    const deliver = (secret: string) => {
      const [id, time] = ["msg_1", Math.floor(Date.now() / 1000)];
      const key = Buffer.from(secret.replace("whsec_", ""), "base64");
      const signature = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64");
      return fetch(Object.values(draft.webhookUrls)[0] ?? "", {
        method: "POST",
        body,
        headers: {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": String(time),
          "webhook-signature": `v1,${signature}`,
        },
      });
    };
    expect((await deliver(`whsec_${Buffer.alloc(32).toString("base64")}`)).status).toBe(401);
    expect((await seller.get<Seen>(at)).firstWebhookAt).toBeNull();
    expect((await deliver(webhookSecret)).status).toBeLessThan(300);
    await until("the first delivery is seen", async () => (await seller.get<Seen>(at)).firstWebhookAt !== null);
    await until("it is told", async () =>
      reported.some((each) => each.includes("store.webhook_received") && each.includes(draft.storeId)),
    );
    await stop();
  });

  test("consent leads back to the page the seller left, in its language; another site's address is no page", async () => {
    const { shopDomain = "" } = shopify.shop.credentials();
    const form = {
      provider: "shopify",
      name: "Back",
      values: { mode: "hosted", shopDomain, endpoint: shopify.url },
      returnTo: "/integrations/connect/shopify?draft=:id",
    };
    const started = (await (await seller.call("POST", "/stores", form, { "accept-language": "ar" })).json()) as Started;
    const refused = new URL((await fetch(started.url, { redirect: "manual" })).headers.get("location") ?? "");
    refused.searchParams.set("hmac", "forged");
    const back = await seller.visit(refused);
    const page = new URL(back.headers.get("location") ?? "");
    expect(page.origin).toBe(hub.url);
    expect(page.searchParams.get("draft")).toBe(started.storeId);
    const bare = await seller.call("POST", "/stores", { provider: "shopify" }, { "accept-language": "ar" });
    expect(((await bare.json()) as { said: unknown }).said).toMatchObject({ gaps: { field: "عنوان المتجر" } });
    expect(page.searchParams.get("error")).toBe("الإجابة ليست موقّعة من Shopify لهذا التطبيق. ابدأ من جديد.");
    for (const returnTo of ["//evil.example", "https://evil.example", "/\\evil.example"])
      expect((await seller.call("POST", "/stores", { provider: "shopify", draft: true, returnTo })).status).toBe(400);
  });
});
