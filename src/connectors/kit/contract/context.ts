/** What a connector is given to work with, and what its ports and forms have in common with it. */
import type { Clock } from "../../../commerce/clock.ts";
import type { Json } from "../../../commerce/product.ts";
import type { PlatformHttp } from "./platform-http.ts";

/** A field of a form the dashboard draws. Secret fields go to the vault and are never sent back. */
export interface Field {
  readonly id: string;
  readonly label: string;
  /** `json`: text of many lines that holds JSON. */
  readonly type: "text" | "secret" | "url" | "select" | "boolean" | "number" | "json";
  readonly required: boolean;
  readonly help?: string | undefined;
  readonly placeholder?: string | undefined;
  /** A JavaScript regular expression the trimmed value must match. */
  readonly pattern?: string | undefined;
  /** What to say when the pattern does not match. */
  readonly patternHint?: string | undefined;
  readonly options?: readonly { readonly value: string; readonly label: string }[] | undefined;
  readonly defaultValue?: string | undefined;
  /** Shown only while another field's text matches this regular expression: a secret a description names. */
  readonly neededWhere?: { readonly field: string; readonly pattern: string } | undefined;
  /** Asked for only after saving (a secret the platform makes when the webhook is created there). */
  readonly afterSave?: boolean | undefined;
}

/** What is known of an open connection. Nothing in it is secret. */
export interface ConnectionInfo {
  readonly account: { readonly externalId: string };
  /** Detected facts: shop name, currency, time zone, versions, plugins. */
  readonly facts: Readonly<Record<string, Json>>;
  /** Non-secret form values and store settings. */
  readonly settings: Readonly<Record<string, Json>>;
  /** Replaces the platform's own host (sandboxes, an operator's proxy); never set by a seller on a normal hub. */
  readonly endpoint?: string | undefined;
}

export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What a connector is given to work with; its only way to the outside. */
export interface Context {
  readonly http: PlatformHttp;
  /** Ours: for waiting, and for how long ago we did something. */
  readonly clock: Clock;
  /**
   * The present by the platform's own clock, as far as its answers tell how the two differ. For all that goes to the
   * platform as a time, or is compared with one of its own.
   */
  shopNow(): number;
  readonly log: Log;
  readonly connection: ConnectionInfo;
  /** Whose connection this is: equal for all of one organization, unequal for two; means nothing else. */
  readonly owner: string;
  /** The public URL under which the platform reaches a topic of this connection; null when APP_URL is not public. */
  publicUrl(topic: string): string | null;
  /** The public URL of the app's one webhook address (`appWebhooks`), the same for all its connections; null when APP_URL is not public. */
  appUrl(): string | null;
  /** A secret of this connection or its app. Throws ConnectorError auth_revoked when it is not there. */
  secret(name: string): string;
  hasSecret(name: string): boolean;
  /** Reports an unknown or missing field or value of the platform; never throws. */
  drift(report: { readonly path: string; readonly problem: string; readonly value?: Json | undefined }): void;
  readonly signal: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}
