/** What `npm run sandbox` prints connects a hub: its variables, and its form or the request it names. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Seller } from "../demo/seller.ts";
import { systemClock } from "../src/commerce/clock.ts";
import { connectors } from "../src/connectors/index.ts";
import { registerHub, sandboxValues, sandboxVariables } from "../src/connectors/kit/sandbox/values.ts";
import {
  adSandboxProviders,
  courierSandboxProviders,
  sandboxProviders,
  startAdSandbox,
  startCourierSandbox,
  startSandbox,
} from "../src/sandboxes/index.ts";
import { type TestHub, testHub, until } from "./support/hub.ts";

const providers = sandboxProviders();
let hub: TestHub;

beforeAll(async () => {
  // The apps' keys are the same in every sandbox of a platform.
  const apps = await Promise.all(
    [...providers, ...adSandboxProviders()].map(async (id) => {
      const start = providers.includes(id) ? startSandbox : startAdSandbox;
      const sandbox = await start(id, { clock: systemClock, seed: 1 });
      const variables = sandboxVariables(connectors.get(id)?.meta ?? {}, sandbox);
      await sandbox.close();
      return variables;
    }),
  );
  hub = await testHub(Object.assign({}, ...apps));
});
afterAll(() => hub?.[Symbol.asyncDispose]());

/** Answers the store, which is active afterwards. */
async function connect(
  seller: Seller,
  provider: string,
  { values, endpoint }: ReturnType<typeof sandboxValues>,
): Promise<string> {
  const started = await seller.post<{ step: string; url?: string; storeId: string }>("/stores", {
    provider,
    values: { ...values, ...(endpoint !== null && { endpoint }) },
  });
  if (started.step === "redirect") {
    // The browser: the platform's page approves at once and leads back.
    const consent = await fetch(started.url ?? "", { redirect: "manual" });
    const back = new URL(consent.headers.get("location") ?? "", started.url);
    expect((await seller.visit(back)).headers.get("location")).not.toMatch(/[?&]error=/);
  } else expect(started.step).toBe("done");
  const { items } = await seller.get<{ items: { state: string }[] }>("/stores");
  expect(items).toMatchObject([{ state: "active" }]);
  return started.storeId;
}

test.each(providers)("%s connects with what is printed for it", async (provider) => {
  const seller = await hub.seller(`seller-${provider.replaceAll("_", "-")}`);
  const sandbox = await hub.sandbox(provider);
  const meta = connectors.get(provider)?.meta;
  if (!meta) throw new Error(`no connector ${provider}`);
  registerHub(sandbox, hub.url);
  const storeId = await connect(seller, provider, sandboxValues(meta, sandbox));
  // Asked for on every store's page, also where a platform needs no files.
  const { imports } = await seller.get<{ imports: unknown[] }>(`/stores/${storeId}/file-kinds`);
  expect(imports.length > 0).toBe(provider === "meesho");
});

test.each(courierSandboxProviders())(
  "the courier %s connects under its id, and its keys are tried [B40.1]",
  async (provider) => {
    const seller = await hub.seller(`courier-${provider.replaceAll("_", "-")}`);
    const meta = connectors.get(provider)?.meta;
    if (!meta) throw new Error(`no connector ${provider}`);
    await using closing = new AsyncDisposableStack();
    const sandbox = await startCourierSandbox(provider, { clock: systemClock, seed: 1 });
    closing.defer(() => sandbox.close());
    const { values, endpoint } = sandboxValues(meta, sandbox);
    const send = (changes: Readonly<Record<string, string>>) =>
      seller.post<{ step: string }>("/stores", {
        provider,
        values: { ...values, ...changes, ...(endpoint !== null && { endpoint }) },
      });
    const secrets = meta.setupFormFields.filter(({ type, id }) => type === "secret" && values[id] !== undefined);
    const wrong = Object.fromEntries(secrets.map(({ id }) => [id, "wrong-0123456789"]));
    await expect(send(wrong)).rejects.toThrow();
    expect(await send({})).toMatchObject({ step: "done" });
    const { items } = await seller.get<{ items: { id: string; state: string; provider: string }[] }>("/stores");
    expect(items).toMatchObject([{ state: "active", provider }]);
    expect(await seller.get(`/stores/${items[0]?.id}/file-kinds`)).toEqual({ imports: [], stock: null });
  },
);

test.each(adSandboxProviders())(
  "the ad account of %s connects, its days are read at once and when somebody asks [H1]",
  async (provider) => {
    const seller = await hub.seller(`ads-${provider.replaceAll("_", "-")}`);
    const meta = connectors.get(provider)?.meta;
    if (!meta) throw new Error(`no connector ${provider}`);
    await using closing = new AsyncDisposableStack();
    const sandbox = await startAdSandbox(provider, { clock: systemClock, seed: 1 });
    closing.defer(() => sandbox.close());
    const date = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const spend = (amount: string) =>
      sandbox.shop.spent({ date, campaign: { id: "1", name: "Brand" }, adSet: null, spend: amount, clicks: 10 });
    spend("5339.5");
    const accountId = await connect(seller, provider, sandboxValues(meta, sandbox));
    expect(await seller.get(`/stores/${accountId}/file-kinds`)).toEqual({ imports: [], stock: null });
    const told = async () =>
      (await seller.get<{ items: { campaignName: string; spend: string; currency: string }[] }>("/analytics/ad-spend"))
        .items;
    const first = await until("the days are read", told, { wanted: ({ length }) => length > 0 });
    expect(first).toMatchObject([{ campaignName: "Brand", spend: "5339.5", currency: "INR" }]);
    spend("5301.1");
    const read = await seller.post<{ accounts: object[] }>("/integrations/ad-spend/sync", { from: date });
    expect(read).toMatchObject({ from: date, to: date, accounts: [{ state: "read", days: 1, campaigns: 1 }] });
    expect(await told()).toMatchObject([{ spend: "5301.1", clicks: 10, spendMinor: 530_110 }]);
  },
);
