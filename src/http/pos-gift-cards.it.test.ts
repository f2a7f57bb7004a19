/** What a register takes off the hub's own gift cards: a sale names it, or people are told. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { money } from "../commerce/money.ts";
import type { Tx } from "../db/database.ts";
import { alertUnclaimed } from "../hub/promotions/gift-card-claims.ts";
import { giveBackOwn, redeemOwn } from "../hub/promotions/gift-card-ledger.ts";
import { type PosHub, posHub } from "./testing-pos.ts";

let pos: PosHub;
beforeAll(async () => {
  pos = await posHub();
});
afterAll(() => pos.hub[Symbol.asyncDispose]());

const inside = <T>(work: (tx: Tx) => Promise<T>) => pos.hub.db.database.tenant(pos.ana.organization, work);
const MINUTE_MS = 60_000;

/** A register that takes 10.00 off a card of 20.00. */
async function redeemed({ isAtRegister = true } = {}) {
  const at = await pos.shop();
  const { code } = await pos.ok("POST", "/gift-cards", { amountMinor: 2_000, currency: "EUR" });
  const reference = randomUUID();
  const payment = (minor: bigint, key: string) => ({
    ...{ code, amount: money(minor, "EUR"), key, reference: key },
    ...({ actor: { kind: "user", id: pos.ana.userId, name: "Ana" }, now: new Date(pos.hub.clock.now()) } as const),
  });
  const registerId = isAtRegister ? at.register.id : undefined;
  await inside((tx) => redeemOwn(tx, { ...payment(1_000n, reference), registerId }));
  const giveBack = (minor: bigint) =>
    inside((tx) => giveBackOwn(tx, { ...payment(minor, randomUUID()), of: reference }));
  const giftCard = { codeEnd: code.slice(-4), source: "hub", redemptionKey: reference };
  const sell = async () => {
    const payments = [
      { key: "1", kind: "gift_card", amount: 1_000, giftCard },
      { key: "2", kind: "cash", amount: 190 },
    ];
    const [{ sale }] = await at.send(at.sale([at.line()], { payments }));
    return sale;
  };
  return { at, code, reference, giveBack, sell };
}

/** Alerts of a register, after the upkeep so many minutes later. */
async function alertsOf(name: string, minutes: number) {
  await pos.hub.clock.advance(minutes * MINUTE_MS);
  await inside((tx) => alertUnclaimed(tx, new Date(pos.hub.clock.now())));
  const { items } = await pos.ok("GET", "/alerts");
  return items
    .filter(({ kind, title }: { kind: string; title: string }) => kind === "gift_card_unused" && title.includes(name))
    .map(({ title, state }: { title: string; state: string }) => [title, state]);
}

test("money off a gift card that no sale names is told after 15 minutes, once, until the sale comes", async () => {
  const { at, sell } = await redeemed();
  const { name } = at.register;
  expect(await alertsOf(name, 14)).toEqual([]);
  const title = `${name}: 10.00 EUR taken off a gift card without a sale`;
  expect(await alertsOf(name, 2)).toEqual([[title, "open"]]);
  const [{ count }] = (await pos.ok("GET", "/alerts?state=open")).items;
  await alertsOf(name, 1);
  expect((await pos.ok("GET", "/alerts?state=open")).items[0].count).toBe(count);
  expect((await sell()).differences.filter(({ figure }: { figure: string }) => figure === "gift_card")).toEqual([]);
  expect(await alertsOf(name, 1)).not.toContainEqual([title, "open"]);
});

test("money put back on the gift card whole closes the alert, a part of it does not", async () => {
  const { at, giveBack } = await redeemed();
  const { name } = at.register;
  const open = async () => (await alertsOf(name, 1)).filter(([, state]: string[]) => state === "open").length;
  expect(await alertsOf(name, 16)).toHaveLength(1);
  await giveBack(400n);
  expect(await open()).toBe(1);
  await giveBack(600n);
  expect(await open()).toBe(0);
});

test("a sale that counts on money put back on the gift card before differs by what was put back", async () => {
  const { giveBack, sell } = await redeemed();
  await giveBack(400n);
  const { differences } = await sell();
  expect(differences).toContainEqual({ figure: "gift_card", shown: 1_000, counted: 600 });
});

test("a sale that counts on money put back on a channel's gift card before differs by what was put back", async () => {
  const at = await pos.shop();
  const { id: channel } = await inside((tx) =>
    tx.one<{ id: string }>(
      `insert into argosy.connection (organization_id, kind, provider, code, name, webhook_key)
       values (argosy.tenant(), 'commerce', 'sample', 'gifts', 'Gifts', 'gifts') returning id`,
    ),
  );
  const use = (of: { key: string; kind: string; state: string; amountMinor: number; ofId: string | null }) =>
    inside((tx) =>
      tx.one<{ id: string }>(
        `insert into argosy.gift_card_use (organization_id, connection_id, key, code_hash, code_end, amount_minor,
           currency, reference, state, requested_by, started_at, kind, of_id)
         values (argosy.tenant(), $6, $1, '\\x00', '1234', $2, 'EUR', 'r', $3, 'user', now(), $4, $5)
         returning id`,
        [of.key, of.amountMinor, of.state, of.kind, of.ofId, channel],
      ),
    );
  const key = randomUUID();
  const { id: ofId } = await use({ key, kind: "redeem", state: "done", amountMinor: 1_190, ofId: null });
  await use({ key: `back:${key}`, kind: "give_back", state: "refused", amountMinor: 700, ofId });
  await use({ key: `back:${key} again`, kind: "give_back", state: "done", amountMinor: 1_190, ofId });
  const giftCard = { codeEnd: "1234", source: channel, redemptionKey: key };
  const payments = [{ key: "1", kind: "gift_card", amount: 1_190, giftCard }];
  const [{ sale }] = await at.send(at.sale([at.line()], { payments }));
  expect(sale.differences).toContainEqual({ figure: "gift_card", shown: 1_190, counted: 0 });
});

test("a sale that has the redemption, one put back in time and one taken at no register raise no alert", async () => {
  const sold = await redeemed();
  await sold.sell();
  const back = await redeemed();
  await back.giveBack(1_000n);
  const elsewhere = await redeemed({ isAtRegister: false });
  for (const { at } of [sold, back, elsewhere]) expect(await alertsOf(at.register.name, 20)).toEqual([]);
  const unknown = { code: sold.code, amountMinor: 1, currency: "EUR", reference: "x", registerId: randomUUID() };
  expect((await pos.ana.call("POST", "/api/gift-cards/redeem", unknown)).json.code).toBe("POS_REGISTER_NOT_FOUND");
});
