/** What buyers ask reaches the inbox, and replies go out once, whatever becomes of the answer. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Actor } from "../../commerce/actor.ts";
import type { ChannelConversation, ConversationMessage } from "../../commerce/conversation.ts";
import type { Conversations, ReplyResult } from "../../connectors/kit/contract/conversations.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { alertUrgent } from "../../hub/conversations/alerts.ts";
import { getConversation, listConversations, markDone } from "../../hub/conversations/conversations.ts";
import { requestReply, settleReply } from "../../hub/conversations/replies.ts";
import { softDeleteStore } from "../../hub/stores/lifecycle.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { fullSweep } from "../testing-ports.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const actor: Actor = { kind: "user", id: "u1", name: "Rana" };

let engine: TestEngine;
/** What the channel has, by key. */
let shown: Map<string, ChannelConversation>;
/** What sending does beside adding the message. */
let answer: "sent" | "masked" | "lost" | "never taken" | "refused" | "conflict" | "revoked";
/** What reading one conversation says beside what is there, or how it fails. */
let read: Partial<ChannelConversation> | ConnectorError;
/** Calls that sent something. */
let posted: string[];

const question = (more: Partial<ChannelConversation> = {}): ChannelConversation => ({
  key: "message:1",
  kind: "message",
  subject: "Question",
  buyer: "hala",
  state: "waiting_for_seller",
  canReply: true,
  openedAt: "2026-11-20T08:00:00.000Z",
  updatedAt: "2026-11-20T08:00:00.000Z",
  messages: [{ key: "m1", at: "2026-11-20T08:00:00.000Z", from: "buyer", text: "Where is my mug?" }],
  ...more,
});

const texts = () => shown.get("message:1")?.messages.map(({ text }) => text);

function write(text: string): void {
  const before = shown.get("message:1") ?? question();
  const at = new Date(engine.clock.now()).toISOString();
  const own: ConversationMessage = { key: `own-${before.messages.length}`, at, from: "seller", text };
  shown.set("message:1", { ...before, state: "open", updatedAt: at, messages: [...before.messages, own] });
}

async function send(text: string): Promise<ReplyResult> {
  posted.push(text);
  if (answer === "conflict") throw new ConnectorError({ kind: "conflict" }, "Busy.");
  if (answer === "revoked") throw new ConnectorError({ kind: "auth_revoked" }, "No access.");
  if (answer === "refused") throw new ConnectorError({ kind: "rejected", code: "355007" }, "Too long.");
  if (answer !== "never taken") write(answer === "masked" ? "***" : text);
  if (answer === "sent" || answer === "masked") return { state: "sent", messageKey: undefined };
  throw new ConnectorError({ kind: "ambiguous" }, "The answer was lost.");
}

const port = (): Conversations => ({
  sweeps: [
    fullSweep(async function* () {
      yield { items: [...shown.values()], cursor: "1", safeToSave: true };
    }),
  ],
  get: async (key) => {
    if (read instanceof ConnectorError) throw read;
    const one = shown.get(key);
    return one ? { ...one, ...read } : null;
  },
  reply: { maxLength: 100, send: ({ text }) => send(text) },
});

beforeEach(async () => {
  shown = new Map([["message:1", question()]]);
  answer = "sent";
  read = {};
  posted = [];
  engine = await testEngine({});
  engine.ports = { conversations: port() };
});
afterEach(() => engine[Symbol.asyncDispose]());

const now = () => new Date(engine.clock.now());

/** Everything due now, conversations read anew. */
async function idle(): Promise<void> {
  await engine.engine.runUntilIdle();
}

const listed = async () => (await engine.inside((tx) => listConversations(tx, {}))).items;
const waiting = async () =>
  (await engine.inside((tx) => listConversations(tx, { waiting: true }))).items.map(({ subject }) => subject);

async function pass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 5) {
    engine.clock.pass(5 * MINUTE_MS);
    await idle();
  }
}

async function theOne() {
  const [one] = await listed();
  if (!one) throw new Error("There is no conversation.");
  return engine.inside((tx) => getConversation(tx, one.id));
}

async function settle(action: "again" | "drop"): Promise<void> {
  const { id, replies } = await theOne();
  const replyId = replies[0]?.id ?? "";
  await engine.inside((tx) => settleReply(tx, { id, replyId, action, actor, now: now() }));
  await idle();
}

async function reply(text: string, requestKey?: string): Promise<void> {
  const { id } = await theOne();
  await engine.inside((tx) => requestReply(tx, { id, text, maxLength: 100, requestKey, actor, now: now() }));
  await idle();
}

const stateOfReply = async () => (await theOne()).replies.map(({ state }) => state);
const alerts = () =>
  engine.inside((tx) =>
    tx.rows<{ kind: string; severity: string }>(
      `select kind, severity from argosy.alert
       where organization_id = argosy.tenant() and state = 'open'
         and kind in ('conversation_waiting', 'reply_refused', 'reply_unconfirmed')
       order by kind`,
    ),
  );

test("a buyer's message is read by the sweep and waits, and its reply is sent once and ends the waiting", async () => {
  await idle();
  expect(await waiting()).toEqual(["Question"]);
  await reply("It left today.", "once");
  await reply("It left today.", "once");
  expect(texts()).toEqual(["Where is my mug?", "It left today."]);
  expect(await stateOfReply()).toEqual(["sent"]);
  expect(await waiting()).toEqual([]);
  expect((await theOne()).messages.map(({ from, text }) => [from, text])).toEqual([
    ["buyer", "Where is my mug?"],
    ["seller", "It left today."],
  ]);
});

test("a reply whose answer was lost is found among the messages and not sent again", async () => {
  await idle();
  answer = "lost";
  await reply("It left today.");
  expect(await stateOfReply()).toEqual(["sending"]);
  engine.clock.pass(2 * MINUTE_MS);
  await idle();
  expect(await stateOfReply()).toEqual(["sent"]);
  expect(texts()).toEqual(["Where is my mug?", "It left today."]);
});

test("a reply that was never taken is left to a member after three look-ups, and goes out when they say so", async () => {
  await idle();
  answer = "never taken";
  await reply("It left today.");
  await pass(40);
  expect(await stateOfReply()).toEqual(["unconfirmed"]);
  expect(texts()).toEqual(["Where is my mug?"]);
  expect(await alerts()).toEqual([{ kind: "reply_unconfirmed", severity: "warning" }]);
  answer = "sent";
  await settle("again");
  expect(texts()).toEqual(["Where is my mug?", "It left today."]);
  expect(await stateOfReply()).toEqual(["sent"]);
  expect(await alerts()).toEqual([]);
});

test("a member's again of a reply that did arrive meanwhile sends nothing", async () => {
  await idle();
  answer = "refused";
  await reply("It left today.");
  expect(await stateOfReply()).toEqual(["refused"]);
  expect(texts()).toEqual(["Where is my mug?"]);
  write("It left today.");
  answer = "sent";
  await settle("again");
  expect(texts()).toEqual(["Where is my mug?", "It left today."]);
});

test("a reply the channel took is sent once, also where the conversation cannot be saved after it", async () => {
  await idle();
  answer = "masked";
  read = { amount: { minor: 10n ** 30n, currency: "EUR" } };
  await reply("It left today.");
  await pass(40);
  expect(posted).toEqual(["It left today."]);
  expect(await stateOfReply()).toEqual(["sent"]);
});

test("a reply whose call is answered by a withdrawn access waits, and the channel asks for a new one at once", async () => {
  await idle();
  answer = "revoked";
  await reply("It left today.");
  await pass(10);
  expect(posted).toEqual(["It left today."]);
  expect(await stateOfReply()).toEqual(["pending"]);
  const states = await engine.inside((tx) =>
    tx.rows("select state from argosy.connection where organization_id = argosy.tenant() and id = $1", [engine.store]),
  );
  expect(states).toEqual([{ state: "needs_reauth" }]);
  await settle("drop");
  expect(await stateOfReply()).toEqual(["dropped"]);
});

test("a reply whose answer was lost is left to a member when its conversation cannot be read", async () => {
  await idle();
  answer = "never taken";
  await reply("It left today.");
  read = new ConnectorError({ kind: "drift", path: "messages" }, "Unreadable.");
  await pass(60);
  expect(posted).toEqual(["It left today."]);
  expect(await stateOfReply()).toEqual(["unconfirmed"]);
  expect(await alerts()).toEqual([{ kind: "reply_unconfirmed", severity: "warning" }]);
});

test("a reply the channel does not take in five attempts is refused and alerts, and a member drops it", async () => {
  await idle();
  answer = "conflict";
  await reply("It left today.");
  await pass(5 * 60);
  expect(posted).toHaveLength(5);
  expect(await stateOfReply()).toEqual(["refused"]);
  expect(await alerts()).toEqual([{ kind: "reply_refused", severity: "warning" }]);
  await settle("drop");
  expect(await stateOfReply()).toEqual(["dropped"]);
  expect(await alerts()).toEqual([]);
});

test("a sent reply stays and ends the waiting while the channel does not list it yet", async () => {
  await idle();
  const before = question();
  await reply("It left today.");
  const after = shown.get("message:1") ?? before;
  shown.set("message:1", before);
  await pass(20);
  expect(await waiting()).toEqual([]);
  expect((await theOne()).messages.map(({ text }) => text)).toEqual(["Where is my mug?", "It left today."]);
  shown.set("message:1", after);
  await pass(20);
  expect((await theOne()).messages.map(({ text }) => text)).toEqual(["Where is my mug?", "It left today."]);
});

test("an answer of the buyer wakes a conversation marked as done where the channel's clock is behind", async () => {
  await engine.inside((tx) =>
    tx.run(`update argosy.connection set clock_ahead_ms = $2 where organization_id = argosy.tenant() and id = $1`, [
      engine.store,
      -10 * MINUTE_MS,
    ]),
  );
  await idle();
  await reply("It left today.");
  const { id, messages } = await theOne();
  await engine.inside((tx) => markDone(tx, { id, done: true, actor, now: now() }));
  const at = new Date(now().getTime() - 9 * MINUTE_MS).toISOString();
  const own = shown.get("message:1")?.messages.map((one) => ({ ...one, at: messages[1]?.at ?? at })) ?? [];
  const buyer: ConversationMessage = { key: "m2", at, from: "buyer", text: "Thank you. And the other one?" };
  shown.set("message:1", question({ updatedAt: at, messages: [...own, buyer] }));
  await pass(20);
  expect(await waiting()).toEqual(["Question"]);
});

test("a dispute raises an alert with its date, a critical one two days before it, and none once it is done", async () => {
  const respondBy = new Date(now().getTime() + 5 * DAY_MS).toISOString();
  shown.set("dispute:7", question({ key: "dispute:7", kind: "dispute", canReply: false, respondBy, subject: "" }));
  await idle();
  expect(await alerts()).toEqual([{ kind: "conversation_waiting", severity: "warning" }]);
  await engine.inside((tx) => alertUrgent(tx, now()));
  expect(await alerts()).toEqual([{ kind: "conversation_waiting", severity: "warning" }]);
  engine.clock.pass(4 * DAY_MS);
  await engine.inside((tx) => alertUrgent(tx, now()));
  expect(await alerts()).toEqual([{ kind: "conversation_waiting", severity: "critical" }]);
  const dispute = (await listed()).find(({ kind }) => kind === "dispute");
  await engine.inside((tx) => markDone(tx, { id: dispute?.id ?? "", done: true, actor, now: now() }));
  expect(await alerts()).toEqual([]);
  await engine.inside((tx) => alertUrgent(tx, now()));
  expect(await alerts()).toEqual([]);
});

test("a conversation marked as done waits again when the buyer writes again", async () => {
  await idle();
  const { id } = await theOne();
  await engine.inside((tx) => markDone(tx, { id, done: true, actor, now: now() }));
  expect(await waiting()).toEqual([]);
  await idle();
  expect(await waiting()).toEqual([]);
  shown.set("message:1", question({ updatedAt: new Date(now().getTime() + 1).toISOString() }));
  engine.clock.pass(MINUTE_MS);
  await idle();
  expect(await waiting()).toEqual(["Question"]);
});

const dispute = (more: Partial<ChannelConversation> = {}): ChannelConversation =>
  question({ key: "dispute:7", kind: "dispute", canReply: false, subject: "Dispute", ...more });

/** The dispute, marked as done. */
async function doneDispute(): Promise<string> {
  await idle();
  const id = (await listed()).find(({ kind }) => kind === "dispute")?.id ?? "";
  await engine.inside((tx) => markDone(tx, { id, done: true, actor, now: now() }));
  expect(await alerts()).toEqual([]);
  return id;
}

test("a dispute marked as done waits and alerts again when the channel wants an answer or names another date", async () => {
  const inDays = (days: number) => new Date(now().getTime() + days * DAY_MS).toISOString();
  shown = new Map([["dispute:7", dispute({ state: "open" })]]);
  const id = await doneDispute();
  shown.set("dispute:7", dispute({ respondBy: inDays(5) }));
  await pass(20);
  expect(await waiting()).toEqual(["Dispute"]);
  expect(await alerts()).toEqual([{ kind: "conversation_waiting", severity: "warning" }]);
  await engine.inside((tx) => markDone(tx, { id, done: true, actor, now: now() }));
  shown.set("dispute:7", dispute({ respondBy: inDays(1) }));
  await pass(20);
  expect(await alerts()).toEqual([{ kind: "conversation_waiting", severity: "critical" }]);
});

test("a dispute that waits again by hand in its last two days alerts at once", async () => {
  shown = new Map([["dispute:7", dispute({ respondBy: new Date(now().getTime() + DAY_MS).toISOString() })]]);
  const id = await doneDispute();
  await engine.inside((tx) => markDone(tx, { id, done: false, actor, now: now() }));
  expect(await alerts()).toEqual([{ kind: "conversation_waiting", severity: "critical" }]);
});

test("a dispute of a deleted channel neither waits nor alerts", async () => {
  shown = new Map([["dispute:7", dispute({ respondBy: new Date(now().getTime() + 3 * DAY_MS).toISOString() })]]);
  await idle();
  const change = { connectionId: engine.store, by: actor, now: now() };
  await engine.inside((tx) => softDeleteStore(tx, change));
  engine.clock.pass(2 * DAY_MS);
  await engine.inside((tx) => alertUrgent(tx, now()));
  expect(await waiting()).toEqual([]);
  expect(await alerts()).toEqual([]);
});

test("a dispute of a deleted channel goes to another channel of its account, which alerts", async () => {
  const shareAccount = (id: string) =>
    engine.inside((tx) =>
      tx.run("update argosy.connection set stock_place = 'p' where organization_id = argosy.tenant() and id = $1", [
        id,
      ]),
    );
  await shareAccount(engine.store);
  shown = new Map([["dispute:7", dispute()]]);
  await idle();
  const { id } = await theOne();
  const other = await engine.inside((tx) =>
    tx.one<{ id: string }>(
      `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key, order_prefix)
       select organization_id, kind, provider, 'other', 'Other', 'needs_reauth', 'other', 'OT' from argosy.connection
       where organization_id = argosy.tenant() and id = $1 returning id`,
      [engine.store],
    ),
  );
  await shareAccount(other.id);
  await engine.inside((tx) => softDeleteStore(tx, { connectionId: engine.store, by: actor, now: now() }));
  expect(await waiting()).toEqual(["Dispute"]);
  expect(await engine.inside((tx) => getConversation(tx, id))).toMatchObject({ storeId: other.id });
  expect(await alerts()).toEqual([{ kind: "conversation_waiting", severity: "warning" }]);
});
