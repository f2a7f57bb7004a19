/** What a connection's form and manifest say together. */
import type { Json } from "../../commerce/product.ts";
import type { Bucket, ConnectionInfo } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import type { PushDefaults } from "../kit/hub-shapes/inbound.ts";
import { type CourierManifest, parseCourier } from "./courier/manifest.ts";
import type { Scope } from "./expressions.ts";
import type { Bindings } from "./expressions-job.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { type Common, isOfCourier, jsonOf } from "./manifest-common.ts";
import { message } from "./words.ts";

type Connected = { readonly connection: ConnectionInfo };

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** What a connection's description describes, and the description. */
type Description =
  | { readonly of: "shop"; readonly manifest: Manifest }
  | { readonly of: "courier"; readonly manifest: CourierManifest };

/** The connection's description, of a shop or a courier; null while there is none. */
function descriptionIn({ settings }: ConnectionInfo): Description | null {
  const text = textOf(settings.manifest) ?? bareManifest(textOf(settings.baseUrl));
  if (text === undefined) return null;
  const cached = cachedValue.get(text);
  if (cached) return cached;
  const described: Description = isOfCourier(jsonOf(text))
    ? { of: "courier", manifest: parseCourier(text) }
    : { of: "shop", manifest: parseManifest(text) };
  if (cachedValue.size >= MAX_STORED) cachedValue.clear();
  cachedValue.set(text, described);
  return described;
}

const MAX_STORED = 200;
const cachedValue = new Map<string, Description>();

/** The connection's manifest; null while there is none (a webhook handler opened before anything is known). */
export function manifestIn(connection: ConnectionInfo): Manifest | null {
  const described = descriptionIn(connection);
  return described?.of === "shop" ? described.manifest : null;
}

/** As `manifestIn`, of a courier. */
export function courierIn(connection: ConnectionInfo): CourierManifest | null {
  const described = descriptionIn(connection);
  return described?.of === "courier" ? described.manifest : null;
}

/** What every description says, a shop's or a courier's. Throws ConnectorError when the connection has none. */
export function commonOf({ connection }: Connected): Common {
  const described = descriptionIn(connection);
  if (described) return described.manifest;
  throw noDescription();
}

/** The description of a courier. Throws ConnectorError when the connection has none. */
export function courierOf({ connection }: Connected): CourierManifest {
  const manifest = courierIn(connection);
  if (manifest) return manifest;
  throw noDescription();
}

const noDescription = () =>
  new ConnectorError({ kind: "rejected", field: "manifest" }, message("error.connectionDescriptionMissingPasteForm"));

/** Of a shop that hands its records over by the inbound API and is never called. */
export function bareManifest(baseUrl: string | undefined): string | undefined {
  const url = baseUrl === undefined ? null : URL.parse(/^[a-z]+:\/\//i.test(baseUrl) ? baseUrl : `https://${baseUrl}`);
  if (!url) return undefined;
  const { host, origin } = url;
  return JSON.stringify({ manifestVersion: 1, name: host, baseUrl: origin, auth: { kind: "none" }, inbound: true });
}

/** The connection's manifest. Throws ConnectorError when it has none. */
export function manifestOf({ connection }: Connected): Manifest {
  const manifest = manifestIn(connection);
  if (manifest) return manifest;
  throw noDescription();
}

/** Where calls go: the form's address before the manifest's; an operator's endpoint replaces the host. */
export function baseUrlOf(connected: Connected): string {
  const { endpoint, settings } = connected.connection;
  const own = textOf(settings.baseUrl) ?? commonOf(connected).baseUrl;
  const url = (/^[a-z]+:\/\//i.test(own) ? own : `https://${own}`).replace(/(?<!\/)\/+$/, "");
  return endpoint === undefined
    ? url
    : `${endpoint.replace(/(?<!\/)\/+$/, "")}${new URL(url).pathname.replace(/(?<!\/)\/+$/, "")}`;
}

export interface Defaults {
  readonly currency: string | undefined;
  readonly phoneCountry: string | undefined;
  readonly timeZone: string;
}

/** The form's words win over the manifest's. */
export function defaultsOf(connected: Connected): Defaults {
  const { settings } = connected.connection;
  const manifest = commonOf(connected);
  return {
    currency: textOf(settings.currency) ?? manifest.currency,
    phoneCountry: textOf(settings.phoneCountry) ?? manifest.phoneCountry,
    timeZone: textOf(settings.timeZone) ?? manifest.timeZone,
  };
}

/** What pushed records take from their connection. */
export function pushDefaultsOf(connected: Connected): PushDefaults {
  const { currency, phoneCountry } = defaultsOf(connected);
  return { currency, phoneCountry, takesStock: manifestOf(connected).ordersTakeStock };
}

/** What expressions know besides their input: $conn, $statusMap, $state. */
function bindingsOf(connected: Connected, state: Readonly<Record<string, string>> = {}): Bindings {
  const { currency, phoneCountry, timeZone } = defaultsOf(connected);
  return {
    conn: { currency: currency ?? null, phoneCountry: phoneCountry ?? null, timeZone },
    statusMap: manifestIn(connected.connection)?.statusMap ?? {},
    state,
  };
}

/** As `bindingsOf`, with whose expressions these are. */
export const scopeOf = (
  ctx: Connected & { readonly owner: string },
  state: Readonly<Record<string, string>> = {},
): Scope => ({ owner: ctx.owner, bindings: bindingsOf(ctx, state) });

/** The manifest's budget as a bucket; the shop's own headers correct it. */
export function limitsOf(connection: ConnectionInfo): readonly Bucket[] {
  const manifest = descriptionIn(connection)?.manifest;
  if (!manifest) return [];
  const { requestsPerSecond, burst, concurrency } = manifest.budget;
  return [
    {
      id: "budget",
      scope: "connection",
      rate: requestsPerSecond,
      burst,
      concurrency,
      source: "the budget of the connection description",
      learn: (response) => learned(manifest, response),
    },
  ];
}

function learned({ rateLimit }: Common, { headers }: PlatformResponse): { available: number } | null {
  const reported = rateLimit?.remainingHeader && headers[rateLimit.remainingHeader.toLowerCase()];
  return reported && /^\d{1,9}$/.test(reported.trim()) ? { available: Number(reported) } : null;
}

/** Milliseconds until the shop's budget is full again, as its header tells; 0 when it does not. */
export function resetMs(manifest: Common, { headers }: PlatformResponse, now: number): number {
  const { resetHeader, resetUnit } = manifest.rateLimit ?? {};
  const reported = resetHeader === undefined ? undefined : headers[resetHeader.toLowerCase()]?.trim();
  if (reported === undefined || !/^\d+(?:\.\d+)?$/.test(reported)) return 0;
  const figure = Number(reported);
  if (resetUnit === "epoch") return Math.max(0, figure * 1000 - now);
  return resetUnit === "ms" ? figure : figure * 1000;
}
