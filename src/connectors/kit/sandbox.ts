/**
 * What every sandbox offers besides its platform's own HTTP interface: the levers of a merchant, a
 * customer and a saboteur. Demo, conformance suite, simulation and bench drive any platform through this.
 */
import type { Clock } from "../../commerce/clock.ts";

export interface SandboxOptions {
  /** 0 (default) takes any free port on 127.0.0.1. */
  readonly port?: number | undefined;
  readonly clock: Clock;
  /** Makes ids and choices repeatable. */
  readonly seed?: number | undefined;
  /** Currency of the shop; default the platform's most usual. */
  readonly currency?: string | undefined;
}

export type Fault =
  | { readonly kind: "throttle"; readonly retryAfterSeconds?: number | undefined }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: string | undefined;
      readonly headers?: Readonly<Record<string, string>> | undefined;
    }
  /** Waits this long on the sandbox's clock before it answers. */
  | { readonly kind: "slow"; readonly ms: number }
  /** Applies the call, then cuts the connection without an answer. */
  | { readonly kind: "drop_after_commit" }
  | { readonly kind: "drop_before" }
  /** Valid status, body cut in the middle. */
  | { readonly kind: "truncate" }
  /** Adds a field nobody knows and keeps the rest. */
  | { readonly kind: "add_field" }
  /** Removes this top-level field of the resource from answers. */
  | { readonly kind: "drop_field"; readonly field: string };

export interface FaultRule {
  readonly fault: Fault;
  /** How many matching calls it hits; default all until cleared. */
  readonly times?: number | undefined;
  /** Which API calls: method and a path substring; default all. */
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  /** True: only calls that change something in the shop; false: only reads; absent: both. */
  readonly write?: boolean | undefined;
}

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** Platform-side handling of outgoing webhooks. */
  webhooks: {
    /** Webhooks queued while this is true never leave. */
    lose: boolean;
    /** Extra deliveries of each webhook: 2 = three in all; a fraction is the chance of one more. */
    duplicate: number;
    reorder: boolean;
    /** Keeps webhooks in the queue until it is false again. */
    paused: boolean;
  };
  /** Makes every access token issued so far expired (or every key revoked). */
  expireTokens(): void;
  revoke(): void;
}

export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly at: number;
  readonly write: boolean;
  readonly requestBody: string;
  readonly responseBody: string;
}

export interface SandboxProduct {
  readonly title: string;
  readonly status?: "active" | "draft" | undefined;
  readonly variants: readonly {
    readonly sku: string;
    readonly price: string;
    readonly stock: number;
    readonly barcode?: string | undefined;
    readonly option?: string | undefined;
  }[];
  readonly category?: string | undefined;
}

export interface SandboxOrderInput {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly customer?:
    | { readonly name: string; readonly email?: string | undefined; readonly phone?: string | undefined }
    | undefined;
  readonly payment?: "paid" | "cod" | "pending" | undefined;
}

export interface SandboxOrder {
  readonly key: string;
  readonly number: string;
  readonly status: string;
  readonly fulfilled: boolean;
  readonly cancelled: boolean;
  readonly trackingNumbers: readonly string[];
  /** Order total, decimal text in the shop's currency. */
  readonly total: string;
}

/** The seller's and the customers' side of the emulated shop. */
export interface SandboxShop {
  /** Values a seller would type into our setup form for this shop (ids of setupFormFields). */
  credentials(): Readonly<Record<string, string>>;
  /**
   * The steps a person takes on the platform after we show our webhook URLs; returns values to paste back
   * (secrets made by the platform). Providers whose webhooks we register by API return {}.
   */
  installWebhooks(urls: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  addProduct(product: SandboxProduct): { readonly key: string; readonly variantKeys: Readonly<Record<string, string>> };
  removeProduct(key: string): void;
  /** What the shop shows for a SKU now. */
  stockOf(sku: string): number;
  /** A merchant edits the number in the shop's admin. */
  setStock(sku: string, quantity: number): void;
  priceOf(sku: string): string;
  setPrice(sku: string, price: string): void;
  titleOf(sku: string): string;
  setTitle(sku: string, title: string): void;
  skus(): readonly string[];
  /** A customer buys; the shop lowers its own stock as the real one does and sends its webhooks. Returns the order's key. */
  placeOrder(order: SandboxOrderInput): string;
  cancelOrder(key: string): void;
  /** Changes a line's quantity in the shop's admin, where the platform has such a thing. */
  editOrder?(key: string, sku: string, quantity: number): void;
  order(key: string): SandboxOrder | undefined;
  orderKeys(): readonly string[];
}

export interface Sandbox {
  readonly provider: string;
  /** Base URL of the emulated platform. */
  readonly url: string;
  readonly shop: SandboxShop;
  readonly faults: Faults;
  /** Every API call received, oldest first (at most the last 100,000). */
  readonly calls: readonly RecordedCall[];
  /** Resolves when every webhook queued so far has been delivered, lost or given up. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export type StartSandbox = (options: SandboxOptions) => Promise<Sandbox>;
