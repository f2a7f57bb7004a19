import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { money } from "../../commerce/money.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { newCode, plainOwnCode } from "./gift-card-code.ts";
import { setGiftCardExpiries } from "./gift-card-expiry.ts";
import { expireGiftCards, giveBackOwn, listGiftCardEntries, redeemOwn } from "./gift-card-ledger.ts";
import { giftCardLiability } from "./gift-card-liability.ts";
import {
  changeGiftCard,
  codeOf,
  findGiftCard,
  getGiftCard,
  issueGiftCard,
  listGiftCards,
  MOST_ON_A_CARD,
} from "./gift-cards.ts";

const now = new Date("2026-11-22T10:00:00Z");
const by = { actor: systemActor, now };

let organization: OrganizationId;
const db = fixture(testDatabase);

async function shop() {
  organization = await db.newOrganization();
  const run = <T>(work: Parameters<typeof db.database.tenant<T>>[1]) => db.database.tenant(organization, work);
  const issue = (more: Partial<Parameters<typeof issueGiftCard>[2]> = {}) =>
    run((tx) => issueGiftCard(tx, db.vault, { amountMinor: 5_000n, currency: "USD", reference: "", ...by, ...more }));
  const redeem = (code: string, minor: bigint, key: string) =>
    run((tx) => redeemOwn(tx, { code, amount: money(minor, "USD"), key, reference: key, ...by }));
  return { run, issue, redeem };
}

test("codes are long, said without look-alikes, and found however they are typed", () => {
  expect(newCode()).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  expect(new Set(Array.from({ length: 1_000 }, newCode)).size).toBe(1_000);
  expect(plainOwnCode(" 7k2m 9qoi-lu")).toBe("7K2M9Q011V");
});

test("a card is issued once by key, its code kept sealed, found by its code, and printed again", async () => {
  const { run, issue } = await shop();
  const card = await issue({ key: "sale-1" });
  expect(card).toMatchObject({ balanceMinor: 5_000n, state: "active", expiresOn: null, codeEnd: card.code.slice(-4) });
  expect(await issue({ key: "sale-1" })).toMatchObject({ id: card.id, code: card.code });
  const stored = await db.owner.rows<{ row: string }>(
    `select row_to_json(t)::text as row from argosy.gift_card t
     union all select row_to_json(e)::text from argosy.gift_card_entry e
     union all select row_to_json(s)::text from argosy.secret s`,
  );
  expect(stored.filter(({ row }) => row.includes(card.code) || row.includes(plainOwnCode(card.code)))).toEqual([]);
  await run(async (tx) => {
    expect(await findGiftCard(tx, { code: card.code.toLowerCase().replaceAll("-", " "), now })).toMatchObject({
      id: card.id,
    });
    expect(await codeOf(tx, db.vault, card.id)).toBe(card.code);
    expect((await listGiftCards(tx, { codeEnd: card.code, now })).items).toHaveLength(1);
  });
});

test("a card holds no more than every reader of the sum of all can keep, however it is issued or corrected", async () => {
  const { run, issue } = await shop();
  const tooMuch = { code: "GIFT_CARD_AMOUNT", message: "A gift card holds at most 1000000000.00 USD." };
  await expect(issue({ amountMinor: MOST_ON_A_CARD + 1n })).rejects.toMatchObject({ ...tooMuch, field: "amountMinor" });
  const { id } = await issue({ amountMinor: MOST_ON_A_CARD });
  await expect(run((tx) => changeGiftCard(tx, { id, balanceMinor: MOST_ON_A_CARD + 1n, ...by }))).rejects.toMatchObject(
    { ...tooMuch, field: "balanceMinor" },
  );
  expect(await run((tx) => getGiftCard(tx, { id, now }))).toMatchObject({ balanceMinor: MOST_ON_A_CARD });
});

test("a redemption has its effect once, what it took is given back once, and no more than it took [F2]", async () => {
  const { run, issue, redeem } = await shop();
  const { code, id } = await issue();
  const first = await redeem(code, 2_000n, "R-1");
  expect(first.balance.minor).toBe(3_000n);
  expect(await redeem(code, 2_000n, "R-1")).toEqual(first);
  await expect(redeem(code, 100n, "R-1")).rejects.toMatchObject({ code: "GIFT_CARD_KEY_USED" });
  await expect(redeem(code, 3_001n, "R-2")).rejects.toMatchObject({
    code: "GIFT_CARD_SHORT",
    message: "Only 30.00 USD can be used of this gift card now.",
  });
  const back = (minor: bigint, key: string, of = "R-1") =>
    run((tx) => giveBackOwn(tx, { code, amount: money(minor, "USD"), key, of, reference: key, ...by }));
  expect((await back(500n, "B-1")).balance.minor).toBe(3_500n);
  expect((await back(500n, "B-1")).balance.minor).toBe(3_500n);
  await expect(back(1_501n, "B-2")).rejects.toMatchObject({ code: "GIFT_CARD_AMOUNT" });
  await expect(back(1n, "B-3", "R-9")).rejects.toMatchObject({ code: "GIFT_CARD_REDEMPTION_UNKNOWN" });
  await run((tx) => changeGiftCard(tx, { id, balanceMinor: 1_000n, reference: "Typed wrong", ...by }));
  await run((tx) => changeGiftCard(tx, { id, isActive: false, ...by }));
  await expect(redeem(code, 1n, "R-3")).rejects.toMatchObject({ code: "GIFT_CARD_NOT_ACTIVE" });
  const { items } = await run((tx) => listGiftCardEntries(tx, { cardId: id }));
  expect(items.map(({ kind, amountMinor, balanceMinor }) => [kind, amountMinor, balanceMinor])).toEqual([
    ["adjusted", -2_500n, 1_000n],
    ["given_back", 500n, 3_500n],
    ["redeemed", -2_000n, 3_000n],
    ["issued", 5_000n, 5_000n],
  ]);
  expect(await run((tx) => giftCardLiability(tx, { until: "2026-11-22", now }))).toEqual([
    {
      currency: "USD",
      cards: 1,
      owedMinor: 1_000n,
      issuedMinor: 5_000n,
      redeemedMinor: 2_000n,
      givenBackMinor: 500n,
      expiredMinor: 0n,
      adjustedMinor: -2_500n,
    },
  ]);
  expect(await run((tx) => giftCardLiability(tx, { until: "2026-11-21", now }))).toEqual([]);
  // Issued on the 22nd at ten in UTC: still the 21st eleven hours further west.
  await db.owner.run("update argosy.organization set zone = 'Pacific/Niue' where organization_id = $1", [organization]);
  expect(await run((tx) => giftCardLiability(tx, { until: "2026-11-21", now }))).toHaveLength(1);
  expect(await run((tx) => giftCardLiability(tx, { until: "2026-11-20", now }))).toEqual([]);
  expect(await run((tx) => giftCardLiability(tx, { until: null, now }))).toHaveLength(1);
});

test("a card with many redemptions at once pays what it holds, to the cent", async () => {
  const { run, issue, redeem } = await shop();
  const { code, id } = await issue();
  const tries = await Promise.allSettled(Array.from({ length: 120 }, (_, n) => redeem(code, 70n, `R-${n % 90}`)));
  expect(tries.filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(71);
  const { balanceMinor } = await run((tx) => getGiftCard(tx, { id, now }));
  expect(balanceMinor).toBe(5_000n - 71n * 70n);
});

test("a card's validity is set by country, never below the law, and what is left is written off", async () => {
  const { run, issue, redeem } = await shop();
  const set = (country: string, months: number) => run((tx) => setGiftCardExpiries(tx, [{ country, months }]));
  await expect(set("US", 59)).rejects.toMatchObject({ code: "GIFT_CARD_EXPIRY" });
  await set("US", 60);
  expect((await issue({ country: "DE" })).expiresOn).toBeNull();
  const card = await issue({ country: "US" });
  expect(card.expiresOn).toBe("2031-11-22");
  const later = new Date("2031-11-23T00:00:00Z");
  expect(await run((tx) => expireGiftCards(tx, new Date("2031-11-22T23:59:59Z")))).toBe(0);
  expect(await run((tx) => getGiftCard(tx, { id: card.id, now: later }))).toMatchObject({ state: "expired" });
  expect(await run((tx) => expireGiftCards(tx, later))).toBe(1);
  expect(await run((tx) => getGiftCard(tx, { id: card.id, now: later }))).toMatchObject({ balanceMinor: 0n });
  await expect(redeem(card.code, 1n, "R-1")).rejects.toMatchObject({ code: "GIFT_CARD_SHORT" });
});

test("a card's last day ends at midnight where the organization is, not at that of UTC", async () => {
  const { run, issue } = await shop();
  const zone = (name: string) =>
    db.owner.run("update argosy.organization set zone = $2 where organization_id = $1", [organization, name]);
  await zone("America/Los_Angeles");
  const { id, code } = await issue({ expiresOn: "2026-11-23" });
  const spend = (at: string, key: string) =>
    run((tx) => redeemOwn(tx, { code, amount: money(100n, "USD"), key, reference: key, ...by, now: new Date(at) }));
  const states = async (at: string) => {
    const moment = { now: new Date(at) };
    const [one, expired] = await run(async (tx) => [
      await getGiftCard(tx, { id, ...moment }),
      await listGiftCards(tx, { state: "expired", ...moment }),
    ]);
    return [one.state, expired.items.length];
  };
  // Four in the afternoon of the 23rd in California.
  expect((await spend("2026-11-24T00:00:00Z", "R-1")).balance.minor).toBe(4_900n);
  expect(await states("2026-11-24T07:59:00Z")).toEqual(["active", 0]);
  expect(await run((tx) => expireGiftCards(tx, new Date("2026-11-24T07:59:00Z")))).toBe(0);
  await expect(spend("2026-11-24T08:00:00Z", "R-2")).rejects.toMatchObject({ code: "GIFT_CARD_NOT_ACTIVE" });
  expect(await states("2026-11-24T08:00:00Z")).toEqual(["expired", 1]);
  expect(await run((tx) => expireGiftCards(tx, new Date("2026-11-24T08:00:00Z")))).toBe(1);

  await zone("Asia/Tokyo");
  // The 23rd there already.
  const evening = { ...by, now: new Date("2026-11-22T15:00:00Z") };
  await expect(issue({ expiresOn: "2026-11-23", ...evening })).rejects.toMatchObject({ code: "GIFT_CARD_EXPIRY" });
  await run((tx) => setGiftCardExpiries(tx, [{ country: "JP", months: 6 }]));
  expect((await issue({ country: "JP", ...evening })).expiresOn).toBe("2027-05-23");
});

test("money put back on a card after its last day counts on for thirty days, and is not written off within the hour", async () => {
  const { run, issue, redeem } = await shop();
  const { id, code } = await issue({ expiresOn: "2026-11-23" });
  await redeem(code, 2_000n, "R-1");
  const later = new Date("2026-12-05T10:00:00Z");
  const back = () =>
    run((tx) =>
      giveBackOwn(tx, { code, amount: money(2_000n, "USD"), key: "B-1", of: "R-1", reference: "", ...by, now: later }),
    );
  const put = { balance: money(2_000n, "USD"), expiresOn: "2027-01-04" };
  expect(await back()).toMatchObject(put);
  expect(await back()).toMatchObject(put);
  const card = () => run((tx) => getGiftCard(tx, { id, now: later }));
  expect(await run((tx) => expireGiftCards(tx, later))).toBe(0);
  expect(await card()).toMatchObject({ state: "active", balanceMinor: 2_000n, expiresOn: "2027-01-04" });
  const { items } = await run((tx) => listGiftCardEntries(tx, { cardId: id }));
  // What was left when it ended is not brought back.
  expect(items.map(({ kind, amountMinor, expiresOn }) => [kind, amountMinor, expiresOn])).toEqual([
    ["given_back", 2_000n, "2027-01-04"],
    ["expired", -3_000n, null],
    ["redeemed", -2_000n, null],
    ["issued", 5_000n, null],
  ]);
});

test("a card raised by hand after its last day counts on for thirty days; lowered, it stays over", async () => {
  const { run, issue } = await shop();
  const { id } = await issue({ expiresOn: "2026-11-23" });
  const later = new Date("2026-12-05T10:00:00Z");
  const set = (balanceMinor: bigint) =>
    run((tx) => changeGiftCard(tx, { id, balanceMinor, reference: "Goodwill", actor: systemActor, now: later }));
  expect(await set(4_000n)).toMatchObject({ state: "expired", expiresOn: "2026-11-23" });
  expect(await set(6_000n)).toMatchObject({ state: "active", expiresOn: "2027-01-04" });
  expect(await run((tx) => expireGiftCards(tx, later))).toBe(0);
  const { items } = await run((tx) => listGiftCardEntries(tx, { cardId: id, limit: 1 }));
  expect(items).toMatchObject([{ kind: "adjusted", amountMinor: 2_000n, expiresOn: "2027-01-04" }]);
});
