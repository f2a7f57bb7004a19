/** Where a bug can be planted: around the ports, and around what they read and are told. */
import type { OrderPart } from "../../../../commerce/order.ts";
import type { ChannelProduct } from "../../../../commerce/product.ts";
import type { Connector, Context, Ports } from "../../contract/contract.ts";
import type { FileImport } from "../../contract/files.ts";
import type { CommandResult, Orders, Products, Push, PushItem, Sweep } from "../../contract/ports.ts";
import type { InboundChange, WebhookHandler } from "../../contract/webhooks.ts";
import type { LackWord } from "../absence-phrases.ts";
import type { Mutant } from "./mutant.ts";

export type Plant = Mutant["plant"];
type Change<T> = (value: T) => T;

/** A change that says when it changed something. */
export function watched<T>(change: Change<T>, touch: () => void): Change<T> {
  let touched = false;
  return (value) => {
    const next = change(value);
    if (!touched && next !== value && text(next) !== text(value)) {
      touched = true;
      touch();
    }
    return next;
  };
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : inner)) ?? "";

/** The connector with some ports of every connection replaced. */
export function onPorts(sound: Connector, change: (ports: Ports) => Partial<Ports>): Connector {
  return {
    ...sound,
    open: (connection) => {
      const ports = sound.open(connection);
      return { ...ports, ...change(ports) };
    },
  };
}

/** Replaces part of one port, where the connection has it. */
export function onPort<K extends keyof Ports>(
  name: K,
  change: (port: NonNullable<Ports[K]>, touch: () => void) => Partial<NonNullable<Ports[K]>>,
): Plant {
  return (sound, touch) =>
    onPorts(sound, (ports) => {
      const port = ports[name];
      return port === undefined
        ? {}
        : ({ [name]: { ...port, ...change(port as NonNullable<Ports[K]>, touch) } } as Partial<Ports>);
    });
}

/** Bugs of one port, which are called by its name. */
export const bugsIn =
  <Port>(label: string, plantBy: (change: (port: Port, touch: () => void) => Partial<Port>) => Plant) =>
  (name: string, likely: readonly string[], change: (port: Port, touch: () => void) => Partial<Port>): Mutant => ({
    name: `${label}: ${name}`,
    likely,
    plant: plantBy(change),
  });

/** Bugs in what is read of one kind of thing, which most likely its golden one shows. */
export const bugsInReading =
  <T>(label: string, plantBy: (change: Change<T>) => Plant, usual: readonly string[]) =>
  (name: string, change: Change<T>, likely = usual, ...fields: readonly LackWord[]): Mutant => ({
    name: `${label}: ${name}`,
    likely,
    fields,
    plant: plantBy(change),
  });

/** Writes that change what is desired of each item. */
export function alteredPush<W>(push: Push<W>, change: Change<PushItem<W>>, touch: () => void): Push<W> {
  const alter = watched(change, touch);
  return { ...push, send: (items, ctx) => push.send(items.map(alter), ctx) };
}

/** Replaces the webhook handler of connections and the app's own. */
export function onWebhooks(change: (webhooks: WebhookHandler, touch: () => void) => Partial<WebhookHandler>): Plant {
  return (sound, touch) => {
    const planted = onPort("webhooks", change)(sound, touch);
    return sound.appWebhooks
      ? { ...planted, appWebhooks: { ...sound.appWebhooks, ...change(sound.appWebhooks, touch) } }
      : planted;
  };
}

/** Changes what sweeps hand out. */
function onSweeps<T>(sweeps: readonly Sweep<T>[], change: Change<T>): Sweep<T>[] {
  return sweeps.map((sweep) => ({
    ...sweep,
    async *run(input, ctx) {
      for await (const page of sweep.run(input, ctx)) yield { ...page, items: page.items.map(change) };
    },
  }));
}

/** Changes every order part, wherever the connector reads one. */
export function onParts(change: Change<OrderPart>): Plant {
  return (sound, touch) => {
    const alter = watched(change, touch);
    return onPorts(sound, ({ orders, webhooks, files }) => ({
      ...(orders && { orders: alteredOrders(orders, alter) }),
      ...(webhooks && { webhooks: alteredWebhooks(webhooks, (understood) => alteredParts(understood, alter)) }),
      ...(files && { files: { ...files, imports: files.imports.map((one) => alteredImport(one, alter)) } }),
    }));
  };
}

/** What is read by its key, changed; what is not there stays so. */
const alteredGet =
  <T>(port: { get(key: string, ctx: Context): Promise<T | null> }, alter: Change<T>) =>
  async (key: string, ctx: Context): Promise<T | null> => {
    const read = await port.get(key, ctx);
    return read && alter(read);
  };

function alteredOrders(orders: Orders, alter: Change<OrderPart>): Orders {
  const { create, hold, updateTracking } = orders;
  return {
    ...orders,
    sweeps: onSweeps(orders.sweeps, alter),
    get: alteredGet(orders, alter),
    execute: async (run, ctx) => alteredResult(await orders.execute(run, ctx), alter),
    ...(updateTracking && {
      updateTracking: async (run, ctx) => alteredResult(await updateTracking.call(orders, run, ctx), alter),
    }),
    ...(hold && { hold: async (run, ctx) => alteredResult(await hold.call(orders, run, ctx), alter) }),
    ...(create && { create: async (draft, ctx) => alter(await create.call(orders, draft, ctx)) }),
  };
}

function alteredResult(result: CommandResult, alter: Change<OrderPart>): CommandResult {
  if (result.state !== "done") return result;
  const { order, otherParts } = result;
  return { ...result, ...(order && { order: alter(order) }), ...(otherParts && { otherParts: otherParts.map(alter) }) };
}

const alteredParts = (change: InboundChange, alter: Change<OrderPart>): InboundChange =>
  change.as === "orders" ? { ...change, parts: change.parts.map(alter) } : change;

function alteredWebhooks(webhooks: WebhookHandler, alter: Change<InboundChange>): WebhookHandler {
  return { ...webhooks, interpret: async (event, ctx) => alter(await webhooks.interpret(event, ctx)) };
}

function alteredImport(one: FileImport, alter: Change<OrderPart>): FileImport {
  return {
    ...one,
    async *read(file, ctx) {
      for await (const page of one.read(file, ctx))
        yield { ...page, ...(page.orders && { orders: page.orders.map(alter) }) };
    },
  };
}

/** Changes every product, wherever the connector reads one. */
export function onProducts(change: Change<ChannelProduct>): Plant {
  return (sound, touch) => {
    const alter = watched(change, touch);
    return onPorts(sound, ({ products, webhooks }) => ({
      ...(products && { products: alteredProducts(products, alter) }),
      ...(webhooks && {
        webhooks: alteredWebhooks(webhooks, (understood) =>
          understood.as === "products" ? { ...understood, products: understood.products.map(alter) } : understood,
        ),
      }),
    }));
  };
}

function alteredProducts(products: Products, alter: Change<ChannelProduct>): Products {
  const { bySku, put } = products;
  return {
    ...products,
    sweeps: onSweeps(products.sweeps, alter),
    get: alteredGet(products, alter),
    ...(bySku && { bySku: async (skus, ctx) => (await bySku.call(products, skus, ctx)).map(alter) }),
    ...(put && {
      put: async (product, ctx) => {
        const done = await put.call(products, product, ctx);
        return { ...done, product: alter(done.product) };
      },
    }),
  };
}
