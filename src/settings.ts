/**
 * The environment variables the hub reads. docs/configuration.md is generated from them, and loadConfig uses their ranges
 * and defaults. A default that depends on another setting is described in words.
 */

export interface Setting {
  readonly about: About;
  readonly meaning: string;
  /** The default: the value itself, or a description if it depends on other settings. */
  readonly fallback: string;
  /** Whole numbers, minimum and maximum. */
  readonly range?: readonly [number, number];
  readonly oneOf?: readonly string[];
  /** The accepted format, if there is neither a range nor a choice. */
  readonly shape?: string;
}

export const abouts = [
  "address",
  "process",
  "traces",
  "database",
  "files",
  "secrets",
  "people",
  "mail",
  "channels",
  "limits",
  "keeping",
] as const;
type About = (typeof abouts)[number];

const TRUTH = "true or false";
const KEY = "64 hexadecimal digits (make one with: openssl rand -hex 32)";

export const settings = {
  HOST: { about: "address", fallback: "127.0.0.1", meaning: "address to listen on; `0.0.0.0` for all" },
  PORT: { about: "address", fallback: "3000", range: [1, 65_535], meaning: "port to listen on" },
  APP_URL: {
    about: "address",
    fallback: "http://localhost:<PORT>",
    shape: "a base address without a path, like https://hub.example.com",
    meaning:
      "public base URL without a path, used for webhook, sign-in and OAuth URLs. If it is not a public https URL, no webhooks are registered and channels are polled",
  },
  TRUST_PROXY: {
    about: "address",
    fallback: "false",
    shape: "false, a number of proxies from 1 to 9, or the proxies' addresses separated by commas",
    meaning:
      "behind a reverse proxy: its address or network (like `127.0.0.1` or `10.0.0.0/8`; `loopback` and `uniquelocal` are known), comma-separated. A number of proxies (1 to 9) does not check who connects: use it only if nobody but the proxy reaches the port. `true` (any proxy) is rejected, because callers could forge their address",
  },
  ROLE: {
    about: "process",
    fallback: "all",
    oneOf: ["all", "web", "worker"],
    meaning: "what this process runs: `all`, `web` (HTTP) or `worker` (background work)",
  },
  WORKER_PORT: {
    about: "process",
    fallback: "3100",
    range: [1, 65_535],
    meaning:
      "port on `HOST` where a process with `ROLE=worker` serves `/healthz`, `/readyz` and `/metrics`. If the port is in use, the worker logs it and runs without them",
  },
  DRAIN_SECONDS: {
    about: "process",
    fallback: "5 with `ROLE=web`, otherwise 0",
    range: [0, 300],
    meaning:
      "how long a process that is shutting down keeps answering while `/readyz` reports it; set it longer than your load balancer takes to notice",
  },
  LOG_LEVEL: {
    about: "process",
    fallback: "info",
    oneOf: ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
    meaning: "log level",
  },
  METRICS_TOKEN: {
    about: "process",
    fallback: "none",
    shape: "at least 16 printable characters without spaces",
    meaning: "bearer token for `/metrics`; without it, `/metrics` answers only on this machine",
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    about: "traces",
    fallback: "none",
    shape: "an address like http://127.0.0.1:4318",
    meaning:
      "OpenTelemetry collector that receives traces with OTLP over HTTP (at `/v1/traces`); without it, no traces are recorded ([decision 450](decisions/upkeep.md#450))",
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    about: "traces",
    fallback: "none",
    shape: "names and values like api-key=abc,team=shop",
    meaning: "headers sent with traces, values percent-encoded",
  },
  OTEL_SERVICE_NAME: { about: "traces", fallback: "argosy", meaning: "service name in traces" },
  OTEL_TRACES_SAMPLER_ARG: {
    about: "traces",
    fallback: "1",
    shape: "a share from 0 to 1",
    meaning: "share of traces that are kept; every process makes the same choice",
  },
  DATA_DIR: { about: "database", fallback: "./data", meaning: "the data folder" },
  DATABASE_URL: {
    about: "database",
    fallback: "none",
    shape: "an address like postgresql://user:password@host:5432/database",
    meaning: "a PostgreSQL server, 15 or newer, to use instead of the embedded one",
  },
  DATABASE_POOL_SIZE: {
    about: "database",
    fallback: "16",
    range: [2, 200],
    meaning: "maximum connections for tenants' work per process; about 17 more serve the other roles and the job queue",
  },
  REPLICA_DATABASE_URL: {
    about: "database",
    fallback: "none",
    shape: "an address like postgresql://user:password@host:5432/database",
    meaning:
      "a streaming replica of that server, used for reports and file exports ([a replica for reports](operations.md#a-replica-for-reports)). User and password in the URL are ignored; the hub signs in with its own roles",
  },
  REPLICA_MOST_LAG_SECONDS: {
    about: "database",
    fallback: "10",
    range: [1, 3_600],
    meaning: "maximum lag of the replica; beyond it, reports are read from the primary",
  },
  FILES_IN: {
    about: "files",
    fallback: "database",
    oneOf: ["database", "s3"],
    meaning:
      "where new files are stored (uploads, images, labels); `s3` needs the settings below. Existing files are still read from where they are ([how to move them](operations.md#files-in-object-storage))",
  },
  S3_ENDPOINT: {
    about: "files",
    fallback: "none",
    shape: "an address like https://s3.eu-central-1.amazonaws.com",
    meaning:
      "S3-compatible object storage (AWS, MinIO and others), addressed in path style; a private address is allowed. Needs `S3_BUCKET`, `S3_ACCESS_KEY_ID` and `S3_SECRET_ACCESS_KEY`",
  },
  S3_BUCKET: {
    about: "files",
    fallback: "none",
    shape: "3 to 63 lowercase letters, digits, dots and hyphens",
    meaning: "the bucket; it must exist",
  },
  S3_REGION: {
    about: "files",
    fallback: "us-east-1",
    meaning: "the bucket's region; most servers other than AWS accept any",
  },
  S3_ACCESS_KEY_ID: {
    about: "files",
    fallback: "none",
    meaning: "access key that can write, read and delete objects in the bucket",
  },
  S3_SECRET_ACCESS_KEY: { about: "files", fallback: "none", meaning: "secret of the access key" },
  S3_PREFIX: {
    about: "files",
    fallback: "argosy",
    shape: "letters, digits, hyphens and slashes between them",
    meaning: "prefix of object keys; each organization has its own prefix below it",
  },
  ENCRYPTION_KEY: {
    about: "secrets",
    fallback: "the key file",
    shape: KEY,
    meaning:
      "encrypts stored credentials; without it, the key is in `DATA_DIR/encryption.key`, created at the first start with mode 600",
  },
  ENCRYPTION_KEY_PREVIOUS: {
    about: "secrets",
    fallback: "none",
    shape: `${KEY}, several separated by commas`,
    meaning: "retired keys that can still decrypt old secrets",
  },
  OPERATOR_EMAILS: {
    about: "people",
    fallback: "none",
    shape: "e-mail addresses separated by commas",
    meaning:
      "who may become an operator (`/api/admin`); without it, whoever opens the setup link. An address is not sufficient: its account must open the link as well",
  },
  SIGN_UP: {
    about: "people",
    fallback: "open if `APP_URL` is unset or local, otherwise invited",
    oneOf: ["open", "invited", "off"],
    meaning:
      "who may create an account: `open` anyone (with a mail server, after opening the link e-mailed to their address; required at a public `APP_URL`), `invited` people with an invitation, `off` no one. The setup link works in every mode",
  },
  OIDC_ISSUER: {
    about: "people",
    fallback: "none",
    shape: "an address like https://accounts.example.com",
    meaning:
      "OpenID Connect provider that people can sign in with ([decision 428](decisions/sign-in.md#428)); the redirect URL is `<APP_URL>/api/auth/callback/oidc`. Needs `OIDC_CLIENT_ID` and `OIDC_CLIENT_SECRET`",
  },
  OIDC_CLIENT_ID: { about: "people", fallback: "none", meaning: "client id of the hub at the provider" },
  OIDC_CLIENT_SECRET: { about: "people", fallback: "none", meaning: "client secret" },
  OIDC_NAME: {
    about: "people",
    fallback: "host of OIDC_ISSUER",
    meaning: "name on the button, after “Sign in with”",
  },
  SMTP_URL: {
    about: "mail",
    fallback: "none",
    shape: "an address like smtp://user:password@host:587",
    meaning: "mail server for invitations, password resets and alerts",
  },
  MAIL_FROM: {
    about: "mail",
    fallback: "Argosy <argosy@(host of APP_URL)>",
    meaning: "sender of e-mails",
  },
  ALERT_STORM_COUNT: {
    about: "mail",
    fallback: "5",
    range: [1, 10_000],
    meaning:
      "after this many alert e-mails of one kind to one person within `ALERT_STORM_MINUTES`, further ones are combined into one e-mail ([decision 452](decisions/mail-and-alerts.md#452))",
  },
  ALERT_STORM_MINUTES: {
    about: "mail",
    fallback: "60",
    range: [1, 1_440],
    meaning: "period in which alerts are counted, and after which the combined e-mail is sent",
  },
  CONNECTORS: {
    about: "channels",
    fallback: "none",
    shape: "names of packages separated by commas",
    meaning:
      "packages of connectors to load beside the built-in ones, found in `DATA_DIR/connectors` or among the hub's own packages ([how to install one](operations.md#connectors-from-packages)). A connector runs inside the hub with all its rights",
  },
  ALLOW_PRIVATE_NETWORK: {
    about: "channels",
    fallback: "false",
    shape: TRUTH,
    meaning: "allows channels with private and local addresses; only for development and sandboxes",
  },
  ALLOW_HTTP_STORES: {
    about: "channels",
    fallback: "false",
    shape: TRUTH,
    meaning: "allows channels over plain http",
  },
  SANDBOX_STORES: {
    about: "channels",
    fallback: "true if `APP_URL` is unset or local and `ROLE` is `all`, otherwise false",
    shape: TRUTH,
    meaning: "lets people start emulated stores inside the hub to try it out; needs `ROLE=all`",
  },
  MAX_ORGANIZATIONS: {
    about: "limits",
    fallback: "20",
    range: [1, 100_000],
    meaning: "maximum organizations a person can own",
  },
  MAX_API_KEYS: {
    about: "limits",
    fallback: "50",
    range: [1, 10_000],
    meaning: "maximum active API keys per organization",
  },
  MAX_INVITATIONS_A_DAY: {
    about: "limits",
    fallback: "50",
    range: [1, 10_000],
    meaning:
      "maximum invitations an organization can send per day; an address gets at most three a day from all organizations together",
  },
  MAX_UPLOAD_MB: {
    about: "limits",
    fallback: "100",
    range: [1, 10_000],
    meaning:
      "maximum megabytes per uploaded file (imports, platform reports); files are kept for 30 days after their last use. Product images have at most 10 MB each and are kept as long as their product ([decision 255](decisions/products-and-content.md#255))",
  },
  MAX_IMAGES_MB: {
    about: "limits",
    fallback: "5000",
    range: [10, 10_000_000],
    meaning:
      "maximum megabytes of all uploaded images of an organization; beyond it, uploads are rejected and existing images stay",
  },
  PAYLOAD_RETENTION_DAYS: {
    about: "keeping",
    fallback: "90",
    range: [0, 3_650],
    meaning:
      "age at which the bytes of stored platform payloads, and deliveries without a connection, are deleted; `0` keeps them ([decision 164](decisions/files-and-imports.md#164))",
  },
  SYNC_LOG_RETENTION_DAYS: {
    about: "keeping",
    fallback: "30",
    range: [1, 3_650],
    meaning:
      "age at which sync log entries, completed outgoing webhook deliveries, and received deliveries whose bytes are gone are deleted",
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof settings;
type With<K extends keyof Setting> = {
  [N in SettingName]: (typeof settings)[N] extends Readonly<Record<K, unknown>> ? N : never;
}[SettingName];
/** Settings that are whole numbers within bounds. */
export type NumberSetting = With<"range">;
/** Settings that are one of a few words. */
export type ChoiceSetting = With<"oneOf">;
/** Settings whose format is described in words. */
export type ShapedSetting = With<"shape">;
export type ChoiceOf<N extends ChoiceSetting> = (typeof settings)[N]["oneOf"][number];
