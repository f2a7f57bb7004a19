import { afterEach, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { money } from "../../commerce/money.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { GiftCards } from "../../connectors/kit/contract/promotions.ts";
import { cleanUp, platform } from "../../connectors/kit/testing/toy.ts";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { listFees } from "../../hub/fees/fees.ts";
import { alertUnconfirmedUses } from "../../hub/promotions/gift-card-use.ts";
import { listSettlements } from "../../hub/settlements/list.ts";
import { type TestEngine, testEngine } from "../testing.ts";

afterEach(cleanUp);

const MINUTE = 60_000;

/** A platform's gift card of 50.00 that remembers its transactions by key. */
function card() {
  const taken = new Map<string, bigint>();
  const shop = { balance: 5_000n, loseAnswer: false, uncertain: [] as boolean[] };
  const giftCards: GiftCards = {
    balance: async (code) => (code === "GIFT-1" ? { balance: money(shop.balance, "USD"), state: "active" } : null),
    async redeem({ amount, idempotencyKey, uncertain }) {
      shop.uncertain.push(uncertain);
      if (amount.minor > shop.balance) throw new ConnectorError({ kind: "rejected" }, "There is not that much on it.");
      if (!taken.has(idempotencyKey)) {
        taken.set(idempotencyKey, amount.minor);
        shop.balance -= amount.minor;
      }
      if (shop.loseAnswer) throw new ConnectorError({ kind: "ambiguous" }, "No answer.");
      return { transactionKey: "t-1", balance: money(shop.balance, "USD") };
    },
  };
  return { shop, giftCards };
}

const redeem = (engine: TestEngine, more: { minor?: bigint; key?: string } = {}) =>
  engine.engine.services.redeemGiftCard({
    organization: engine.organization,
    connectionId: engine.store,
    code: "GIFT-1",
    amount: money(more.minor ?? 2_000n, "USD"),
    key: more.key ?? "R-1",
    reference: "R-1",
    actor: systemActor,
  });

test("a redemption asked for again with the same key answers the same and takes nothing more [F2]", async () => {
  const { shop, giftCards } = card();
  await using engine = await testEngine({ giftCards });
  expect(await redeem(engine)).toMatchObject({ balance: { minor: 3_000n } });
  const channel = await engine.engine.services.for({ organization: engine.organization, connectionId: engine.store });
  const order = { code: "GIFT-1", amount: money(2_000n, "USD"), key: "R-1", reference: "R-1", actor: systemActor };
  expect(await channel.redeemGiftCard(order)).toMatchObject({ transactionKey: "t-1", balance: { minor: 3_000n } });
  expect(await channel.giftCardBalance("GIFT-1")).toMatchObject({ balance: { minor: 3_000n } });
  expect(shop.balance).toBe(3_000n);
  expect(shop.uncertain).toEqual([false]);
  await expect(redeem(engine, { minor: 100n })).rejects.toMatchObject({ code: "GIFT_CARD_KEY_USED" });
});

test("a redemption whose answer was lost is looked up when asked again [F2]", async () => {
  const { shop, giftCards } = card();
  await using engine = await testEngine({ giftCards });
  shop.loseAnswer = true;
  await expect(redeem(engine)).rejects.toMatchObject({ kind: "ambiguous" });
  shop.loseAnswer = false;
  expect(await redeem(engine)).toMatchObject({ balance: { minor: 3_000n } });
  expect(shop.uncertain).toEqual([false, true]);
  expect(shop.balance).toBe(3_000n);
});

test("a redemption without an answer is not sent again before the channel must have ended, and people are told [F2]", async () => {
  let sent = 0;
  const url = await platform((_request, reply) => {
    sent += 1;
    reply.destroy();
  });
  const { giftCards } = card();
  const checked: boolean[] = [];
  const auth = { baseUrl: () => url, authorize: <R>(request: R) => request, secretNames: [] };
  await using engine = await testEngine(
    {
      giftCards: {
        ...giftCards,
        async redeem({ uncertain }, ctx) {
          checked.push(uncertain);
          if (!uncertain) await ctx.http.json({ method: "POST", url: "/debits", json: {}, operation: "cards.debit" });
          return { transactionKey: "t-1", balance: money(3_000n, "USD") };
        },
      },
    },
    { auth },
  );
  const alerts = async () => {
    const now = new Date(engine.clock.now());
    return (await engine.inside((tx) => listAlerts(tx, { state: "open", now }))).items.map(({ kind }) => kind);
  };
  await expect(redeem(engine)).rejects.toMatchObject({ kind: "ambiguous" });
  expect(await alerts()).toContain("gift_card_uncertain");
  await expect(redeem(engine)).rejects.toMatchObject({ code: "GIFT_CARD_BUSY" });
  engine.clock.pass(4 * MINUTE);
  await expect(redeem(engine)).rejects.toMatchObject({ code: "GIFT_CARD_BUSY" });
  engine.clock.pass(2 * MINUTE);
  expect(await redeem(engine)).toMatchObject({ transactionKey: "t-1" });
  expect([sent, checked]).toEqual([1, [false, true]]);
  expect(await alerts()).not.toContain("gift_card_uncertain");
});

test("a second till with the same receipt waits; a refused redemption may be tried again", async () => {
  const { shop, giftCards } = card();
  await using engine = await testEngine({ giftCards });
  const both = await Promise.allSettled([redeem(engine), redeem(engine)]);
  expect(both.filter((one) => one.status === "fulfilled").length).toBeGreaterThanOrEqual(1);
  expect(shop.balance).toBe(3_000n);
  await expect(redeem(engine, { minor: 9_000n, key: "R-2" })).rejects.toMatchObject({ kind: "rejected" });
  shop.balance = 10_000n;
  expect(await redeem(engine, { minor: 9_000n, key: "R-2" })).toMatchObject({ balance: { minor: 1_000n } });
});

test("an amount a lost redemption may have taken is held back from other tills until it is settled", async () => {
  const { shop, giftCards } = card();
  await using engine = await testEngine({ giftCards });
  const balance = async () =>
    (
      await engine.engine.services.giftCardBalance({
        organization: engine.organization,
        connectionId: engine.store,
        code: "GIFT-1",
      })
    )?.balance.minor;
  shop.loseAnswer = true;
  await expect(redeem(engine, { minor: 4_000n })).rejects.toMatchObject({ kind: "ambiguous" });
  shop.loseAnswer = false;
  // The platform never took it: it may yet.
  shop.balance = 5_000n;
  expect(await balance()).toBe(1_000n);
  await expect(redeem(engine, { minor: 1_001n, key: "R-2" })).rejects.toMatchObject({ code: "GIFT_CARD_SHORT" });
  expect(await redeem(engine, { minor: 1_000n, key: "R-3" })).toMatchObject({ transactionKey: "t-1" });
  engine.clock.pass(61 * MINUTE);
  expect(await balance()).toBe(4_000n);
});

test("a second till with the same card waits, and what was taken is put back once [F2]", async () => {
  const { shop, giftCards } = card();
  const back = new Set<string>();
  await using engine = await testEngine({
    giftCards: {
      ...giftCards,
      async giveBack({ amount, idempotencyKey, transactionKey }) {
        if (!back.has(idempotencyKey)) shop.balance += amount.minor;
        back.add(idempotencyKey);
        return { transactionKey: `${transactionKey}-back`, balance: money(shop.balance, "USD") };
      },
    },
  });
  const keys = Array.from({ length: 20 }, (_, n) => `R-${n}`);
  const tries = await Promise.allSettled(keys.map((key) => redeem(engine, { minor: 400n, key })));
  const taken = tries.filter(({ status }) => status === "fulfilled").length;
  expect(shop.balance).toBe(5_000n - 400n * BigInt(taken));
  await redeem(engine, { minor: 400n, key: "R-last" });
  const before = shop.balance;
  const giveBack = (minor: bigint, key: string) =>
    engine.engine.services.giveBackGiftCard({
      organization: engine.organization,
      connectionId: engine.store,
      code: "GIFT-1",
      amount: money(minor, "USD"),
      key,
      of: "R-last",
      reference: key,
      actor: systemActor,
    });
  expect(await giveBack(300n, "B-1")).toMatchObject({ transactionKey: "t-1-back" });
  await giveBack(300n, "B-1");
  expect(shop.balance).toBe(before + 300n);
  await expect(giveBack(101n, "B-2")).rejects.toMatchObject({ code: "GIFT_CARD_AMOUNT" });
});

test("a channel's services are listed with labels, the same requests for each [F3]", async () => {
  const { giftCards } = card();
  await using engine = await testEngine({ giftCards });
  const of = { organization: engine.organization, connectionId: engine.store };
  const services = await engine.engine.services.for(of);
  expect(await engine.engine.services.for(of)).toBe(services);
  const reasons = new Map(services.availability.map(({ name, why }) => [name, why?.text ?? null]));
  expect(reasons.get("giftCards.redeem")).toBeNull();
  expect(reasons.get("giftCards.giveBack")).toBe(
    "Refunds to this channel's gift cards aren't possible through its API.",
  );
  expect(reasons.get("discounts.validate")).toBe("Discount codes can't be checked on this channel.");
  await expect(services.validateDiscount({ code: "X", basket: { currency: "USD", lines: [] } })).rejects.toMatchObject({
    code: "SERVICE_UNSUPPORTED",
  });
});

test("a store without the service says so; a discount code is asked of the platform [F1, F3]", async () => {
  await using engine = await testEngine({
    discounts: {
      validate: async ({ code, basket }) => ({
        valid: true,
        code,
        title: code,
        kind: "amount",
        discount: money(500n, basket.currency),
        warnings: [],
      }),
    },
  });
  const of = { organization: engine.organization, connectionId: engine.store };
  await expect(engine.engine.services.giftCardBalance({ ...of, code: "X" })).rejects.toMatchObject({
    code: "SERVICE_UNSUPPORTED",
  });
  expect(
    await engine.engine.services.validateDiscount({ ...of, code: "TEN", basket: { currency: "USD", lines: [] } }),
  ).toMatchObject({ valid: true, discount: { minor: 500n } });
});

test("fees and settlements told by a sweep are kept once, fees shown with their order", async () => {
  const fee = {
    key: "f-1",
    orderKey: "77",
    kind: "commission" as const,
    amount: money(150n, "USD"),
    at: "2026-11-19T10:00:00Z",
    text: "Commission",
    raw: { id: "f-1" },
  };
  await using engine = await testEngine({
    fees: {
      sweeps: [
        {
          id: "settled",
          mode: "changed",
          everyMs: MINUTE,
          async *run() {
            yield { items: [fee, { ...fee, amount: money(160n, "USD") }], cursor: "1", safeToSave: true };
          },
        },
      ],
      settlements: [
        {
          id: "paid",
          mode: "changed",
          everyMs: MINUTE,
          async *run() {
            const line = { ...fee, kind: "sale" as const, amount: money(900n, "USD") };
            yield { items: [{ key: "P-7", amount: money(900n, "USD"), lines: [line] }], cursor: "1", safeToSave: true };
          },
        },
      ],
    },
  });
  await engine.inside(async (tx) => {
    await tx.run(
      `insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at)
       values (argosy.tenant(), $1, 'fees:settled', $2), (argosy.tenant(), $1, 'settlements:paid', $2)`,
      [engine.store, new Date(engine.clock.now())],
    );
    await tx.run("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'sweep', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]);
  });
  await engine.engine.runUntilIdle();
  engine.clock.pass(2 * MINUTE);
  await engine.engine.runUntilIdle();
  const { items } = await engine.inside((tx) => listFees(tx, {}));
  expect(items).toMatchObject([{ key: "f-1", amountMinor: 160n, orderKey: "77", orderId: null }]);
  const paid = await engine.inside((tx) => listSettlements(tx, {}));
  expect(paid.items).toMatchObject([{ reference: "P-7", source: "api", amountMinor: 900n, lines: 1 }]);
});

test("a redemption nobody has confirmed within 15 minutes is told, also of cards that know keys and after a kill [F2]", async () => {
  const { shop, giftCards } = card();
  await using engine = await testEngine({ giftCards: { ...giftCards, knowsKeys: true } });
  shop.loseAnswer = true;
  await expect(redeem(engine)).rejects.toThrow();
  // As a process leaves it that ends while it waits for the answer.
  await engine.db.owner.run("update argosy.gift_card_use set started_at = $1, finished_at = null, error = null", [
    new Date(engine.clock.now()),
  ]);
  const uncertain = async () => {
    await engine.inside((tx) => alertUnconfirmedUses(tx, new Date(engine.clock.now())));
    const { items } = await engine.inside((tx) => listAlerts(tx, { state: "open", now: new Date(engine.clock.now()) }));
    return items.filter(({ kind }) => kind === "gift_card_uncertain").length;
  };
  engine.clock.pass(14 * MINUTE);
  expect(await uncertain()).toBe(0);
  engine.clock.pass(2 * MINUTE);
  expect(await uncertain()).toBe(1);
  shop.loseAnswer = false;
  await redeem(engine);
  expect([await uncertain(), shop.balance]).toEqual([0, 3_000n]);
});
