/** Product, order, customer, discount and gift card services of one channel, the same for every platform. */

import type { Clock } from "../../commerce/clock.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { Ports } from "../../connectors/kit/contract/contract.ts";
import type { ChannelDocument } from "../../connectors/kit/contract/order-documents.ts";
import type { Basket, DiscountAnswer, GiftCard } from "../../connectors/kit/contract/promotions.ts";
import type { Database } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { createOrder, type NewOrder } from "../../hub/orders/create.ts";
import type { OrderDetail } from "../../hub/orders/order-fields/order-schema.ts";

import { type FoundCustomer, findChannelCustomer, findListed } from "../../hub/promotions/find-on-channel.ts";
import type { ChannelId, DirectCall } from "../connections/direct-call.ts";

const SERVICE_NAMES = [
  "products.find",
  "orders.find",
  "orders.documents",
  "orders.create",
  "customers.find",
  "customers.create",
  "discounts.validate",
  "discounts.count",
  "giftCards.balance",
  "giftCards.redeem",
  "giftCards.giveBack",
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export interface ServiceStatus {
  readonly name: ServiceName;
  readonly isSupported: boolean;
  /** Why not; null: it is. */
  readonly why: Message | null;
}

export interface ChannelServices {
  /** Which of the services the channel has, and why not the others. */
  readonly availability: readonly ServiceStatus[];
  /** By SKU or barcode, as the channel shows them now. */
  findProducts(requested: {
    readonly sku?: string | undefined;
    readonly barcode?: string | undefined;
  }): Promise<readonly ChannelProduct[]>;
  /**
   * Makes an order of ours that its lane creates on the channel, as sales of registers are: pending, then with the
   * channel's number, or failed with an alert. The same requestKey is the same order. Throws as `createOrder`.
   */
  createOrder(order: Omit<NewOrder, "connectionId" | "now">): Promise<OrderDetail>;
  /** By the channel's key; null: it has no such order. */
  findOrder(key: string): Promise<OrderPart | null>;
  /** Documents that lie with an order there, by the channel's key of it. */
  listDocuments(orderKey: string): Promise<readonly ChannelDocument[]>;
  /** The file of one; null: the channel has it no more. */
  readDocument(document: { readonly orderKey: string; readonly key: string }): Promise<Uint8Array | null>;
  /** By e-mail address or phone number, as the hub knows them from the channel's orders and accounts. */
  findCustomer(requested: {
    readonly email?: string | undefined;
    readonly phone?: string | undefined;
  }): Promise<FoundCustomer | null>;
  validateDiscount(question: { readonly code: string; readonly basket: Basket }): Promise<DiscountAnswer>;
  giftCardBalance(code: string): Promise<GiftCard | null>;
}

/** The ports each service needs, and the message where one is missing. */
const NEEDS: Readonly<Record<ServiceName, readonly [has: (ports: Ports) => boolean, why: Message]>> = {
  "products.find": [({ products }) => products !== undefined, message("service.noProducts")],
  "orders.find": [({ orders }) => orders !== undefined && orders.asksOne !== false, message("service.noOrder")],
  "orders.documents": [({ orders }) => orders?.documents !== undefined, message("service.noDocuments")],
  "orders.create": [({ orders }) => orders?.create !== undefined, message("service.noNewOrder")],
  "customers.find": [({ orders, customers }) => (orders ?? customers) !== undefined, message("service.noCustomers")],
  "customers.create": [() => false, message("service.noNewCustomer")],
  "discounts.validate": [({ discounts }) => discounts !== undefined, message("service.noDiscounts")],
  "discounts.count": [({ discounts }) => discounts?.countsWithOrder === true, message("service.noDiscountCount")],
  "giftCards.balance": [({ giftCards }) => giftCards !== undefined, message("service.noGiftCards")],
  "giftCards.redeem": [({ giftCards }) => giftCards?.redeem !== undefined, message("service.noRedeeming")],
  "giftCards.giveBack": [({ giftCards }) => giftCards?.giveBack !== undefined, message("service.noGivingBack")],
};

/** Throws HubError SERVICE_UNSUPPORTED, in words that say what is missing. */
export function requireService(ports: Ports, name: ServiceName): void {
  const [has, why] = NEEDS[name];
  if (!has(ports)) throw new HubError("SERVICE_UNSUPPORTED", "validation", why);
}

export function servicesOf(
  channel: ChannelId,
  {
    db,
    callChannel,
    ports,
    clock,
  }: { readonly db: Database; readonly callChannel: DirectCall; readonly ports: Ports; readonly clock: Clock },
): ChannelServices {
  async function port<K extends "products" | "orders" | "discounts" | "giftCards">(name: K, service: ServiceName) {
    const { open, ctx } = await callChannel(channel);
    requireService(open.ports, service);
    const found: Ports[K] = open.ports[name];
    if (found === undefined) throw new HubError("SERVICE_UNSUPPORTED", "validation", NEEDS[service][1]);
    return { found, ctx };
  }
  async function documents() {
    const { found, ctx } = await port("orders", "orders.documents");
    if (found.documents === undefined)
      throw new HubError("SERVICE_UNSUPPORTED", "validation", NEEDS["orders.documents"][1]);
    return { documentPort: found.documents, ctx };
  }
  return {
    availability: SERVICE_NAMES.map((name) => {
      const [has, why] = NEEDS[name];
      const isSupported = has(ports);
      return { name, isSupported, why: isSupported ? null : why };
    }),
    async findProducts({ sku, barcode }) {
      const { found, ctx } = await port("products", "products.find");
      if (sku !== undefined && barcode === undefined && found.bySku) return found.bySku([sku], ctx);
      const { connectionId } = channel;
      const keys = await db.tenant(channel.organization, (tx) => findListed(tx, { connectionId, sku, barcode }));
      const products = await Promise.all(keys.map((key) => found.get(key, ctx)));
      return products.flatMap((one) => one ?? []);
    },
    async createOrder(order) {
      requireService((await callChannel(channel)).open.ports, "orders.create");
      const { organization, connectionId } = channel;
      return db.tenant(organization, (tx) => createOrder(tx, { ...order, connectionId, now: new Date(clock.now()) }));
    },
    async findOrder(key) {
      const { found, ctx } = await port("orders", "orders.find");
      return found.get(key, ctx);
    },
    async listDocuments(orderKey) {
      const { documentPort, ctx } = await documents();
      return documentPort.list(orderKey, ctx);
    },
    async readDocument(document) {
      const { documentPort, ctx } = await documents();
      return documentPort.read(document, ctx);
    },
    async findCustomer(requested) {
      requireService((await callChannel(channel)).open.ports, "customers.find");
      return db.tenant(channel.organization, (tx) => findChannelCustomer(tx, { ...requested, ...channel }));
    },
    async validateDiscount(question) {
      const { found, ctx } = await port("discounts", "discounts.validate");
      return found.validate(question, ctx);
    },
    async giftCardBalance(code) {
      const { found, ctx } = await port("giftCards", "giftCards.balance");
      return found.balance(code, ctx);
    },
  };
}
