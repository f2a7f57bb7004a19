import { isIP } from "node:net";
import { resolve } from "node:path";

/** Settings are missing or malformed. The message is one sentence for the operator for each of them. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export type Role = "all" | "web" | "worker";
const signUpModes = ["open", "invited", "off"] as const;
const roles = ["all", "web", "worker"] as const;
const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

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
  readonly dataDir: string;
  /** 64 hexadecimal digits; absent: the key file in dataDir. */
  readonly encryptionKey?: string | undefined;
  /** Retired keys that still open old secrets, newest first. */
  readonly encryptionKeysPrevious: readonly string[];
  readonly role: Role;
  readonly logLevel: (typeof logLevels)[number];
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
  readonly signUp: (typeof signUpModes)[number];
  readonly smtpUrl?: string | undefined;
  readonly mailFrom: string;
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

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings one by one and gathers what is wrong, so that the operator sees all of it at once. */
function reader(env: Environment) {
  const problems: string[] = [];
  const text = (name: string) => env[name]?.trim() || undefined;
  function parsed<T>(name: string, fallback: T, parse: (value: string) => T | undefined, shape: string): T {
    const value = text(name);
    if (value === undefined) return fallback;
    const result = parse(value);
    if (result === undefined) problems.push(`${name} has to be ${shape}.`);
    return result ?? fallback;
  }
  const integer = (name: string, fallback: number, [min, max]: readonly [number, number]) =>
    parsed(
      name,
      fallback,
      (value) => (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined),
      `a whole number from ${min} to ${max}`,
    );
  const flag = (name: string, fallback = false) => parsed<boolean>(name, fallback, booleanOf, "true or false");
  const oneOf = <T extends string>(name: string, fallback: T, values: readonly T[]) =>
    parsed<T>(name, fallback, (value) => values.find((known) => known === value), `one of ${values.join(", ")}`);
  return { problems, text, parsed, integer, flag, oneOf };
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

function appUrlOf(value: string): string | undefined {
  const url = urlOf(value, ["https:", "http:"]);
  return url && url.pathname === "/" && !url.search && !url.hash && !url.username ? url.origin : undefined;
}

/** A name or address that only this machine or its own network knows. */
function isLocal(host: string): boolean {
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

const keyShape = "64 hexadecimal digits (make one with: openssl rand -hex 32)";
const isKey = (value: string) => /^[0-9a-fA-F]{64}$/.test(value);

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

/** How many of a thing there may be, and how large. */
const mostOf = (integer: ReturnType<typeof reader>["integer"]) => ({
  maxOrganizations: integer("MAX_ORGANIZATIONS", 20, [1, 100_000]),
  maxApiKeys: integer("MAX_API_KEYS", 50, [1, 10_000]),
  maxInvitationsADay: integer("MAX_INVITATIONS_A_DAY", 50, [1, 10_000]),
  maxUploadMb: integer("MAX_UPLOAD_MB", 100, [1, 10_000]),
  maxImagesMb: integer("MAX_IMAGES_MB", 5_000, [10, 10_000_000]),
});

/** Validates every setting. Throws a ConfigError with a sentence for each that is wrong; values are never repeated in it. */
export function loadConfig(env: Environment): Config {
  const { problems, text, parsed, integer, flag, oneOf } = reader(env);
  const port = integer("PORT", 3000, [1, 65_535]);
  const allowPrivateNetwork = flag("ALLOW_PRIVATE_NETWORK");
  const appUrl = parsed(
    "APP_URL",
    `http://localhost:${port}`,
    appUrlOf,
    "a base address without a path, like https://hub.example.com",
  );
  const parts = new URL(appUrl);
  const role = oneOf<Role>("ROLE", "all", roles);
  const sandboxStores = flag("SANDBOX_STORES", role === "all" && isLocal(parts.hostname));
  // A hub others can reach is no public service unless it is meant to be one.
  const signUp = oneOf("SIGN_UP", isLocal(parts.hostname) ? "open" : "invited", signUpModes);
  // Without a mail signing up would tell strangers which addresses have an account.
  if (signUp === "open" && !isLocal(parts.hostname) && text("SMTP_URL") === undefined)
    problems.push("SIGN_UP=open needs SMTP_URL where APP_URL is public. Set it, or SIGN_UP=invited.");
  // They live in one process, which has to do all the work with them.
  if (sandboxStores && role !== "all") problems.push("SANDBOX_STORES has to be false unless ROLE is all.");
  const config: Config = {
    host: text("HOST") ?? "127.0.0.1",
    port,
    workerPort: integer("WORKER_PORT", 3100, [1, 65_535]),
    // Where one process does all, nobody else could be asked.
    drainSeconds: integer("DRAIN_SECONDS", role === "web" ? 5 : 0, [0, 300]),
    appUrl,
    canReceiveWebhooks: allowPrivateNetwork || (parts.protocol === "https:" && !isLocal(parts.hostname)),
    databaseUrl: parsed<string | undefined>(
      "DATABASE_URL",
      undefined,
      (value) => urlOf(value, ["postgres:", "postgresql:"]) && value,
      "an address like postgresql://user:password@host:5432/database",
    ),
    databasePoolSize: integer("DATABASE_POOL_SIZE", 16, [2, 200]),
    dataDir: resolve(text("DATA_DIR") ?? "data"),
    encryptionKey: parsed<string | undefined>(
      "ENCRYPTION_KEY",
      undefined,
      (value) => (isKey(value) ? value.toLowerCase() : undefined),
      keyShape,
    ),
    encryptionKeysPrevious: parsed("ENCRYPTION_KEY_PREVIOUS", [], keysOf, `${keyShape}, several separated by commas`),
    role,
    logLevel: oneOf("LOG_LEVEL", "info", logLevels),
    allowPrivateNetwork,
    allowHttpStores: flag("ALLOW_HTTP_STORES"),
    sandboxStores,
    trustProxy: parsed<Config["trustProxy"]>(
      "TRUST_PROXY",
      false,
      trustProxyOf,
      "false, a number of proxies from 1 to 9, or the proxies' addresses separated by commas",
    ),
    metricsToken: parsed<string | undefined>(
      "METRICS_TOKEN",
      undefined,
      (value) => (/^[\x21-\x7e]{16,}$/.test(value) ? value : undefined),
      "at least 16 printable characters without spaces",
    ),
    operatorEmails: parsed("OPERATOR_EMAILS", [], emailsOf, "e-mail addresses separated by commas"),
    signUp,
    smtpUrl: parsed<string | undefined>(
      "SMTP_URL",
      undefined,
      (value) => urlOf(value, ["smtp:", "smtps:"]) && value,
      "an address like smtp://user:password@host:587",
    ),
    mailFrom: text("MAIL_FROM") ?? `Argosy <argosy@${parts.hostname}>`,
    payloadRetentionDays: integer("PAYLOAD_RETENTION_DAYS", 90, [0, 3_650]),
    syncLogRetentionDays: integer("SYNC_LOG_RETENTION_DAYS", 30, [1, 3_650]),
    ...mostOf(integer),
    variable: text,
  };
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
  return config;
}
