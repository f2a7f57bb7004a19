/**
 * The connector contract: a pure translator between one platform and the shared vocabulary. A connector
 * declares what it is (`meta`), how it proves itself (`auth`), how to read an answer (`classify`), how an
 * account is connected (`connect`), and for an open connection the ports it really has (`open`).
 */

import type { HubText } from "../../../commerce/message.ts";
import type { Optional } from "../../../commerce/optional.ts";
import type { Json } from "../../../commerce/product.ts";
import type { SettlementMapping } from "../../../commerce/settlement-mapping.ts";
import type { AdSpend } from "./ad-spend.ts";
import type { ConnectionInfo, Context, Field, HttpReply } from "./context.ts";
import type { Conversations } from "./conversations.ts";
import type { CourierPorts } from "./couriers.ts";
import type { ErrorKind } from "./errors.ts";
import type { Feature } from "./features.ts";
import type { Fees } from "./fees.ts";
import type { Files } from "./files.ts";
import type { Inbound } from "./inbound-port.ts";
import type { Listings } from "./listings.ts";
import type { PlatformRequest, PlatformResponse } from "./platform-http.ts";
import type { Categories, Customers, Orders, Prices, Products, Stock } from "./ports.ts";
import type { Discounts, GiftCards } from "./promotions.ts";
import type { Trial } from "./trial.ts";
import { readingPorts } from "./unreadable.ts";
import type { Queue, Subscriptions, WebhookHandler } from "./webhooks.ts";

export type { ConnectionInfo, Context, Field, HttpReply } from "./context.ts";

export type ConnectionKind = "commerce" | "logistics" | "marketing";

/** A value of a field to begin with, and what kind of thing it is for. */
export interface FieldExample {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly value: object;
}

/** One webhook topic a person or the connector registers with the platform. */
export interface WebhookTopic {
  /** Our name, also the path segment of its URL; "" is the webhook handler's root. */
  readonly id: string;
  readonly label: string;
  /**
   * `ours`: we make the secret and show it to copy, as `standard` in the form of Standard Webhooks ("whsec_" and base64);
   * `platform`: the platform makes it, `field` asks for it.
   */
  readonly secret:
    | { readonly madeBy: "ours"; readonly form?: "standard" | undefined }
    | { readonly madeBy: "platform"; readonly field: string };
  /** True when the platform lets us register it by API, so that nothing has to be pasted. */
  readonly automatic: boolean;
}

export interface SetupStep {
  readonly title: string;
  /** Plain text; `{webhookUrl:topic}`, `{webhookSecret}` and `{callbackUrl}` are replaced with copyable values. */
  readonly text: string;
}

/** A token bucket as the platform publishes it. */
export interface Bucket {
  readonly id: string;
  /** Who shares it: calls of the same scope take from the same bucket. */
  readonly scope: "ip" | "app" | "grant" | "account" | "connection";
  /** Operations it limits; absent means all. A trailing "*" matches a prefix. */
  readonly operations?: readonly string[] | undefined;
  /** Tokens restored per second. */
  readonly rate: number;
  readonly burst: number;
  /** Tokens a second the platform publishes, where we stay below it on purpose; the bench measures against it. */
  readonly publishedRate?: number | undefined;
  /** Why we stay as far below it as we do. */
  readonly whyBelow?: string | undefined;
  readonly concurrency?: number | undefined;
  /**
   * For shops on servers of their own, which publish no limit: calls a second follow the time answers take, one after the
   * other as a single visitor would ask, within these bounds. `rate` is where it begins.
   */
  readonly pace?: { readonly least: number; readonly most: number } | undefined;
  /** Corrects the bucket from an answer: tokens now left, burst, rate. */
  readonly learn?:
    | ((response: PlatformResponse) => { available?: number; burst?: number; rate?: number } | null)
    | undefined;
  /** Where the figures come from. */
  readonly source: string;
}

export interface ConnectorMeta {
  readonly id: string;
  readonly kind: ConnectionKind;
  readonly name: string;
  readonly section: "stores" | "marketplaces" | "logistics" | "marketing" | "custom";
  /** A slug as simple-icons has them. The dashboard shows `logo.svg` of the connector's folder (`<id>.svg` of one it shares), else initials. */
  readonly icon: string;
  /** #rrggbb of the logo tile. */
  readonly color: string;
  readonly connectType: "oauth" | "api_key";
  readonly setupFormFields: readonly Field[];
  readonly setupSteps: readonly SetupStep[];
  readonly settingsFields?: readonly Field[] | undefined;
  readonly topics: readonly WebhookTopic[];
  /** How topics are told apart when the platform calls one URL: by path segment, or from header or body. */
  readonly topicRouting: "path" | "request";
  readonly limits: readonly Bucket[];
  /** Prefix of hub order numbers unless the store sets its own, like "SH". */
  readonly orderPrefix: string;
  /** API version in use and, where published, the day it ends (ISO date). */
  readonly api: { readonly version: string; readonly endsOn?: string | undefined };
  /** Names of environment variables holding the operator's app credentials, by secret name. */
  readonly appEnvironment?: Readonly<Record<string, string>> | undefined;
  /** Name of the environment variable with which an operator calls the platform at another address (a proxy of theirs). */
  readonly baseUrlEnvironment?: string | undefined;
  readonly oauthInstallQueryKey?: string | undefined;
  /** Scopes to ask for, with what each one enables. */
  readonly scopes?:
    | readonly {
        readonly scope: string;
        readonly enables: string;
        readonly optional?: boolean | undefined;
        /** Needed while one of these is in use; absent: always. */
        readonly features?: readonly Feature[] | undefined;
      }[]
    | undefined;
  /** How far back order history can reach and why, in the words shown at setup. */
  readonly orderHistory: { readonly days: number | "all" | "none"; readonly note?: string | undefined };
  /** What creating products there does that a buyer or seller would notice: shown in the plan and in the guide. */
  readonly notes?: readonly string[] | undefined;
  readonly docs: string;
  /**
   * Whether its orders may go in one parcel with others. Absent: of a marketplace that is not known, of a store of the
   * seller's own they may. forbidden: it makes label and tracking number of each order itself, or says so.
   */
  readonly mergesOrders?: "allowed" | "forbidden" | undefined;
  /** How the platform writes the statements a seller downloads; columns a file lacks are left out. */
  readonly settlementFile?: SettlementMapping | undefined;
  /** Detected facts a seller is shown, by key, with what each is called; all others are the connector's own affair. */
  readonly facts?: Readonly<Record<string, string>> | undefined;
}

/** Languages a connector may have words in beside its own English. */
export const LANGUAGES = ["ar"] as const;
export type Language = "en" | (typeof LANGUAGES)[number];

/**
 * A connector's English messages in another language: those of its descriptor and files as they stand, and what it says
 * at run time with `{{gap}}` for what changes.
 */
export type ConnectorMessages = Readonly<Record<string, string>>;

/** Tokens and keys to keep in the vault, by name, with what is known of their life. */
export interface Grant {
  readonly secrets: Readonly<Record<string, string>>;
  /** ISO 8601 UTC; renewal starts five minutes earlier. */
  readonly expiresAt?: string | undefined;
  /** When secrets beside the access end, by name, where the platform tells: a refresh token outlives its access token. */
  readonly ends?: Readonly<Record<string, string>> | undefined;
  readonly scopes?: readonly string[] | undefined;
  /**
   * Whose consent this is, where one grant opens several accounts: the login, together with the app it consented to.
   * A newer consent of the same holder takes the older one's place for every connection that works with it.
   */
  readonly holder?: string | undefined;
}

export interface Account {
  /** Where the platform does not tell whose account it is, an id made of the keys: "key-" and a hash (`isOfKeys`). */
  readonly externalId: string;
  readonly name: string;
}

/** One account a consent covers, with what its connection has that others of the same consent have not. */
export interface AuthorizedAccount extends Account {
  /** ISO 3166, where the platform tells it. */
  readonly country?: string | undefined;
  readonly settings?: Readonly<Record<string, Json>> | undefined;
  /** Kept with the connection, not with the grant, which others may share. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** Tokens for this account alone, in place of the completion's. */
  readonly grant?: Grant | undefined;
}

export type BeginStep =
  | { readonly step: "ready" }
  | { readonly step: "redirect"; readonly url: string }
  | { readonly step: "wait"; readonly text: HubText };

export interface CallbackRequest {
  readonly method: string;
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Completion {
  /** Serves every account that brings none of its own. */
  readonly grant: Grant;
  /** What the consent covers. Several, and none of them `meant`: the seller picks the ones to connect. */
  readonly accounts: readonly AuthorizedAccount[];
  /** The account the form named before consent was asked for. */
  readonly requestedAccountId?: string | undefined;
  /** Form values learnt on the way (shop domain, store id), merged into the settings. */
  readonly settings?: Readonly<Record<string, Json>> | undefined;
  /** What to answer a machine that called; people are redirected to the dashboard. */
  readonly reply?: HttpReply | undefined;
}

export interface MissingScope {
  readonly scope: string;
  readonly disables: HubText;
  /** Missed only while one of these is in use; absent: always. */
  readonly features?: readonly Feature[] | undefined;
}

export interface Detected {
  readonly account: Account;
  /**
   * Where the stock lies that this account shows, when other accounts of the platform show the same (sales channels of
   * one shop): those that answer the same share each number. Absent: no other account does.
   */
  readonly stockPlace?: string | undefined;
  readonly facts: Readonly<Record<string, Json>>;
  readonly locations: readonly { readonly key: string; readonly name: string; readonly active: boolean }[];
  readonly grantedScopes?: readonly string[] | undefined;
  readonly missingScopes: readonly MissingScope[];
  /** Things the seller should know, in words: history limited, stock management off. */
  readonly warnings: readonly HubText[];
}

export interface BeginInput {
  /** Trimmed form values, secrets included. */
  readonly values: Readonly<Record<string, string>>;
  /** One-time token naming this attempt; only A-Z a-z 0-9 _ -. */
  readonly state: string;
  /** Where the platform (or the seller's browser) hands over what it grants. */
  readonly callbackUrl: string;
  /** Where the seller's browser should end. */
  readonly returnUrl: string;
}

/** The form as it was filled in: its values suffice. */
export interface FormInput {
  readonly kind: "form";
  readonly values: Readonly<Record<string, string>>;
}

/** The platform's page sent the seller back: with what was begun here. */
export interface CallbackInput {
  readonly kind: "callback";
  readonly begin: BeginInput;
  readonly request: CallbackRequest;
}

/** How an account is connected. Stores nothing; the engine keeps what is returned. */
export interface Connect {
  /** Checks the form and says what comes next; `ready` means the values alone suffice. */
  begin(input: BeginInput, ctx: Context): Promise<BeginStep>;
  /** Turns the form values (kind "form") or a callback into a grant. Throws ConnectorError with words for the seller. */
  complete(input: FormInput | CallbackInput, ctx: Context): Promise<Completion>;
  /** Answers a preflight or handshake of the callback address without completing; null when there is none. */
  preflight?(request: CallbackRequest): HttpReply | null;
  /** New tokens from the old; absent when credentials never expire. Throws auth_revoked when a person must reconnect. */
  refresh?(ctx: Context): Promise<Grant>;
  /** Proves the credentials with real calls and learns the account's facts. */
  detect(ctx: Context): Promise<Detected>;
  /**
   * For accounts that are described instead of programmed: what the form would read, and what it would send. Nothing is
   * written there or kept here.
   */
  readonly trial?: {
    /** Why these values must not be tried, in words; null when they may. */
    refused(values: Readonly<Record<string, string>>): HubText | null;
    /** Throws ConnectorError when the description or the credentials are not right. */
    run(ctx: Context): Promise<Trial>;
  };
  /** Revokes what can be revoked; webhooks are removed by `subscriptions`. */
  disconnect?(ctx: Context): Promise<void>;
}

/** Puts the connection's proof on a request; called for every authenticated call. */
export interface Authenticate {
  baseUrl(ctx: Omit<Context, "http">): string;
  /** Further hosts of the platform that take the same proof; absent: the base URL's alone. */
  origins?(ctx: Omit<Context, "http">): readonly string[];
  authorize(request: PlatformRequest, ctx: Omit<Context, "http">): PlatformRequest;
  /** Secret names whose values are redacted wherever they appear. */
  readonly secretNames: readonly string[];
}

/** Every port a connector may have. */
export interface EveryPort extends CourierPorts {
  readonly products: Products;
  readonly prices: Prices;
  readonly stock: Stock;
  readonly orders: Orders;
  readonly categories: Categories;
  readonly listings: Listings;
  readonly customers: Customers;
  readonly webhooks: WebhookHandler;
  readonly subscriptions: Subscriptions;
  readonly queue: Queue;
  readonly discounts: Discounts;
  readonly giftCards: GiftCards;
  readonly fees: Fees;
  readonly files: Files;
  readonly conversations: Conversations;
  readonly inbound: Inbound;
  readonly adSpend: AdSpend;
}

/** The ports an open connection really has; what is absent is `unsupported` and shown as such. */
export type Ports = Optional<EveryPort>;

export interface Connector {
  readonly meta: ConnectorMeta;
  /** Its folder in `src/connectors` where that is not its id: another name of a connector, or a preset of one. */
  readonly folder?: string | undefined;
  /** Files of one that was loaded from a package; set by whoever loads it. Those of `src/connectors` stand in its folder. */
  readonly files?: { readonly sandbox?: string | undefined; readonly logo?: string | undefined } | undefined;
  readonly auth: Authenticate;
  /** The kind of failure an answer means, or null for success. Runs before any retry or refresh. */
  classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null;
  readonly connect: Connect;
  /** Limits of this connection in place of `meta.limits`, where each account brings its own. */
  limits?(connection: ConnectionInfo): readonly Bucket[];
  /** All that a connection of this provider could have at best, for the catalog. */
  readonly maximum: readonly (keyof Ports)[];
  /** `null` asks for the webhook handler and topics alone, before facts are known. */
  open(connection: ConnectionInfo): Ports;
  /** The webhook handler of webhooks that come to one address per app (no key in the URL). */
  readonly appWebhooks?: WebhookHandler | undefined;
  /** JSON Schemas of form fields of type `json`, by field id; served to editors. */
  readonly schemas?: Readonly<Record<string, () => object>> | undefined;
  /** Values to begin with, of form fields of type `json`, by field id. */
  readonly examples?: Readonly<Record<string, readonly FieldExample[]>> | undefined;
  /** What a seller reads of it in other languages; English where it has none. */
  readonly words?: Readonly<Partial<Record<Language, ConnectorMessages>>> | undefined;
  /** No maintainer has reviewed it: it may lack words in other languages. */
  readonly reviewed?: false | undefined;
  /** Its English by code, where its messages have codes (`messageCatalog`). */
  readonly messages?: ConnectorMessages | undefined;
}

/** A connector is a plain object checked against the contract; a value it cannot read ends as ConnectorError drift. */
export function defineConnector(connector: Connector): Connector {
  return { ...connector, open: (info) => readingPorts(connector.open(info)) };
}
