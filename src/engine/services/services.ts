/** Services people and registers call directly: one interface for every platform. */

import type { Clock } from "../../commerce/clock.ts";
import { stateAllows } from "../../commerce/connection-states.ts";
import { message } from "../../commerce/message.ts";
import type { Ports } from "../../connectors/kit/contract/contract.ts";
import type { Basket, DiscountAnswer } from "../../connectors/kit/contract/promotions.ts";
import type { Database } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import type { BasketQuestion } from "../../hub/promotions/basket.ts";
import type { CheckedBasket } from "../../hub/promotions/check.ts";
import { refusal } from "../../hub/refusals.ts";
import { type ConnectionRegistry, newCallLog } from "../connections/connection-registry.ts";
import type { ChannelId, DirectCall } from "../connections/direct-call.ts";
import { checkBasket } from "./basket-check.ts";
import { type ChannelServices, servicesOf } from "./channel-services.ts";
import { type CardDone, type CardOrder, createGiftCardService, type GiftCardService } from "./gift-cards.ts";

export interface ServiceDeps {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly clock: Clock;
}

type OfChannel<T> = Omit<T, "organization" | "connectionId">;

/** One channel's services: a gift card's use is recorded before the channel is called, once per key. */
export interface ServicesOfOne extends ChannelServices {
  redeemGiftCard(order: OfChannel<CardOrder>): Promise<CardDone>;
  giveBackGiftCard(order: OfChannel<CardOrder> & { readonly of: string }): Promise<CardDone>;
}

export interface Services extends GiftCardService {
  /**
   * The services of a connected channel, kept while its ports stay open. Throws HubError STORE_NOT_FOUND,
   * STORE_INACTIVE; its functions SERVICE_UNSUPPORTED, or the platform's ConnectorError.
   */
  for(channel: ChannelId): Promise<ServicesOfOne>;
  /** Throws HubError SERVICE_UNSUPPORTED, or the platform's ConnectorError. */
  validateDiscount(question: ChannelId & { readonly code: string; readonly basket: Basket }): Promise<DiscountAnswer>;
  /** A basket with the hub's own discounts and codes of a channel. */
  checkBasket(question: BasketQuestion): Promise<CheckedBasket>;
}

// A customer waits at a register.
const PATIENCE_MS = 20_000;

export function createServices({ db, registry, clock }: ServiceDeps): Services {
  // Ports may be one object for all connections of a platform.
  const cached = new WeakMap<Ports, Map<string, ServicesOfOne>>();
  const giftCards = createGiftCardService({ db, clock, callChannel: (channel, how) => callChannel(channel, how) });
  const callChannel: DirectCall = async ({ organization, connectionId }, how) => {
    const open = await registry.openNeeded(organization, connectionId);
    if (open?.row.kind !== "commerce" || open.row.state === "deleted") throw refusal("STORE_NOT_FOUND");
    if (!stateAllows(open.row.state, "read"))
      throw new HubError("STORE_INACTIVE", "conflict", message("refused.storeInactive", { name: open.row.name }));
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return { open, ctx: open.context({ ...how, signal, callLog: newCallLog(), priority: "interactive" }) };
  };
  const servicesFor = async (channel: ChannelId): Promise<ServicesOfOne> => {
    const { open } = await callChannel(channel);
    const ofPorts = cached.get(open.ports) ?? new Map<string, ServicesOfOne>();
    cached.set(open.ports, ofPorts);
    const key = `${channel.organization} ${channel.connectionId}`;
    const services = ofPorts.get(key) ?? {
      ...servicesOf(channel, { db, callChannel, clock, ports: open.ports }),
      redeemGiftCard: (order) => giftCards.redeemGiftCard({ ...order, ...channel }),
      giveBackGiftCard: (order) => giftCards.giveBackGiftCard({ ...order, ...channel }),
    };
    ofPorts.set(key, services);
    return services;
  };
  const validateDiscount: Services["validateDiscount"] = async ({ code, basket, ...channel }) =>
    (await servicesFor(channel)).validateDiscount({ code, basket });

  return {
    for: servicesFor,
    validateDiscount,
    checkBasket: (question) =>
      checkBasket(db, async (channel, request) => (await servicesFor(channel)).validateDiscount(request), question),
    ...giftCards,
  };
}
