/** Card terminals over a network that loses answers: no card is charged twice, and no charge is forgotten. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEgress } from "../../connectors/kit/http/egress.ts";
import { createRegister } from "../../hub/pos/registers.ts";
import { bookTerminalPayments, readTerminalPayment } from "../../hub/pos/terminal-payments.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { createTerminalService } from "./terminal-service.ts";
import { stripeSandbox } from "./testing-stripe.ts";

let hub: TestEngine;
beforeAll(async () => {
  hub = await testEngine({});
});
afterAll(() => hub[Symbol.asyncDispose]());

let prefixes = 0;

/** A register with a terminal of its own, at a Stripe of its own. */
async function till(settings: { readonly asksTip?: boolean; readonly patienceMs?: number } = {}) {
  const stripe = await stripeSandbox();
  const { organization, clock, db } = hub;
  const now = new Date(clock.now());
  const { id: registerId } = await hub.inside((tx) =>
    createRegister(tx, { name: "Till", prefix: `T${++prefixes}`, currency: "EUR", now }),
  );
  const service = createTerminalService({
    ...{ db: db.database, vault: db.vault, clock, log: pino({ level: "silent" }), allowEndpoint: true },
    egress: createEgress({ allowPrivateNetwork: true }),
    patienceMs: settings.patienceMs,
  });
  const requestsTip = settings.asksTip ?? false;
  const saved = { organization, registerId, provider: "stripe", reader: "tmr_1", asksTip: requestsTip } as const;
  await service.keep({ ...saved, key: "sk_test", endpoint: stripe.url });
  const charge = (id: string, amountMinor = 1_990n) =>
    service.charge({ organization, id, registerId, amountMinor, asksTip: requestsTip });
  const poll = (id: string) => service.look({ organization, id });
  const cancel = (id: string) => service.cancel({ organization, id });
  const refund = (of: string, id: string, amountMinor: bigint) => service.refund({ organization, of, id, amountMinor });
  return { stripe, service, saved, registerId, charge, poll, cancel, refund };
}

const alerts = () =>
  hub.inside((tx) =>
    tx.rows<{ cause: string; state: string }>(
      "select cause, state from argosy.alert where organization_id = argosy.tenant() and kind = 'card_payment_unused'",
    ),
  );

test("a card is charged once however often it is asked for, with the tip of the terminal [F4]", async () => {
  const at = await till({ asksTip: true });
  await using stripe = at.stripe;
  const id = randomUUID();
  expect(await at.charge(id)).toMatchObject({ state: "waiting" });
  expect(await at.charge(id)).toMatchObject({ state: "waiting" });
  stripe.tap(200);
  const paid = { state: "paid", paidMinor: 1_990n, tipMinor: 200n, card: "visa 4242" };
  expect(await at.poll(id)).toMatchObject(paid);
  expect(await at.charge(id)).toMatchObject(paid);
  expect(await at.cancel(id)).toMatchObject(paid);
  expect(stripe.charged()).toBe(2_190);
  expect(stripe.intents).toHaveLength(1);
  await expect(at.charge(id, 1_000n)).rejects.toMatchObject({ code: "POS_TERMINAL_KEY_USED" });
});

test.each([
  ["that a payment is noted", "/payment_intents"],
  ["that the terminal asks", "/process_payment_intent"],
])("an answer lost on the way (%s) is looked up by the same key and charges once", async (_, path) => {
  const at = await till();
  await using stripe = at.stripe;
  const id = randomUUID();
  stripe.network.loses = path;
  expect(await at.charge(id)).toMatchObject({ state: "waiting" });
  expect(await at.poll(id)).toMatchObject({ state: "waiting" });
  expect(stripe.asks()).toBe(true);
  stripe.tap();
  expect(await at.poll(id)).toMatchObject({ state: "paid", paidMinor: 1_990n });
  expect(stripe.intents).toHaveLength(1);
  expect(stripe.charged()).toBe(1_990);
});

test("a reader that answers too late has the payment all the same", async () => {
  const at = await till();
  await using stripe = at.stripe;
  const id = randomUUID();
  stripe.network.readerIs = "late";
  expect(await at.charge(id)).toMatchObject({ state: "waiting" });
  stripe.tap();
  expect(await at.poll(id)).toMatchObject({ state: "paid" });
  expect(stripe.charged()).toBe(1_990);
});

test("an answer that never comes keeps nobody waiting: the next look goes on with the same payment", async () => {
  const at = await till({ patienceMs: 1_000 });
  await using stripe = at.stripe;
  const id = randomUUID();
  stripe.network.holds = "/payment_intents";
  expect(await at.charge(id)).toMatchObject({ state: "waiting" });
  for (let round = 0; round < 30 && !stripe.asks(); round++) await at.poll(id);
  stripe.tap();
  for (let round = 0; round < 30 && (await at.poll(id)).state === "waiting"; round++);
  expect(await at.poll(id)).toMatchObject({ state: "paid" });
  expect(stripe.charged()).toBe(1_990);
});

test("a payment that is declined, cancelled at the terminal, busy or away is reported, and cannot be charged any more", async () => {
  const at = await till();
  await using stripe = at.stripe;
  const ended = async (how: () => void) => {
    const id = randomUUID();
    await at.charge(id);
    how();
    const { state, reason, text } = await at.poll(id);
    return [state, reason, text];
  };
  expect(await ended(() => stripe.decline())).toEqual(["declined", "declined", "Your card was declined."]);
  expect(await ended(() => stripe.cancelAtReader())).toEqual(["cancelled", "at_terminal", "The customer canceled."]);
  stripe.network.readerIs = "busy";
  expect(await at.charge(randomUUID())).toMatchObject({ state: "declined", reason: "busy" });
  stripe.network.readerIs = "offline";
  expect(await at.charge(randomUUID())).toMatchObject({ state: "declined", reason: "away" });
  expect(stripe.intents.map(({ status }) => status)).toEqual(["canceled", "canceled", "canceled", "canceled"]);
});

test("a payment cancelled at the register is never charged; where the customer was faster it is paid", async () => {
  const at = await till();
  await using stripe = at.stripe;
  const [first, second] = [randomUUID(), randomUUID()];
  await at.charge(first);
  expect(await at.cancel(first)).toMatchObject({ state: "cancelled", reason: "at_register" });
  expect(stripe.asks()).toBe(false);
  expect(await at.charge(first)).toMatchObject({ state: "cancelled" });
  await at.charge(second);
  stripe.tap();
  expect(await at.cancel(second)).toMatchObject({ state: "paid", paidMinor: 1_990n });
  expect(stripe.charged()).toBe(1_990);
});

/** A payment of which 1,000 were to go back, and nobody heard whether they did. */
async function lostRefund() {
  const at = await till();
  const [id, back] = [randomUUID(), randomUUID()];
  await at.charge(id);
  at.stripe.tap();
  await at.poll(id);
  at.stripe.network.loses = "/refunds";
  expect(await at.refund(id, back, 1_000n)).toMatchObject({ state: "waiting" });
  return { at, id, back };
}

test("money goes back to the card once a key, also where the answer is lost, and never more than was paid", async () => {
  const { at, id, back } = await lostRefund();
  await using stripe = at.stripe;
  expect(await at.refund(id, back, 1_000n)).toMatchObject({ state: "paid" });
  expect(await at.refund(id, back, 1_000n)).toMatchObject({ state: "paid" });
  expect(stripe.charged()).toBe(990);
  await expect(at.refund(id, randomUUID(), 991n)).rejects.toMatchObject({ code: "POS_TERMINAL_AMOUNT" });
  expect(await at.refund(id, randomUUID(), 990n)).toMatchObject({ state: "paid" });
  expect(stripe.charged()).toBe(0);
});

test("a key that is revoked while a payment is open ends nothing: what became of it is asked with the next one", async () => {
  const at = await till();
  await using stripe = at.stripe;
  const id = randomUUID();
  await at.charge(id);
  stripe.tap();
  stripe.network.accepts = "sk_next";
  await expect(at.poll(id)).rejects.toMatchObject({ code: "POS_TERMINAL_REFUSED" });
  await expect(at.cancel(id)).rejects.toMatchObject({ code: "POS_TERMINAL_REFUSED" });
  expect(await at.charge(id)).toMatchObject({ state: "waiting" });
  // Nothing of this one is at the provider.
  expect(await at.charge(randomUUID())).toMatchObject({ state: "declined" });
  await at.service.keep({ ...at.saved, key: "sk_next", endpoint: stripe.url });
  expect(await at.poll(id)).toMatchObject({ state: "paid", paidMinor: 1_990n });
  expect(stripe.charged()).toBe(1_990);
});

test("money that may be on its way back when the key is revoked is not told as refused", async () => {
  const { at, id, back } = await lostRefund();
  await using stripe = at.stripe;
  stripe.network.accepts = "sk_next";
  expect(await at.refund(id, back, 1_000n)).toMatchObject({ state: "waiting" });
  // Asked for with the revoked key alone: for certain nothing went back.
  expect(await at.refund(id, randomUUID(), 500n)).toMatchObject({ state: "declined" });
  await at.service.keep({ ...at.saved, key: "sk_next", endpoint: stripe.url });
  expect(await at.refund(id, back, 1_000n)).toMatchObject({ state: "paid" });
  expect(stripe.charged()).toBe(990);
});

test("a charge whose register is gone is found, told to people, and settled by the sale that comes", async () => {
  const at = await till();
  await using stripe = at.stripe;
  const [paid, left] = [randomUUID(), randomUUID()];
  await at.charge(paid);
  stripe.tap();
  hub.clock.pass(2 * 60_000);
  await at.service.tend(hub.organization);
  expect(await hub.inside((tx) => readTerminalPayment(tx, paid))).toMatchObject({ state: "paid" });
  await at.charge(left);
  hub.clock.pass(16 * 60_000);
  await at.service.tend(hub.organization);
  // Nobody came: the terminal stops asking.
  expect(await hub.inside((tx) => readTerminalPayment(tx, left))).toMatchObject({ state: "cancelled" });
  expect(stripe.asks()).toBe(false);
  expect(await alerts()).toContainEqual({ cause: `card_payment:${paid}`, state: "open" });
  const now = new Date(hub.clock.now());
  const payments = [{ key: paid, amount: 1_500n }];
  const differences = await hub.inside((tx) => bookTerminalPayments(tx, { payments, by: randomUUID(), now }));
  expect(differences).toEqual([{ shown: 1_500n, counted: 1_990n }]);
  expect(await alerts()).toContainEqual({ cause: `card_payment:${paid}`, state: "resolved" });
});

test("money a terminal gave back of a sold payment and that no sale names is told to people, until one names it", async () => {
  const at = await till();
  await using stripe = at.stripe;
  const [id, back] = [randomUUID(), randomUUID()];
  await at.charge(id);
  stripe.tap();
  await at.poll(id);
  const now = new Date(hub.clock.now());
  const book = (key: string, amount: bigint) =>
    hub.inside((tx) => bookTerminalPayments(tx, { payments: [{ key, amount }], by: randomUUID(), now }));
  await book(id, 1_990n);
  await at.refund(id, back, 1_990n);
  hub.clock.pass(16 * 60_000);
  await at.service.tend(hub.organization);
  const raised = await hub.inside((tx) =>
    tx.rows("select title, state from argosy.alert where cause = $1", [`card_payment:${back}`]),
  );
  expect(raised).toEqual([{ title: "Till: 19.90 EUR refunded to a card without a sale", state: "open" }]);
  expect(await book(back, -1_990n)).toEqual([]);
  expect(await alerts()).toContainEqual({ cause: `card_payment:${back}`, state: "resolved" });
  await at.service.tend(hub.organization);
  expect(await alerts()).not.toContainEqual({ cause: `card_payment:${id}`, state: "open" });
});

test("a sale that counts on a charge of which a part or all went back before differs by what went back", async () => {
  const { at, id, back } = await lostRefund();
  await using stripe = at.stripe;
  const now = new Date(hub.clock.now());
  const book = () =>
    hub.inside((tx) => bookTerminalPayments(tx, { payments: [{ key: id, amount: 1_990n }], by: randomUUID(), now }));
  // Not known to have gone back: once it has, no sale names it, which is told.
  expect(await book()).toEqual([]);
  await at.refund(id, back, 1_000n);
  expect(await book()).toEqual([{ shown: 1_990n, counted: 990n }]);
  await at.refund(id, randomUUID(), 990n);
  expect(await book()).toEqual([{ shown: 1_990n, counted: 0n }]);
  expect(stripe.charged()).toBe(0);
});

test("a payment given back whole before any sale had it is told to nobody, in one part or in two", async () => {
  const at = await till();
  await using stripe = at.stripe;
  const id = randomUUID();
  const parts = [randomUUID(), randomUUID()] as const;
  await at.charge(id);
  stripe.tap();
  await at.poll(id);
  await at.refund(id, parts[0], 990n);
  await at.refund(id, parts[1], 1_000n);
  hub.clock.pass(16 * 60_000);
  await at.service.tend(hub.organization);
  const causes = (await alerts()).map(({ cause }) => cause);
  for (const each of [id, ...parts]) expect(causes).not.toContain(`card_payment:${each}`);
});

test("a terminal is kept once its provider knows it, its key is told to nobody, and stays with what is open", async () => {
  const at = await till();
  await using stripe = at.stripe;
  await expect(at.service.keep({ ...at.saved, key: "wrong", endpoint: stripe.url })).rejects.toMatchObject({
    code: "POS_TERMINAL_REFUSED",
  });
  await at.charge(randomUUID());
  await expect(at.service.keep({ ...at.saved, asksTip: true })).rejects.toMatchObject({ code: "POS_TERMINAL_BUSY" });
  stripe.tap();
  hub.clock.pass(2 * 60_000);
  await at.service.tend(hub.organization);
  expect(JSON.stringify(await at.service.keep({ ...at.saved, asksTip: true }))).not.toContain("sk_test");
});

const steps = [
  "charge",
  "poll",
  "poll",
  "cancel",
  "tap",
  "late",
  "lose:1",
  "lose:_intent",
  "lose:_action",
  "lose:cancel",
];

test("a terminal's paid amount is what was charged, whatever is lost, repeated or cancelled in any sequence", async () => {
  const at = await till();
  await using stripe = at.stripe;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 12 }), async (script) => {
      const before = stripe.charged();
      const id = randomUUID();
      stripe.network.readerIs = "ready";
      await at.charge(id);
      for (const step of script) {
        if (step === "charge") await at.charge(id);
        if (step === "poll") await at.poll(id);
        if (step === "cancel") await at.cancel(id);
        if (step === "tap" && stripe.asks()) stripe.tap();
        if (step.startsWith("lose:")) stripe.network.loses = step.slice(5);
        if (step === "late") stripe.network.readerIs = "late";
      }
      stripe.network.loses = "";
      await at.cancel(id);
      const { state, paidMinor } = await at.poll(id);
      expect(["paid", "cancelled", "declined"]).toContain(state);
      expect(stripe.charged() - before).toBe(Number(paidMinor ?? 0n));
      if (stripe.asks()) stripe.cancelAtReader();
    }),
    { numRuns: 15 },
  );
});
