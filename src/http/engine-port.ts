/** What the interface asks of the engine. The engine implements it; nothing else of the engine is known here. */
import type { Actor } from "../commerce/actor.ts";
import type { LeftOnPlatform } from "../commerce/connection-states.ts";
import type { DayRange } from "../commerce/days.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import type { ListingSchema } from "../commerce/listing/schema.ts";
import type { Money } from "../commerce/money.ts";
import type { Json } from "../commerce/product.ts";
import type { ShippingOffer } from "../commerce/shipment.ts";
import type { OrderStatus } from "../commerce/statuses.ts";
import type { CallbackRequest, HttpReply, Language } from "../connectors/kit/contract/contract.ts";
import type { PushedKind } from "../connectors/kit/contract/inbound-port.ts";
import type { Basket, DiscountAnswer, GiftCard } from "../connectors/kit/contract/promotions.ts";
import type { Trial } from "../connectors/kit/contract/trial.ts";
import type { ReceivedDelivery } from "../connectors/kit/contract/webhooks.ts";
import type { BreakerState } from "../connectors/kit/http/breaker.ts";
import type { LimitState } from "../connectors/kit/http/platform-limiter.ts";
import type { ChannelFile } from "../hub/channel-files/channel-files.ts";
import type { StockFileRecord } from "../hub/channel-files/stock-files.ts";
import type { ImportReader } from "../hub/imports/index.ts";
import type { TemplateFile } from "../hub/listing-drafts/template-read.ts";
import type { AdSpendRead } from "../hub/marketing/ad-spend.ts";
import type { OrderOption } from "../hub/orders/order-option.ts";
import type { BasketQuestion } from "../hub/promotions/basket.ts";
import type { CheckedBasket } from "../hub/promotions/check.ts";
import type { Choose, ChosenCourier } from "../hub/shipping/book-many.ts";
import type { HandedOver } from "../hub/shipping/handover.ts";
import type { ParcelInput } from "../hub/shipping/pack.ts";
import type { Pickup, PickupInput } from "../hub/shipping/pickups.ts";
import type { Proposed, Quote, QuoteRequest } from "../hub/shipping/quote.ts";
import type { ConnectInput, SyncOptions } from "../hub/stores/connect-input.ts";
import type { SecretFact } from "../hub/stores/secrets.ts";
import type { ChannelServices } from "./channel-services-port.ts";
import type { Terminals } from "./terminal-port.ts";

export interface WebhookRequest extends ReceivedDelivery {
  /** Path and query as called. */
  readonly url: string;
}

export interface BeginResult {
  readonly connectionId: string;
  readonly step: "ready" | "redirect" | "wait";
  readonly url?: string | undefined;
  readonly text?: string | undefined;
}

export interface Draft {
  readonly connectionId: string;
  /** By topic; null where this hub has no public address. */
  readonly webhookUrls: Readonly<Record<string, string | null>>;
  readonly webhookSecret: string;
  readonly callbackUrl: string;
  readonly expiresAt: Date;
}

interface Of {
  readonly organization: OrganizationId;
  readonly connectionId: string;
}
type SomeOrders = Pick<Of, "organization"> & { readonly orderIds: readonly string[] };

interface By {
  readonly actor: Actor;
}

/** What only the process knows that calls the platform. */
export interface LiveHealth {
  readonly limits: readonly LimitState[];
  readonly breaker: BreakerState;
  readonly credentials: readonly SecretFact[];
  /** By topic. They hold the store's key. */
  readonly webhookUrls: Readonly<Record<string, string>>;
  /** The hub has an address the platform can reach. */
  readonly canReceiveWebhooks: boolean;
}

export interface Connections {
  /** Starts connecting: `ready` when the values alone suffice (then `complete`), else where the seller goes next. */
  begin(
    input: ConnectInput & {
      /** What is wrong with the form, or why a consent did not succeed, is told in it; default English. */
      readonly language?: Language | undefined;
      /** Who has to be there when a consent comes back. */
      readonly beginner: { readonly browser: string } | "program";
    },
  ): Promise<BeginResult>;
  openDraft(
    input: By & { readonly organization: OrganizationId; readonly provider: string; readonly name: string },
  ): Promise<Draft>;
  /** Proves the values with the platform and saves them, or throws and saves nothing; with a choice open, keeps the consent. */
  complete(
    input: Of &
      By & {
        readonly values: Readonly<Record<string, string>>;
        readonly options: SyncOptions;
        /** The draft was made for this attempt alone: it goes again when the attempt fails. */
        readonly isOwnDraft?: boolean | undefined;
      },
  ): Promise<{ readonly isChoiceOpen: boolean; readonly connectionId: string }>;
  /** What a described account would read and send; nothing is kept. Throws HubError TRIAL_NONE or TRIAL_REFUSED. */
  tryOut(input: {
    readonly organization: OrganizationId;
    readonly provider: string;
    readonly values: Readonly<Record<string, string>>;
    readonly connectionId?: string | undefined;
    readonly language?: Language | undefined;
  }): Promise<Trial>;
  /** What the consent kept on a draft covers. Throws HubError CONSENT_NONE. */
  accounts(input: Of): Promise<{
    readonly accounts: readonly {
      readonly externalId: string;
      readonly name: string;
      readonly country: string | null;
      readonly connection: { readonly id: string; readonly name: string; readonly state: string } | null;
    }[];
    readonly expiresAt: Date | null;
  }>;
  /** Connects some of them: the first as the draft, the others as connections of their own; all or none. */
  choose(
    input: Of & By & { readonly accounts: readonly string[] },
  ): Promise<{ readonly connectionIds: readonly string[] }>;
  /** Throws ConnectorError when the platform refuses. */
  test(input: Of): Promise<unknown>;
  /** Removes webhooks, revokes and wipes secrets; history stays. Open orders are finished here from now on, or cancelled. */
  disconnect(input: Of & By & { readonly openOrders?: "finish" | "cancel" | undefined }): Promise<{
    readonly leftOnPlatform: readonly LeftOnPlatform[];
    readonly isRetried: boolean;
    readonly openOrders: number;
  }>;
  /** Renews the platform's tokens now. */
  refresh(input: Of & By): Promise<unknown>;
  /** Secrets the platform makes after saving (webhook secrets), or new credentials. */
  setSecrets(
    input: Of & By & { readonly values: Readonly<Record<string, string>>; readonly overlapHours: number },
  ): Promise<unknown>;
  /** A new webhook secret of ours to paste, shown once. */
  newSecret(input: Of & { readonly overlapHours: number }): Promise<{ readonly webhookSecret: string }>;
  health(input: Of): Promise<LiveHealth>;
}

export interface Runs {
  start(
    input: By & {
      readonly organization: OrganizationId;
      readonly connectionId: string | null;
      readonly kind: string;
      readonly options: Readonly<Record<string, unknown>>;
      readonly runAt?: Date | undefined;
      readonly everyMs?: number | undefined;
    },
  ): Promise<{ readonly id: string }>;
  cancel(input: By & { readonly organization: OrganizationId; readonly runId: string }): Promise<unknown>;
  retry(input: By & { readonly organization: OrganizationId; readonly runId: string }): Promise<unknown>;
}

/** What a till asks of a store's platform while somebody waits. */
export interface Services {
  /** A basket with the hub's own discounts and codes of a channel. */
  checkBasket(question: BasketQuestion): Promise<CheckedBasket>;
  validateDiscount(input: Of & { readonly code: string; readonly basket: Basket }): Promise<DiscountAnswer>;
  giftCardBalance(input: CardOf): Promise<GiftCard | null>;
  redeemGiftCard(
    input: CardOrder & { readonly registerId?: string | undefined },
  ): Promise<{ readonly transactionKey: string; readonly balance: Money }>;
  giveBackGiftCard(
    input: CardOrder & { readonly of: string },
  ): Promise<{ readonly transactionKey: string; readonly balance: Money; readonly expiresOn?: string | undefined }>;
  for(channel: Of): Promise<ChannelServices>;
}

interface CardOf {
  readonly organization: OrganizationId;
  /** Null: a card of the hub's own. */
  readonly connectionId: string | null;
  readonly code: string;
}

interface CardOrder extends CardOf, By {
  readonly amount: Money;
  readonly key: string;
  readonly reference: string;
}

interface By {
  readonly organization: OrganizationId;
  readonly actor: Actor;
}

export type CourierAction = "reattempt" | "return" | "reschedule_pickup";

/** Ad accounts asked while somebody waits. */
export interface AdSpendService {
  sync(input: {
    readonly organization: OrganizationId;
    readonly span?: DayRange | undefined;
    readonly accountId?: string | undefined;
  }): Promise<{ readonly span: DayRange; readonly accounts: readonly AdSpendRead[] }>;
}

/** What is absent stays. */
interface CorrectedReceiver {
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  readonly street?:
    | { readonly company?: string | undefined; readonly line1: string; readonly line2?: string | undefined }
    | undefined;
}

/** What people ask couriers while they wait. */
export interface Couriers {
  rates(input: {
    readonly organization: OrganizationId;
    readonly orderId: string;
    readonly parcels: readonly ParcelInput[];
    readonly locationId?: string | undefined;
  }): Promise<{
    readonly items: readonly {
      readonly courierId: string;
      readonly courierName: string;
      readonly offers: readonly ShippingOffer[];
      readonly text: string;
    }[];
    readonly proposed: Proposed;
  }>;
  quote(
    input: Parameters<Choose>[0] & { readonly organization: OrganizationId; readonly request: QuoteRequest },
  ): Promise<Quote>;
  choose(input: Parameters<Choose>[0] & { readonly organization: OrganizationId }): Promise<ChosenCourier>;
  handOver(input: By & { readonly courierId: string; readonly shipmentIds: readonly string[] }): Promise<HandedOver>;
  askPickup(input: By & Omit<PickupInput, "now" | "actor">): Promise<Pickup>;
  actionsOf(input: {
    readonly organization: OrganizationId;
    readonly shipmentId: string;
  }): Promise<readonly CourierAction[]>;
  act(
    input: By & { readonly shipmentId: string; readonly action: CourierAction },
  ): Promise<{ readonly isAccepted: boolean; readonly text: string }>;
  takesCorrections(input: { readonly organization: OrganizationId; readonly shipmentId: string }): Promise<boolean>;
  correct(
    input: By & { readonly shipmentId: string; readonly change: CorrectedReceiver },
  ): Promise<{ readonly isAccepted: boolean; readonly text: string }>;
}

/** Files a seller carries between the hub and a platform without an API. */
export interface ChannelFiles {
  kinds(input: Of): Promise<{
    readonly imports: readonly { readonly kind: string; readonly label: string; readonly help: string }[];
    readonly stock?: { readonly label: string; readonly help: string } | undefined;
  }>;
  receive(
    input: Of &
      By & {
        readonly name: string;
        readonly bytes: AsyncIterable<Uint8Array>;
        readonly most: number;
        readonly kind: string | null;
        readonly again: boolean;
        readonly signal: AbortSignal;
      },
  ): Promise<{ readonly file: ChannelFile; readonly isDuplicate: boolean }>;
  /** What understands a file of the catalog while somebody waits for it. */
  importReader(input: { readonly organization: OrganizationId; readonly signal: AbortSignal }): ImportReader;
  /** What a marketplace's own file of a category says; the file is not kept. */
  template(
    input: {
      readonly organization: OrganizationId;
      readonly name: string;
      readonly bytes: AsyncIterable<Uint8Array>;
      readonly most: number;
      readonly signal: AbortSignal;
    },
    schema: ListingSchema,
  ): Promise<TemplateFile>;
  takeStock(input: Of & By): Promise<StockFileRecord>;
  stockCsv(input: Of & { readonly fileId: string }): Promise<{ readonly name: string; readonly text: string }>;
}

/** Emulated stores inside this hub. */
export interface Explore {
  /** None where the operator does not offer them. */
  providers(): readonly { readonly provider: string; readonly name: string }[];
  running(organization: OrganizationId): Promise<
    readonly {
      readonly id: string;
      readonly provider: string;
      readonly name: string;
      readonly state: string;
      readonly startedAt: Date;
      readonly isRunning: boolean;
    }[]
  >;
  /** Starts and connects one; answers its connection. Previewed: its first sync waits for a plan to be applied. */
  start(
    input: By & {
      readonly organization: OrganizationId;
      readonly provider: string;
      readonly isPreviewed?: boolean | undefined;
    },
  ): Promise<string>;
  order(
    input: Of & By & { readonly lines?: readonly { readonly sku: string; readonly quantity: number }[] | undefined },
  ): Promise<{
    readonly key: string;
    readonly number: string;
    readonly total: string;
    readonly currency: string;
    readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  }>;
  end(input: Of & By): Promise<void>;
}

export interface Engine {
  /** Never throws for a bad delivery: the answer says it. Throws when it could not be stored. */
  receive(request: WebhookRequest): Promise<HttpReply>;
  /** Whether a delivery to this address may be anybody's: false, it is refused whatever it says. */
  awaitsDeliveries(address: Pick<WebhookRequest, "provider" | "key">): Promise<boolean>;
  readonly connect: {
    /** Where an install begun on the platform's side goes next. */
    install(provider: string, request: CallbackRequest): Promise<HttpReply>;
    /** What a platform or a seller's browser hands over. `state` is null when it stands in the query. */
    callback(
      provider: string | null,
      state: string | null,
      request: CallbackRequest,
      /** The mark of the browser it comes from. */
      browser?: string | null,
    ): Promise<HttpReply>;
  };
  readonly connections: Connections;
  readonly explore: Explore;
  readonly runs: Runs;
  readonly services: Services;
  readonly couriers: Couriers;
  readonly terminals: Terminals;
  readonly adSpend: AdSpendService;
  readonly listings: {
    readCategories(channel: Of): Promise<{ readonly categories: number }>;
    suggest(channel: Of & { readonly title: string }): Promise<readonly string[]>;
    readSchema(channel: Of & { readonly categoryKey: string }): Promise<{ readonly changes: unknown }>;
  };
  readonly files: ChannelFiles;
  /** Takes in records a shop pushes; one answer an item, in their order, once they are stored for good. */
  push(input: Of & { readonly kind: PushedKind; readonly items: readonly Json[] }): Promise<
    readonly {
      readonly outcome: "accepted" | "duplicate" | "unknown" | "rejected";
      readonly problems: readonly string[];
    }[]
  >;
  readonly inbox: { replay(input: { organization: OrganizationId; eventId: string }): Promise<unknown> };
  /** Makes products of a channel's that have no counterpart here and links them; one result each, by product listing. */
  createProducts(
    input: Of & { readonly productListingIds: readonly string[]; readonly stockFrom: "channel" | "none" },
  ): Promise<readonly { readonly id: string; readonly ok: boolean; readonly error?: string | undefined }[]>;
  /** Says whose number of undecided items is right; answers the items it was open for, and the bundles it still is open for. */
  settleStock(
    input: Of & {
      readonly listingIds: readonly string[];
      readonly stockFrom: "channel" | "hub";
      readonly by: Actor;
    },
  ): Promise<{ readonly settled: ReadonlySet<string>; readonly bundles: ReadonlySet<string> }>;
  /** What can be asked of an order that exists; what to know first is told in the language. */
  orderOptions(
    input: Pick<Of, "organization"> & { readonly orderId: string; readonly language: Language },
  ): Promise<readonly OrderOption[]>;
  /** The statuses each order may be given at its channel; one that is not named may be given any. */
  offeredStatuses(input: SomeOrders): Promise<ReadonlyMap<string, readonly OrderStatus[]>>;
  /** Of these orders those whose channels take holds. */
  takeHold(input: SomeOrders): Promise<ReadonlySet<string>>;
  readonly webhookEndpoints: {
    /** Throws HubError WEBHOOK_URL for an address the hub does not call. */
    check(url: string): void;
  };
  retryFailed(input: { organization: OrganizationId; connectionId: string }): Promise<Readonly<Record<string, number>>>;
  /** Tells the workers that something of this organization waits. */
  wake(organization: OrganizationId): void | Promise<void>;
}
