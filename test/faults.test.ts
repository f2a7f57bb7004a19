/** What a platform does wrong while stock is written to it, and what a seller sees of it. */

import { beforeAll, describe, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import type { Fault } from "../src/connectors/kit/sandbox/sandbox.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { MINUTE, openLab, SECOND, writes } from "./support/lab.ts";

/** The call that writes stock, by provider. */
const STOCK_CALL: Readonly<Record<string, { readonly method: string; readonly path: string }>> = {
  woocommerce: { method: "POST", path: "products/batch" },
  shopify: { method: "POST", path: "inventorySetQuantities" },
  easyorders: { method: "PATCH", path: "/quantity" },
};
const PROVIDERS = Object.keys(STOCK_CALL);
/** EasyOrders waits for the next minute on the platform's clock and some seconds more: above one minute. */
const PAUSE_IS_OVER = 2 * MINUTE;

const stores = new Map<string, ConnectedShop>();
let number = 100;

const lab = fixture(() => openLab("faults"));
beforeAll(async () => {
  for (const provider of PROVIDERS) stores.set(provider, await lab.stocked(provider, { A: number }));
});

function storeOf(provider: string): ConnectedShop {
  const store = stores.get(provider);
  if (!store) throw new Error(`no ${provider}`);
  return store;
}

interface Trial {
  readonly store: ConnectedShop;
  /** What the seller set. */
  readonly want: number;
  readonly logTexts: readonly { readonly text: string; readonly status: string; readonly errorKind: string | null }[];
  /** Calls that changed the number in the shop, in order. */
  readonly effects: number;
  readonly refused: readonly { readonly at: number; readonly status: number }[];
  readonly begun: number;
}

/** Breaks the next stock write of a platform, sets a new number in the hub, and lets `wait` pass. */
async function trial(provider: string, fault: Fault, wait: number): Promise<Trial> {
  const store = storeOf(provider);
  const { sandbox } = store;
  await lab.work();
  const seen = (await lab.log(store)).length;
  const from = sandbox.calls.length;
  const startedAt = lab.clock.now();
  number -= 1;
  sandbox.faults.add({ fault, times: 1, ...STOCK_CALL[provider] });
  const before = sandbox.shop.stockOf("A");
  await lab.setStock({ A: number });
  await lab.work();
  await lab.pass(wait, Math.min(wait, 5 * SECOND));
  sandbox.faults.clear();
  const stockCalls = writes(store, from).filter(
    (call) =>
      `${call.path} ${call.requestBody}`.includes(STOCK_CALL[provider]?.path ?? "?") &&
      !/^\{\}?$/.test(call.requestBody),
  );
  const hit = (call: { status: number; responseBody: string }) =>
    call.status >= 400 || /^<|THROTTLED/.test(call.responseBody);
  expect(
    sandbox.shop.stockOf("A"),
    `${provider} after ${fault.kind}, before it showed ${before}: ${JSON.stringify((await lab.log(store)).slice(seen).map((row) => row.text))}`,
  ).toBe(number);
  return {
    store,
    want: number,
    logTexts: (await lab.log(store)).slice(seen),
    effects: stockCalls.filter((call) => !hit(call)).length,
    refused: stockCalls.filter(hit),
    begun: startedAt,
  };
}

const told = (trial: Trial, texts: RegExp) => expect(trial.logTexts.map((row) => row.text).join("\n")).toMatch(texts);

async function allIsWell(store: ConnectedShop): Promise<void> {
  expect(await lab.store(store)).toMatchObject({
    state: "active",
    health: "healthy",
    lastError: null,
    failedAttempts: 0,
    failingItems: 0,
  });
  expect(await lab.alerts("&state=open")).toEqual([]);
}

describe.each(PROVIDERS)("%s", (provider) => {
  test("a throttle of 40 seconds sends nothing before they are over, uses no attempt, and is in the log [F08] [A7.4]", async () => {
    const { logTexts, effects, refused, begun, store } = await trial(
      provider,
      { kind: "throttle", retryAfterSeconds: 40 },
      PAUSE_IS_OVER,
    );
    expect(refused).toHaveLength(1);
    expect(effects).toBe(1);
    const [next] = writes(store)
      .filter((call) => call.at > (refused[0]?.at ?? begun))
      .slice(-1);
    expect((next?.at ?? 0) - (refused[0]?.at ?? 0)).toBeGreaterThanOrEqual(40 * SECOND);
    expect(logTexts.map((row) => row.text).join("\n")).toMatch(/is rate limiting. Argosy repeats the call in \d+ s/);
    expect(logTexts.filter((row) => row.errorKind === "throttled")).not.toEqual([]);
    await allIsWell(store);
  });

  test("a throttle without a duration is waited out all the same [F08]", async () => {
    const { effects, store } = await trial(provider, { kind: "throttle" }, PAUSE_IS_OVER);
    expect(effects).toBe(1);
    await allIsWell(store);
  });

  test.each([
    ["500", { kind: "status", status: 500, body: "Internal Server Error" }],
    [
      "a web page of a firewall",
      {
        kind: "status",
        status: 503,
        body: "<html><body>Maintenance</body></html>",
        headers: { "content-type": "text/html" },
      },
    ],
    [
      "a web page with status 200",
      {
        kind: "status",
        status: 200,
        body: "<!DOCTYPE html><html><body>Login</body></html>",
        headers: { "content-type": "text/html" },
      },
    ],
  ] as const)("a number answered with %s arrives once, on the schedule", async (_what, fault) => {
    const { effects, store, logTexts } = await trial(provider, fault, 6 * MINUTE);
    expect(effects).toBe(1);
    expect(logTexts.map((row) => row.status)).toContain("success");
    await allIsWell(store);
  });

  test("a write that is committed and never answered is looked up instead of written again [F15]", async () => {
    const result = await trial(provider, { kind: "drop_after_commit" }, MINUTE);
    expect(result.effects).toBeLessThanOrEqual(provider === "shopify" ? 2 : 1);
    await allIsWell(result.store);
    if (provider !== "shopify") told(result, /.+ did not confirm this. Argosy checks before repeating it/);
  });

  test("a write answered with half a sentence is looked up, not written again [F15]", async () => {
    const result = await trial(provider, { kind: "truncate" }, MINUTE);
    expect(result.effects).toBeLessThanOrEqual(provider === "shopify" ? 2 : 1);
    await allIsWell(result.store);
  });

  test("a field that nobody expects changes nothing", async () => {
    const { effects, logTexts, store } = await trial(provider, { kind: "add_field" }, 10 * SECOND);
    expect(effects).toBe(1);
    expect(logTexts.filter((row) => row.status === "failed")).toEqual([]);
    await allIsWell(store);
  });
});
