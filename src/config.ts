import { isIP } from "node:net";
import { resolve } from "node:path";
import {
  type ChoiceOf,
  type ChoiceSetting,
  type NumberSetting,
  type SettingName,
  type ShapedSetting,
  settings,
} from "./settings.ts";

/** Settings are missing or malformed. The message is one sentence for the operator for each of them. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export type Role = ChoiceOf<"ROLE">;

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where a worker answers health, readiness and metrics. */
  readonly workerPort: number;
  /** How long a process that is told to end goes on answering, so that others are asked instead. */
  readonly drainSeconds: number;
  /** Public base address without a trailing slash: webhook, OAuth and invitation links start with it. */
  readonly appUrl: string;
  /** Platforms can reach appUrl: it is public https, or private networks are allowed (development). */
  readonly canReceiveWebhooks: boolean;
  /** Absent: the embedded server keeps its data below dataDir. */
  readonly databaseUrl?: string | undefined;
  /** Most connections this process opens for tenants' work; its other pools are small and fixed. */
  readonly databasePoolSize: number;
  /** A streaming replica, and how far behind it may be. */
  readonly replica?: { readonly url: string; readonly mostLagMs: number } | undefined;
  readonly dataDir: string;
  /** 64 hexadecimal digits; absent: the key file in dataDir. */
  /** Where new files are kept. */
  readonly filesIn: ChoiceOf<"FILES_IN">;
  /** Absent: all files are in the database. */
  readonly objectStore?: ObjectStore | undefined;
  readonly encryptionKey?: string | undefined;
  /** Retired keys that still open old secrets, newest first. */
  readonly encryptionKeysPrevious: readonly string[];
  readonly role: Role;
  readonly logLevel: ChoiceOf<"LOG_LEVEL">;
  /** Absent: nothing is traced. */
  readonly traces?: TraceTarget | undefined;
  /** Packages of connectors to load beside the built-in ones. */
  readonly connectors: readonly string[];
  /** Calls to stores may go to private, loopback and link-local addresses (development, sandboxes). */
  readonly allowPrivateNetwork: boolean;
  readonly allowHttpStores: boolean;
  /** People may start emulated stores inside this process to explore with. */
  readonly sandboxStores: boolean;
  /** Proxies before the hub: none, a number of hops, or their addresses. Never all: anybody could name an address then. */
  readonly trustProxy: false | number | readonly string[];
  /** Bearer token of /metrics; absent: /metrics answers loopback callers only. */
  readonly metricsToken?: string | undefined;
  /** Who may run the hub once they have proved it, in lower case; empty: whoever opens the setup link. */
  readonly operatorEmails: readonly string[];
  /** Who may make an account: anyone (who proves an address where there is a mail server), who is invited, or nobody. */
  readonly signUp: ChoiceOf<"SIGN_UP">;
  /** Where people may sign in beside the hub's own passwords. */
  readonly oidc?: SignInProvider | undefined;
  readonly smtpUrl?: string | undefined;
  readonly mailFrom: string;
  /** From how many alerts of a kind mailed to one person on, within how long, further ones are gathered. */
  readonly alertStorm: { readonly alerts: number; readonly minutes: number };
  /** Raw webhook and poll payloads older than this lose their bytes; 0 keeps them. */
  readonly payloadRetentionDays: number;
  readonly syncLogRetentionDays: number;
  /** Most organizations one person owns. */
  readonly maxOrganizations: number;
  /** Most API keys that work in one organization. */
  readonly maxApiKeys: number;
  readonly maxInvitationsADay: number;
  /** Most megabytes of an uploaded file. */
  readonly maxUploadMb: number;
  /** Of all uploaded images of an organization together. */
  readonly maxImagesMb: number;
  /** The value of a provider's operator credential variable, for example its app key. */
  readonly variable: (name: string) => string | undefined;
}

/** A bucket of object storage that speaks S3. */
export interface ObjectStore {
  /** Without a trailing slash. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly keyId: string;
  readonly key: string;
  /** What keys begin with, without slashes around it. */
  readonly prefix: string;
}

/** Where spans go, and which. */
export interface TraceTarget {
  /** Of an OTLP receiver, without the path of a signal. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** From 0 to 1. */
  readonly share: number;
}

/** An OpenID Connect provider. */
export interface SignInProvider {
  /** Without a trailing slash; its description stands below it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** For people. */
  readonly name: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings one by one and gathers what is wrong, so that the operator sees all of it at once. */
function reader(env: Environment) {
  const problems: string[] = [];
  const variable = (name: string) => env[name]?.trim() || undefined;
  const text = (name: SettingName) => variable(name);
  function read<T>(name: SettingName, fallback: T, parse: (value: string) => T | undefined, shape: string): T {
    const value = text(name);
    if (value === undefined) return fallback;
    const result = parse(value);
    if (result === undefined) problems.push(`${name} has to be ${shape}.`);
    return result ?? fallback;
  }
  const parsed = <T>(name: ShapedSetting, fallback: T, parse: (value: string) => T | undefined): T =>
    read(name, fallback, parse, settings[name].shape);
  const integer = (name: NumberSetting, fallback = Number(settings[name].fallback)) => {
    const [min, max] = settings[name].range;
    return read(
      name,
      fallback,
      (value) => (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined),
      `a whole number from ${min} to ${max}`,
    );
  };
  const flag = (name: ShapedSetting, fallback = false) => parsed<boolean>(name, fallback, booleanOf);
  function choice<N extends ChoiceSetting>(name: N, fallback: ChoiceOf<N>): ChoiceOf<N> {
    const existing: readonly ChoiceOf<N>[] = settings[name].oneOf;
    return read(name, fallback, (value) => existing.find((each) => each === value), `one of ${existing.join(", ")}`);
  }
  return { problems, variable, text, parsed, integer, flag, choice };
}

function booleanOf(value: string): boolean | undefined {
  if (/^(1|true|yes|on)$/i.test(value)) return true;
  if (/^(0|false|no|off)$/i.test(value)) return false;
  return undefined;
}

function urlOf(value: string, protocols: readonly string[]): URL | undefined {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  return protocols.includes(url.protocol) ? url : undefined;
}

const addressOf =
  (...protocols: readonly string[]) =>
  (value: string): string | undefined =>
    urlOf(value, protocols) && value;

function appUrlOf(value: string): string | undefined {
  const url = urlOf(value, ["https:", "http:"]);
  return url && url.pathname === "/" && !url.search && !url.hash && !url.username ? url.origin : undefined;
}

/** A name or address that only this machine or its own network knows. */
export function isLocal(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "");
  if (name === "localhost" || /\.(localhost|local|internal|test)$/.test(name) || !/[.:]/.test(name)) return true;
  if (isIP(name) === 4) return /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(name);
  return isIP(name) === 6 && /^(::1?$|f[cd]|fe[89ab])/i.test(name);
}

function trustProxyOf(value: string): Config["trustProxy"] | undefined {
  if (/^[1-9]$/.test(value)) return Number(value);
  if (booleanOf(value) === false) return false;
  const addresses = value.split(",").map((part) => part.trim());
  const isAddress = (part: string) =>
    isIP(part.split("/")[0] ?? "") !== 0 || /^(loopback|linklocal|uniquelocal)$/.test(part);
  return addresses.every(isAddress) ? addresses : undefined;
}

function emailsOf(value: string): string[] | undefined {
  const emails = value.split(",").map((email) => email.trim().toLowerCase());
  return emails.every((email) => /^[^\s@]+@[^\s@]+$/.test(email)) ? emails : undefined;
}

/** As npm has them; nothing in one leads out of the folder it is looked for in. */
const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

function packagesOf(value: string): string[] | undefined {
  const names = value.split(",").map((name) => name.trim());
  return names.every((name) => PACKAGE.test(name)) ? [...new Set(names)] : undefined;
}

const isKey = (value: string) => /^[0-9a-fA-F]{64}$/.test(value);

const keyOf = (value: string) => (isKey(value) ? value.toLowerCase() : undefined);
const tokenOf = (value: string) => (/^[\x21-\x7e]{16,}$/.test(value) ? value : undefined);

function keysOf(value: string): string[] | undefined {
  const keys = value.split(",").map((key) => key.trim().toLowerCase());
  return keys.every(isKey) ? keys : undefined;
}

/** Throws a ConfigError that names each platform's address (`FLIPKART_API_BASE_URL`) that is none. */
export function requireBaseUrls(
  {
    variable,
    allowHttpStores,
    allowPrivateNetwork,
  }: Pick<Config, "variable" | "allowHttpStores" | "allowPrivateNetwork">,
  connectors: Iterable<{ readonly meta: { readonly baseUrlEnvironment?: string | undefined } }>,
): void {
  const protocols = allowHttpStores || allowPrivateNetwork ? ["https:", "http:"] : ["https:"];
  const problems = [...connectors].flatMap(({ meta: { baseUrlEnvironment: name } }) => {
    const value = name === undefined ? undefined : variable(name);
    return value === undefined || urlOf(value, protocols)
      ? []
      : [`${name} has to be an address like https://api.example.com.`];
  });
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
}

function headersOf(value: string): Record<string, string> | undefined {
  const pairs = value.split(",").map((pair) => /^\s*([\w-]+)\s*=\s*((?:[!-~]| )*?)\s*$/.exec(pair));
  try {
    return Object.fromEntries(pairs.map((pair) => [pair?.[1], decodeURIComponent(pair?.[2] ?? "%")]));
  } catch {
    return undefined;
  }
}

const shareOf = (value: string) => (/^(0|1|0?\.\d{1,9}|1\.0+)$/.test(value) ? Number(value) : undefined);

function tracesOf({ text, parsed }: Pick<ReturnType<typeof reader>, "text" | "parsed">): TraceTarget | undefined {
  const endpoint = parsed("OTEL_EXPORTER_OTLP_ENDPOINT", undefined, addressOf("https:", "http:"))?.replace(
    /(?<!\/)\/+$/,
    "",
  );
  const headers = parsed("OTEL_EXPORTER_OTLP_HEADERS", {}, headersOf);
  const share = parsed("OTEL_TRACES_SAMPLER_ARG", 1, shareOf);
  const serviceName = text("OTEL_SERVICE_NAME") ?? settings.OTEL_SERVICE_NAME.fallback;
  return endpoint === undefined ? undefined : { endpoint, headers, serviceName, share };
}

function providerOf({
  problems,
  text,
  parsed,
}: Pick<ReturnType<typeof reader>, "problems" | "text" | "parsed">): SignInProvider | undefined {
  const issuer = parsed("OIDC_ISSUER", undefined, addressOf("https:", "http:"))?.replace(/(?<!\/)\/+$/, "");
  const [clientId, clientSecret] = [text("OIDC_CLIENT_ID"), text("OIDC_CLIENT_SECRET")];
  const name = text("OIDC_NAME");
  if (issuer === undefined) return undefined;
  if (clientId && clientSecret) return { issuer, clientId, clientSecret, name: name ?? new URL(issuer).hostname };
  problems.push("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET. Set them, or none of the three.");
  return undefined;
}

const bucketOf = (value: string) => (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value) ? value : undefined);
const prefixOf = (value: string) => (/^[\w-]+(\/[\w-]+)*$/.test(value) ? value : undefined);

function objectStoreOf({
  problems,
  text,
  parsed,
}: Pick<ReturnType<typeof reader>, "problems" | "text" | "parsed">): ObjectStore | undefined {
  const endpoint = parsed("S3_ENDPOINT", undefined, addressOf("https:", "http:"))?.replace(/(?<!\/)\/+$/, "");
  const bucket = parsed("S3_BUCKET", undefined, bucketOf);
  const prefix = parsed("S3_PREFIX", settings.S3_PREFIX.fallback, prefixOf);
  const region = text("S3_REGION") ?? settings.S3_REGION.fallback;
  const [keyId, key] = [text("S3_ACCESS_KEY_ID"), text("S3_SECRET_ACCESS_KEY")];
  if (endpoint && bucket && keyId && key) return { endpoint, bucket, region, keyId, key, prefix };
  if (endpoint && !(text("S3_BUCKET") && keyId && key))
    problems.push(
      "S3_ENDPOINT needs S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY. Set them, or none of the four.",
    );
  return undefined;
}

function replicaOf({ parsed, integer }: Pick<ReturnType<typeof reader>, "parsed" | "integer">): Config["replica"] {
  const url = parsed("REPLICA_DATABASE_URL", undefined, addressOf("postgres:", "postgresql:"));
  const mostLagMs = integer("REPLICA_MOST_LAG_SECONDS") * 1_000;
  return url === undefined ? undefined : { url, mostLagMs };
}

function filesOf(read: Pick<ReturnType<typeof reader>, "problems" | "text" | "parsed" | "choice">) {
  const filesIn = read.choice("FILES_IN", settings.FILES_IN.fallback);
  const objectStore = objectStoreOf(read);
  if (filesIn === "s3" && read.text("S3_ENDPOINT") === undefined)
    read.problems.push("FILES_IN=s3 needs S3_ENDPOINT and what belongs to it.");
  return { filesIn, objectStore };
}

/** Validates every setting. Throws a ConfigError with a sentence for each that is wrong; values are never repeated in it. */
export function loadConfig(env: Environment): Config {
  const { problems, variable, text, parsed, integer, flag, choice } = reader(env);
  const port = integer("PORT");
  const allowPrivateNetwork = flag("ALLOW_PRIVATE_NETWORK");
  const appUrl = parsed("APP_URL", `http://localhost:${port}`, appUrlOf);
  const parts = new URL(appUrl);
  const role = choice("ROLE", settings.ROLE.fallback);
  const sandboxStores = flag("SANDBOX_STORES", role === "all" && isLocal(parts.hostname));
  // A hub others can reach is no public service unless it is meant to be one.
  const signUp = choice("SIGN_UP", isLocal(parts.hostname) ? "open" : "invited");
  // Without a mail signing up would tell strangers which addresses have an account.
  if (signUp === "open" && !isLocal(parts.hostname) && text("SMTP_URL") === undefined)
    problems.push("SIGN_UP=open needs SMTP_URL where APP_URL is public. Set it, or SIGN_UP=invited.");
  // They live in one process, which has to do all the work with them.
  if (sandboxStores && role !== "all") problems.push("SANDBOX_STORES has to be false unless ROLE is all.");
  const config: Config = {
    host: text("HOST") ?? settings.HOST.fallback,
    port,
    workerPort: integer("WORKER_PORT"),
    // Where one process does all, nobody else could be asked.
    drainSeconds: integer("DRAIN_SECONDS", role === "web" ? 5 : 0),
    appUrl,
    canReceiveWebhooks: allowPrivateNetwork || (parts.protocol === "https:" && !isLocal(parts.hostname)),
    databaseUrl: parsed("DATABASE_URL", undefined, addressOf("postgres:", "postgresql:")),
    databasePoolSize: integer("DATABASE_POOL_SIZE"),
    replica: replicaOf({ parsed, integer }),
    dataDir: resolve(text("DATA_DIR") ?? settings.DATA_DIR.fallback),
    ...filesOf({ problems, text, parsed, choice }),
    encryptionKey: parsed("ENCRYPTION_KEY", undefined, keyOf),
    encryptionKeysPrevious: parsed("ENCRYPTION_KEY_PREVIOUS", [], keysOf),
    role,
    logLevel: choice("LOG_LEVEL", settings.LOG_LEVEL.fallback),
    traces: tracesOf({ text, parsed }),
    connectors: parsed("CONNECTORS", [], packagesOf),
    allowPrivateNetwork,
    allowHttpStores: flag("ALLOW_HTTP_STORES"),
    sandboxStores,
    trustProxy: parsed<Config["trustProxy"]>("TRUST_PROXY", false, trustProxyOf),
    metricsToken: parsed("METRICS_TOKEN", undefined, tokenOf),
    operatorEmails: parsed("OPERATOR_EMAILS", [], emailsOf),
    signUp,
    oidc: providerOf({ problems, text, parsed }),
    smtpUrl: parsed("SMTP_URL", undefined, addressOf("smtp:", "smtps:")),
    alertStorm: { alerts: integer("ALERT_STORM_COUNT"), minutes: integer("ALERT_STORM_MINUTES") },
    mailFrom: text("MAIL_FROM") ?? `Argosy <argosy@${parts.hostname}>`,
    payloadRetentionDays: integer("PAYLOAD_RETENTION_DAYS"),
    syncLogRetentionDays: integer("SYNC_LOG_RETENTION_DAYS"),
    maxOrganizations: integer("MAX_ORGANIZATIONS"),
    maxApiKeys: integer("MAX_API_KEYS"),
    maxInvitationsADay: integer("MAX_INVITATIONS_A_DAY"),
    maxUploadMb: integer("MAX_UPLOAD_MB"),
    maxImagesMb: integer("MAX_IMAGES_MB"),
    variable,
  };
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
  return config;
}
