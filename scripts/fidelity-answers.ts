/**
 * A sandbox held against the form of what a real shop answered in a living run (`npm run living -- <shop> ... --record`):
 * the connector reads, ships, pays back, cancels and counts in the sandbox, and each answer is compared with those the
 * shop gave to the same operation.
 */
import { existsSync, readFileSync } from "node:fs";
import { connectors } from "../src/connectors/index.ts";
import type { Connector } from "../src/connectors/kit/contract/contract.ts";
import type { Orders, Sweep } from "../src/connectors/kit/contract/ports.ts";
import type { Exchanged } from "../src/connectors/kit/http/call-log.ts";
import { plainJson } from "../src/connectors/kit/parse/json.ts";
import type { SandboxOrderInput } from "../src/connectors/kit/sandbox/sandbox.ts";
import { answerDifferences, operationOf, type ShopAnswers } from "../src/connectors/kit/testing/answer-shapes.ts";
import { commandOrder, followCommand, readPart } from "../src/connectors/kit/testing/commands.ts";
import type { TestConnection } from "../src/connectors/kit/testing/connection.ts";
import { openConnectedShop, portOf } from "../src/connectors/kit/testing/shop.ts";
import { startSandbox } from "../src/sandboxes/index.ts";
import { answersFile } from "../test/living/recorded.ts";

export interface AnswersFidelity {
  /** Of the shop whose answers were recorded. */
  readonly version: string;
  /** Operations of the sandbox that the shop answered too. */
  readonly compared: number;
  /** Those the shop was never asked in that way. */
  readonly unknown: readonly string[];
  readonly differences: readonly { readonly operation: string; readonly what: string }[];
}

/** An answer of the sandbox. */
export interface SandboxAnswer {
  readonly operation: string;
  readonly value: unknown;
}

/** Null where no real shop's answers were recorded. */
export async function answersFidelity(id: string): Promise<AnswersFidelity | null> {
  const file = answersFile(id);
  const connector = connectors.get(id);
  if (!connector || !existsSync(file)) return null;
  const recorded: ShopAnswers = JSON.parse(readFileSync(file, "utf8"));
  return heldAgainst(recorded, await sandboxAnswers(connector));
}

/** What the sandbox's answers have that the shop's have not, and the other way round. */
export function heldAgainst({ version, answers }: ShopAnswers, given: readonly SandboxAnswer[]): AnswersFidelity {
  const operations = [...new Set(given.map(({ operation }) => operation))].sort();
  const differences = given.flatMap(({ operation, value }) => {
    const shape = answers[operation];
    return shape ? answerDifferences(shape, value).map((what) => ({ operation, what })) : [];
  });
  const each = new Map(differences.map((one) => [`${one.operation} ${one.what}`, one]));
  return {
    version,
    compared: operations.filter((one) => answers[one]).length,
    unknown: operations.filter((one) => !answers[one]),
    differences: [...each.values()],
  };
}

/** All that the sandbox answers while the connector works with it. */
export async function sandboxAnswers(connector: Connector): Promise<readonly SandboxAnswer[]> {
  const exchanged: Exchanged[] = [];
  await using opened = await openConnectedShop(
    connector,
    (clock) => startSandbox(connector.meta.id, { clock, seed: 7 }),
    {
      onExchange: (one) => void exchanged.push(one),
      prepare: ({ shop }) => {
        shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "12.00", stock: 50 }] });
        shop.addProduct({
          title: "Shirt",
          variants: ["S", "M"].map((size) => ({ sku: `SHIRT-${size}`, price: "20.00", stock: 40, option: size })),
        });
      },
    },
  );
  const buyer = { name: "Guest Buyer", email: "buyer@guest.example" };
  const lines = [
    { sku: "MUG", quantity: 2 },
    { sku: "SHIRT-S", quantity: 1 },
  ];
  const payments: readonly SandboxOrderInput["payment"][] = ["paid", "paid", "paid", "pending"];
  const orders = payments.map((payment) => opened.shop.placeOrder({ lines, payment, customer: buyer }));
  await played(opened.connection, orders);
  return exchanged.flatMap(({ method, url, status, responseBody }) => {
    const value = plainJson(responseBody);
    return typeof value === "object" ? [{ operation: operationOf(method, url, status), value }] : [];
  });
}

/** What the connector does in a working day: reads all there is, ships, pays back, cancels, counts. */
async function played(connection: TestConnection, [shipped = "", refunded = "", cancelled = ""]: readonly string[]) {
  const { ports, ctx } = connection;
  const orders = portOf(connection, "orders");
  const products = await walked(ports.products?.sweeps ?? [], connection);
  await walked(orders.sweeps, connection);
  const part = await readPart(connection, shipped);
  const take = isTaken(orders, commandOrder(part));
  if (take("fulfil"))
    await followCommand(connection, shipped, { kind: "fulfil", trackingNumbers: ["T-1"], notifyCustomer: false });
  if (take("refund"))
    await followCommand(connection, refunded, {
      kind: "refund",
      amount: { minor: 300n, currency: part.totals.currency },
      lines: [],
      moveMoney: true,
    });
  if (take("cancel"))
    await followCommand(connection, cancelled, {
      kind: "cancel",
      reason: "customer",
      restock: true,
      notifyCustomer: false,
    });
  const counted = products.flatMap(({ variants }) => variants).slice(0, 2);
  await ports.stock?.push.send(
    counted.map(({ key, levels, ext = null }) => ({
      key,
      location: levels?.[0]?.location ?? "",
      seq: 1n,
      want: 9,
      expected: null,
      ext,
      idempotencyKey: `stock-${key}`,
    })),
    ctx,
  );
}

const isTaken = (orders: Orders, order: ReturnType<typeof commandOrder>) => {
  const options = orders.options(order);
  return (kind: string) => options.some((one) => one.kind === kind && one.allowed);
};

async function walked<T>(sweeps: readonly Sweep<T>[], { ctx }: TestConnection): Promise<T[]> {
  const items: T[] = [];
  for (const sweep of sweeps.filter(({ mode }) => mode !== "open_ids"))
    for await (const page of sweep.run({ cursor: null }, ctx)) items.push(...page.items);
  return items;
}
