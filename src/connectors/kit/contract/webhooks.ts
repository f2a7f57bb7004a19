import type { HubText } from "../../../commerce/message.ts";
import type { OrderPart, ReportedPerson } from "../../../commerce/order.ts";
import type { ChannelProduct, Json } from "../../../commerce/product.ts";
import type { TrackedParcel } from "../../../commerce/shipment.ts";
import type { Version } from "../../../commerce/version.ts";
import type { Context, HttpReply } from "./context.ts";

/** The head of a webhook request, as it arrived. */
interface DeliveryHead {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Path segment after the store key; "" when there is none. */
  readonly topic: string;
}

/** A webhook request before it is known whose it is. */
export interface ReceivedDelivery extends DeliveryHead {
  /** "" when the URL names only the key. */
  readonly provider: string;
  /** The unguessable part of the URL; null on an address shared by the whole app. */
  readonly key: string | null;
  /** The bytes as they came. */
  readonly body: Buffer;
}

/** A webhook request exactly as it arrived. */
export interface Delivery extends DeliveryHead {
  readonly body: Uint8Array;
  /** The URL as we registered it (some platforms sign it); "" while the hub has no public address. */
  readonly registeredUrl: string;
  /** When it arrived; signed timestamps are held against it. */
  readonly receivedAt: Date;
}

/** What a delivery tells us happened; the inbox stores one row per event. */
export interface InboundEvent {
  readonly kind:
    | "order"
    | "order_status"
    | "order_deleted"
    | "product"
    | "product_deleted"
    | "stock"
    | "category"
    | "customer"
    | "tracking"
    | "uninstalled"
    | "privacy"
    | "other";
  /** The platform's id of the thing; events of one (kind, ref) are applied in version order. */
  readonly ref: string;
  /** The platform's own topic word, shown in the webhook history. */
  readonly topic: string;
  /** Unique per delivery where the platform gives such an id that is truly unique; makes duplicates harmless early. */
  readonly deliveryId?: string | undefined;
  readonly version?: Version | undefined;
}

export type WebhookVerification =
  | { readonly outcome: "signed" | "static" }
  /** The secret is not known yet: stored, trusted for nothing until fetched back; `learned` is then pinned as `secretName`. */
  | { readonly outcome: "learning"; readonly secretName: string; readonly learned: string }
  /** A preflight, ping or handshake: answer this and store nothing. */
  | { readonly outcome: "answer"; readonly reply: HttpReply }
  | { readonly outcome: "refused"; readonly reason: string };

/** Keys the platform publishes and signs deliveries at the app's address with. */
export interface PublishedKeys {
  /** The key a delivery names; null: none, so that it is refused. */
  keyId(delivery: Delivery): string | null;
  /** The key, asked for as the app itself: no seller stands behind the context. Kept for an hour. */
  read(keyId: string, ctx: Context): Promise<string>;
}

/** The webhook handler of a connection. Pure and fast: it decides from bytes, headers and secrets alone. */
export interface WebhookHandler {
  /** Fields a delivery cannot be read without, beside those of the order it may hold; `*`: each row of a list. */
  readonly essential?: readonly string[] | undefined;
  /**
   * Reads a long body in turns for those below, where it is not JSON as it stands (that is read for everybody). Never
   * throws: what is wrong with it is told by whoever asks for it.
   */
  readAhead?(body: Uint8Array): Promise<void>;
  /** Secret names that may have signed a delivery of this topic, newest first. */
  secrets(topic: string): readonly string[];
  /** Checks the delivery against the secrets (values in the order of `secrets`, absent ones left out); never throws. */
  verify(delivery: Delivery, secrets: readonly string[]): WebhookVerification;
  /** Events of a verified delivery; called after verify. Throws ConnectorError rejected on a body that is not the platform's. */
  read(delivery: Delivery): readonly InboundEvent[];
  /** External ids of the accounts a delivery without a store key is about (one address per app); none where it names none. */
  accounts?(delivery: Delivery): readonly string[];
  /**
   * Of deliveries at the app's address that are POSTs: the secret `verify` is given is the key they name. Each connection
   * of the platform is given them, where `accounts` names none.
   */
  readonly publishedKeys?: PublishedKeys | undefined;
  /** What one account is given of a delivery that names several: nobody reads of another's. Called after verify. */
  bodyFor?(account: string, delivery: Delivery): Uint8Array;
  /** What the platform takes for yes and no; some want words that fit the call. */
  reply(outcome: "stored" | "duplicate" | "refused", delivery: Delivery): HttpReply;
  /**
   * Turns a stored event into the state it speaks of: from the body when that is whole, else by fetching.
   * `gone` means the platform no longer knows the thing. Runs in the background; may fail and be retried.
   */
  interpret(event: StoredEvent, ctx: Context): Promise<InboundChange>;
}

export interface StoredEvent {
  readonly kind: InboundEvent["kind"];
  readonly ref: string;
  readonly topic: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** False when the sender was not yet proved (learning): fetch, do not believe. */
  readonly trusted: boolean;
}

export type InboundChange =
  | { readonly as: "orders"; readonly parts: readonly OrderPart[] }
  | { readonly as: "products"; readonly products: readonly ChannelProduct[] }
  | {
      readonly as: "levels";
      /** A program of the seller's says so: an item that nobody knows is a mistake of it, and told. */
      readonly isPushed?: true | undefined;
      readonly levels: readonly {
        readonly variantKey?: string | undefined;
        readonly inventoryKey?: string | undefined;
        readonly location: string;
        readonly available: number;
        readonly version: Version;
      }[];
    }
  | {
      readonly as: "customers";
      readonly customers: readonly (ReportedPerson & {
        /** The platform's id of the account. */
        readonly key: string;
        /** ISO 8601 UTC: when it was so; absent: when it was told. */
        readonly at?: string | undefined;
      })[];
    }
  | { readonly as: "scans"; readonly parcels: readonly TrackedParcel[] }
  | { readonly as: "gone"; readonly what: "order" | "product"; readonly key: string }
  | { readonly as: "uninstalled" }
  /** The seller's consent runs out on a day to come; `text` says when and what to do. */
  | { readonly as: "access_ends"; readonly text: HubText }
  | {
      readonly as: "privacy";
      readonly request: "erase_customer" | "export_customer" | "erase_shop";
      readonly data: Json;
    }
  | { readonly as: "nothing"; readonly reason: HubText };

/** A message of a queue, read like a webhook by the connection's webhook handler. */
export interface QueueMessage {
  /** What the queue wants to hear when the message is stored. */
  readonly receipt: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly topic: string;
  readonly body: Uint8Array;
}

/**
 * A message queue the platform writes notifications to, instead of calling a webhook. Whoever may write to it is the
 * proof of its messages; the webhook handler's `read` and `interpret` take them like deliveries.
 */
export interface Queue {
  readonly everyMs: number;
  /** The next messages; none ends the round. */
  receive(ctx: Context): Promise<readonly QueueMessage[]>;
  /** Called after the messages are stored for good; what is never acknowledged comes again. */
  acknowledge(receipts: readonly string[], ctx: Context): Promise<void>;
}

export interface Subscription {
  readonly key: string;
  readonly topic: string;
  readonly url: string;
  readonly state: "active" | "paused" | "disabled";
}

/** Webhook registrations on the platform's side. */
export interface Subscriptions {
  list(ctx: Context): Promise<readonly Subscription[]>;
  /**
   * Makes the platform call us for every automatic topic and nothing of ours twice: compares with `list`,
   * creates, removes and re-creates what is dead. Secrets to keep come back by name.
   */
  ensure(ctx: Context): Promise<{
    readonly subscriptions: readonly Subscription[];
    readonly secrets: Readonly<Record<string, string>>;
    readonly recreated: number;
  }>;
  /** Removes every registration that points at this connection. */
  remove(ctx: Context): Promise<void>;
}
