/** What buyers and the platform ask: read whole, once each change, and a reply that is never sent twice. */
import { expect } from "vitest";
import { type ChannelConversation, type ConversationKind, findReply } from "../../../commerce/conversation.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Context } from "../contract/contract.ts";
import type { Conversations } from "../contract/conversations.ts";
import { ConnectorError, isKind } from "../contract/errors.ts";
import type { Sweep } from "../contract/ports.ts";
import { type Bench, control, createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { altered, FORMS, type Path } from "./decoration.ts";

const MINUTE_MS = 60_000;

interface Talk {
  readonly port: Conversations;
  readonly ctx: Context;
  /** A new conversation about a new order. */
  open(kind: ConversationKind, text?: string): { readonly key: string; readonly orderKey: string };
  /** What all sweeps tell now; they go on where they stood. */
  changes(): Promise<ChannelConversation[]>;
  /** How many of them the last time could not be read. */
  unread(): number;
}

async function follow(
  sweep: Sweep<ChannelConversation>,
  ctx: Context,
  cursors: Map<string, string>,
): Promise<{ readonly items: readonly ChannelConversation[]; readonly unread: number }> {
  const items: ChannelConversation[] = [];
  let unread = 0;
  for await (const page of sweep.run({ cursor: cursors.get(sweep.id) ?? null }, ctx)) {
    items.push(...page.items);
    unread += page.unread ?? 0;
    if (page.safeToSave) cursors.set(sweep.id, page.cursor);
  }
  return { items, unread };
}

async function talk(bench: Bench): Promise<Talk> {
  const connection = await bench.connect();
  const port = need(connection.ports, "conversations");
  bench.shop.addProduct(createProducts(0, { stock: 10_000 }));
  const cursors = new Map<string, string>();
  let unread = 0;
  return {
    unread: () => unread,
    port,
    ctx: connection.ctx,
    open(kind, text = "Where is my mug?") {
      const orderKey = bench.shop.placeOrder({
        lines: [{ sku: "MUG-0", quantity: 1 }],
        payment: "paid",
        customer: { name: "Ada Lovelace", email: "ada@example.com" },
      });
      return { key: control(bench.shop, "openConversation")({ kind, orderKey, text }), orderKey };
    },
    async changes() {
      await bench.clock.sleep(MINUTE_MS);
      const all: ChannelConversation[] = [];
      unread = 0;
      for (const sweep of port.sweeps) {
        const told = await follow(sweep, connection.ctx, cursors);
        all.push(...told.items);
        unread += told.unread;
      }
      return all;
    },
  };
}

async function read({ port, ctx }: Talk, key: string): Promise<ChannelConversation> {
  const found = await port.get(key, ctx);
  if (!found) throw new Error(`the conversation ${key} is not known`);
  return found;
}

function replying({ port }: Talk) {
  if (!port.reply) throw new Unsupported("the platform takes no replies");
  return port.reply;
}

/** Fields of an answer without further ones in them. */
const leavesOf = (value: Json, path: Path = []): Path[] =>
  value === null || typeof value !== "object" || Object.keys(value).length === 0
    ? [path]
    : Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));

/** What decides which conversation it is, whose turn it is, and how pages go on. */
const ESSENTIAL =
  /(?:id|_id|token|total|total_count|type|types?|date|dates?|_date|created|updated|status|state|since|body|text|name)$/i;

export const conversationCases: readonly Case[] = [
  {
    name: "conversations: a buyer's message is told with its words, whose turn it is, and again when somebody writes",
    run: async (bench) => {
      const talked = await talk(bench);
      const { key } = talked.open("message", "Where is my mug?\nIt is a gift — über wichtig.");
      const first = (await talked.changes()).find((one) => one.key === key);
      expect(first).toMatchObject({ kind: "message", state: "waiting_for_seller", canReply: true });
      expect(first?.messages.map(({ from, text }) => [from, text])).toEqual([
        ["buyer", "Where is my mug?\nIt is a gift — über wichtig."],
      ]);
      control(bench.shop, "writeToSeller")(key, "Hello?");
      const second = (await talked.changes()).find((one) => one.key === key);
      expect(second?.messages.map(({ text }) => text).at(-1)).toBe("Hello?");
      expect(await read(talked, key)).toMatchObject({ key, state: "waiting_for_seller" });
    },
  },
  {
    name: "conversations: a dispute or an incident names its order, waits for the seller, and is told once more when it ends",
    run: async (bench) => {
      const talked = await talk(bench);
      const { key, orderKey } = talked.open("dispute");
      expect((await talked.changes()).filter((one) => one.key === key)).toEqual([
        expect.objectContaining({ orderKey, state: "waiting_for_seller" }),
      ]);
      expect((await talked.changes()).filter((one) => one.key === key)).toEqual([]);
      control(bench.shop, "closeConversation")(key);
      expect((await talked.changes()).filter((one) => one.key === key)).toEqual([
        expect.objectContaining({ orderKey, state: "closed" }),
      ]);
    },
  },
  {
    name: "conversations: of more than two pages each one is told, and a walk goes on in the middle",
    run: async (bench) => {
      const talked = await talk(bench);
      const keys: string[] = [];
      for (let index = 0; index < 230; index += 1) keys.push(talked.open("message", `Question ${index}`).key);
      await bench.clock.sleep(MINUTE_MS);
      const found = new Set<string>();
      for (const sweep of talked.port.sweeps) {
        let cursor: string | null = null;
        // A process that ends after each page.
        for (let isOver = false; !isOver; ) {
          isOver = true;
          for await (const page of sweep.run({ cursor }, talked.ctx)) {
            for (const one of page.items) found.add(one.key);
            const isSame = page.cursor === cursor;
            cursor = page.cursor;
            isOver = isSame || page.items.length === 0;
            break;
          }
        }
      }
      expect(keys.filter((key) => !found.has(key))).toEqual([]);
    },
  },
  {
    name: "conversations: one that cannot be read holds up no other, is counted in each run, and is told once it can be read",
    damages: true,
    run: async (bench) => {
      const talked = await talk(bench);
      const keys = [0, 1, 2].map((index) => talked.open("message", `Question ${index}`).key);
      const id = keys[1]?.split(":")[1] ?? "";
      bench.sandbox.faults.add({ fault: { kind: "spoil_record", key: id } });
      bench.sandbox.faults.add({ fault: { kind: "rewrite", rewrite: () => ({ spoiled: true }) }, path: id });
      const others = keys.filter((_, index) => index !== 1).sort();
      expect((await talked.changes()).map(({ key }) => key).sort()).toEqual(others);
      expect(talked.unread()).toBe(1);
      await talked.changes();
      await bench.clock.sleep(60 * MINUTE_MS);
      await talked.changes();
      expect(talked.unread()).toBe(1);
      bench.sandbox.faults.clear();
      expect((await talked.changes()).map(({ key }) => key)).toContain(keys[1]);
      await talked.changes();
      expect(talked.unread()).toBe(0);
    },
  },
  {
    name: "conversations: a first run reads those of the last weeks, whenever the store was connected",
    run: async (bench) => {
      const talked = await talk(bench);
      const { key } = talked.open("message");
      await bench.clock.sleep(30 * 24 * 60 * MINUTE_MS);
      expect((await talked.changes()).map((one) => one.key)).toContain(key);
    },
  },
  {
    name: "conversations: a key the platform does not know is null",
    run: async (bench) => {
      const talked = await talk(bench);
      const { key } = talked.open("message");
      for (const unknown of [`${key}0`, `${key.split(":")[0]}:987654321`, "987654321"])
        expect(await talked.port.get(unknown, talked.ctx), unknown).toBeNull();
    },
  },
  {
    name: "replies: one reaches the buyer as it was written, once, and the seller has nothing to do then",
    run: async (bench) => {
      const talked = await talk(bench);
      const reply = replying(talked);
      const { key } = talked.open("message");
      const text = 'It left on Monday & arrives <tomorrow>: "track" it.';
      const result = await reply.send({ conversation: await read(talked, key), text }, talked.ctx);
      expect(result.state).toBe("sent");
      expect(control(bench.shop, "repliesIn")(key)).toEqual([text]);
      const after = await read(talked, key);
      expect(after.state).toBe("open");
      expect(findReply(after, { text, before: [] })).toBeDefined();
    },
  },
  {
    name: "replies: one whose answer is lost is in doubt, is made once, and is found among the messages",
    run: async (bench) => {
      const talked = await talk(bench);
      const reply = replying(talked);
      const { key } = talked.open("message");
      const before = await read(talked, key);
      const text = "It is on its way.";
      bench.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, write: true });
      const error = await reply.send({ conversation: before, text }, talked.ctx).catch((thrown: unknown) => thrown);
      bench.sandbox.faults.clear();
      expect(isKind(error, "ambiguous"), String(error)).toBe(true);
      expect(control(bench.shop, "repliesIn")(key)).toEqual([text]);
      const earlier = before.messages.map((one) => one.key);
      expect(findReply(await read(talked, key), { text, before: earlier })).toBeDefined();
    },
  },
  {
    name: "replies: one that was never taken is not found, and an earlier one of the same words is not taken for it",
    run: async (bench) => {
      const talked = await talk(bench);
      const reply = replying(talked);
      const { key } = talked.open("message");
      const text = "Thank you!";
      await reply.send({ conversation: await read(talked, key), text }, talked.ctx);
      const before = await read(talked, key);
      bench.sandbox.faults.add({ fault: { kind: "drop_before" }, write: true });
      const error = await reply.send({ conversation: before, text }, talked.ctx).catch((thrown: unknown) => thrown);
      bench.sandbox.faults.clear();
      expect(error).toBeInstanceOf(ConnectorError);
      const earlier = before.messages.map((one) => one.key);
      expect(findReply(await read(talked, key), { text, before: earlier })).toBeUndefined();
    },
  },
  {
    name: "replies: one longer than the platform takes is refused with the reason and not sent",
    run: async (bench) => {
      const talked = await talk(bench);
      const reply = replying(talked);
      const { key } = talked.open("message");
      const text = "x".repeat(reply.maxLength + 1);
      const result = await reply
        .send({ conversation: await read(talked, key), text }, talked.ctx)
        .catch((thrown: unknown) => thrown);
      expect(isKind(result, "rejected"), String(result)).toBe(true);
      expect(control(bench.shop, "repliesIn")(key)).toEqual([]);
    },
  },
  {
    name: "conversations: no field beside those it needs keeps one out, whatever form it has",
    damages: true,
    run: async (bench) => {
      const talked = await talk(bench);
      const keys = [talked.open("message").key, talked.open("dispute").key];
      for (const key of keys) {
        const expected = (await read(talked, key)).state;
        for (const form of FORMS) {
          const rewrite = (body: Json) =>
            altered(
              body,
              leavesOf(body).filter((path) => !path.some((step) => ESSENTIAL.test(step))),
              form,
            );
          bench.sandbox.faults.add({ fault: { kind: "rewrite", rewrite } });
          const now = await read(talked, key).finally(() => bench.sandbox.faults.clear());
          expect(now.state, `${key}, all as ${JSON.stringify(form)}`).toBe(expected);
        }
      }
    },
  },
];
