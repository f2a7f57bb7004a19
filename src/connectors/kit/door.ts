import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Version } from "../../commerce/version.ts";
import type { Context, HttpReply } from "./contract.ts";

/** A webhook request exactly as it arrived. */
export interface Delivery {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Path segment after the store key; "" when there is none. */
  readonly topic: string;
  readonly body: Uint8Array;
  /** The URL as we registered it (some platforms sign it). */
  readonly registeredUrl: string;
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

export type Verdict =
  | { readonly outcome: "signed" | "static" }
  /** The secret is not known yet: stored, trusted for nothing until fetched back; `learned` is then pinned as `secretName`. */
  | { readonly outcome: "learning"; readonly secretName: string; readonly learned: string }
  /** A preflight, ping or handshake: answer this and store nothing. */
  | { readonly outcome: "answer"; readonly reply: HttpReply }
  | { readonly outcome: "refused"; readonly reason: string };

/** The webhook door of a connection. Pure and fast: it decides from bytes, headers and secrets alone. */
export interface Door {
  /** Secret names that may have signed a delivery of this topic, newest first. */
  secrets(topic: string): readonly string[];
  /** Checks the delivery against the secrets (values in the order of `secrets`, absent ones left out); never throws. */
  verify(delivery: Delivery, secrets: readonly string[]): Verdict;
  /** Events of a verified delivery; called after verify. Throws ConnectorError rejected on a body that is not the platform's. */
  read(delivery: Delivery): readonly InboundEvent[];
  /** External account id a delivery without a store key belongs to (app doors). */
  account?(delivery: Delivery): string | null;
  reply(outcome: "stored" | "duplicate" | "refused"): HttpReply;
  /**
   * Turns a stored event into the state it speaks of: from the body when that is whole, else by fetching.
   * `gone` means the platform no longer knows the thing. Runs in the background; may fail and be retried.
   */
  understand(event: StoredEvent, ctx: Context): Promise<Understood>;
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

export type Understood =
  | { readonly as: "orders"; readonly parts: readonly OrderPart[] }
  | { readonly as: "products"; readonly products: readonly ChannelProduct[] }
  | {
      readonly as: "levels";
      readonly levels: readonly {
        readonly variantKey?: string | undefined;
        readonly inventoryKey?: string | undefined;
        readonly location: string;
        readonly available: number;
        readonly version: Version;
      }[];
    }
  | { readonly as: "gone"; readonly what: "order" | "product"; readonly key: string }
  | { readonly as: "uninstalled" }
  | {
      readonly as: "privacy";
      readonly request: "erase_customer" | "export_customer" | "erase_shop";
      readonly data: Json;
    }
  | { readonly as: "nothing"; readonly reason: string };

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
