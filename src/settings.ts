/**
 * The environment variables the hub reads: docs/configuration.md is written from them, and loadConfig takes their bounds
 * and defaults. A default that hangs on another setting is told in words.
 */

export interface Setting {
  readonly about: About;
  readonly meaning: string;
  /** What holds where it is not set: the value itself, or words where it hangs on others. */
  readonly fallback: string;
  /** Whole numbers, from and to. */
  readonly range?: readonly [number, number];
  readonly oneOf?: readonly string[];
  /** What it has to be, where neither a range nor a choice says so. */
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
      "the public base address, without a path. Webhook, sign-in and OAuth addresses start with it. Unless it is public https, no webhooks are registered and channels are polled",
  },
  TRUST_PROXY: {
    about: "address",
    fallback: "false",
    shape: "false, a number of proxies from 1 to 9, or the proxies' addresses separated by commas",
    meaning:
      "behind a reverse proxy: the number of proxies (1 to 9), or their addresses separated by commas. Trusting any proxy (`true`) is refused: a caller could name its own address",
  },
  ROLE: {
    about: "process",
    fallback: "all",
    oneOf: ["all", "web", "worker"],
    meaning: "what this process does: `all`, `web` (HTTP) or `worker` (jobs)",
  },
  WORKER_PORT: {
    about: "process",
    fallback: "3100",
    range: [1, 65_535],
    meaning:
      "where a process with `ROLE=worker` answers `/healthz`, `/readyz` and `/metrics`, on `HOST`; taken by another program, the worker says so in its log and works without",
  },
  DRAIN_SECONDS: {
    about: "process",
    fallback: "5 with `ROLE=web`, else 0",
    range: [0, 300],
    meaning:
      "how long a process told to stop goes on answering while it says that it is going; longer than your balancer takes to notice",
  },
  LOG_LEVEL: {
    about: "process",
    fallback: "info",
    oneOf: ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
    meaning: "how much the log tells",
  },
  METRICS_TOKEN: {
    about: "process",
    fallback: "none",
    shape: "at least 16 printable characters without spaces",
    meaning: "bearer token of `/metrics`; without it `/metrics` answers callers on this machine only",
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    about: "traces",
    fallback: "none",
    shape: "an address like http://127.0.0.1:4318",
    meaning:
      "where traces are sent by OTLP over HTTP (`/v1/traces` below it); without it none are made ([decision 450](decisions/450-one-trace-over-stored-steps.md))",
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    about: "traces",
    fallback: "none",
    shape: "names and values like api-key=abc,team=shop",
    meaning: "headers sent along, values percent-encoded",
  },
  OTEL_SERVICE_NAME: { about: "traces", fallback: "argosy", meaning: "what traces call this hub" },
  OTEL_TRACES_SAMPLER_ARG: {
    about: "traces",
    fallback: "1",
    shape: "a share from 0 to 1",
    meaning: "share of traces that are kept; every process decides alike",
  },
  DATA_DIR: { about: "database", fallback: "./data", meaning: "the data folder" },
  DATABASE_URL: {
    about: "database",
    fallback: "none",
    shape: "an address like postgresql://user:password@host:5432/database",
    meaning: "a PostgreSQL 15 or newer server instead of the embedded one",
  },
  DATABASE_POOL_SIZE: {
    about: "database",
    fallback: "16",
    range: [2, 200],
    meaning: "most connections for tenants' work in one process; some 17 more serve the other roles and the job queue",
  },
  REPLICA_DATABASE_URL: {
    about: "database",
    fallback: "none",
    shape: "an address like postgresql://user:password@host:5432/database",
    meaning:
      "a streaming replica of that server: reports and lists as files are read from it ([a replica for reports](operations.md#a-replica-for-reports)). User and password are those of the hub's own roles, whatever the address names",
  },
  REPLICA_MOST_LAG_SECONDS: {
    about: "database",
    fallback: "10",
    range: [1, 3_600],
    meaning: "how far the replica may be behind; when it is further, reports are read from the primary",
  },
  FILES_IN: {
    about: "files",
    fallback: "database",
    oneOf: ["database", "s3"],
    meaning:
      "where new files are kept (uploads, images, labels); `s3` needs the settings below. Files that are there already are read where they are ([moving them](operations.md#files-in-object-storage))",
  },
  S3_ENDPOINT: {
    about: "files",
    fallback: "none",
    shape: "an address like https://s3.eu-central-1.amazonaws.com",
    meaning:
      "object storage that speaks S3 (AWS, MinIO and others), asked by path style; a private address is allowed. Set it with `S3_BUCKET`, `S3_ACCESS_KEY_ID` and `S3_SECRET_ACCESS_KEY`, or none of them",
  },
  S3_BUCKET: {
    about: "files",
    fallback: "none",
    shape: "3 to 63 small letters, digits, dots and hyphens",
    meaning: "the bucket; it has to be there",
  },
  S3_REGION: { about: "files", fallback: "us-east-1", meaning: "its region; most others than AWS take any" },
  S3_ACCESS_KEY_ID: {
    about: "files",
    fallback: "none",
    meaning: "a key that may write, read and remove objects there",
  },
  S3_SECRET_ACCESS_KEY: { about: "files", fallback: "none", meaning: "its secret" },
  S3_PREFIX: {
    about: "files",
    fallback: "argosy",
    shape: "letters, digits, hyphens and slashes between them",
    meaning: "what keys of objects begin with; below it each organization has its own",
  },
  ENCRYPTION_KEY: {
    about: "secrets",
    fallback: "the key file",
    shape: KEY,
    meaning:
      "opens stored credentials; without it the key is in `DATA_DIR/encryption.key`, made at the first start, mode 600",
  },
  ENCRYPTION_KEY_PREVIOUS: {
    about: "secrets",
    fallback: "none",
    shape: `${KEY}, several separated by commas`,
    meaning: "retired keys that still open old secrets",
  },
  OPERATOR_EMAILS: {
    about: "people",
    fallback: "none",
    shape: "e-mail addresses separated by commas",
    meaning:
      "who may run the hub (`/api/admin`); without it whoever opens the setup link. An address alone proves nothing: its account has to open the link as well",
  },
  SIGN_UP: {
    about: "people",
    fallback: "open where `APP_URL` is unset or local, else invited",
    oneOf: ["open", "invited", "off"],
    meaning:
      "who may make an account: `open` anyone (with a mail server, once the link mailed to their address is opened; at a public address it needs `SMTP_URL`), `invited` who has an invitation, `off` nobody. The setup link lets its reader in whatever the mode",
  },
  OIDC_ISSUER: {
    about: "people",
    fallback: "none",
    shape: "an address like https://accounts.example.com",
    meaning:
      "people may also sign in at this OpenID Connect provider ([decision 428](decisions/428-ways-to-sign-in.md)); its redirect address is `<APP_URL>/api/auth/callback/oidc`. Needs `OIDC_CLIENT_ID` and `OIDC_CLIENT_SECRET`",
  },
  OIDC_CLIENT_ID: { about: "people", fallback: "none", meaning: "the hub's client at the provider" },
  OIDC_CLIENT_SECRET: { about: "people", fallback: "none", meaning: "its secret" },
  OIDC_NAME: {
    about: "people",
    fallback: "host of OIDC_ISSUER",
    meaning: "what the button to sign in there says after “Sign in with”",
  },
  SMTP_URL: {
    about: "mail",
    fallback: "none",
    shape: "an address like smtp://user:password@host:587",
    meaning: "mail server for invitations, new passwords and alerts",
  },
  MAIL_FROM: {
    about: "mail",
    fallback: "Argosy <argosy@(host of APP_URL)>",
    meaning: "sender of mails",
  },
  ALERT_STORM_COUNT: {
    about: "mail",
    fallback: "5",
    range: [1, 10_000],
    meaning:
      "alerts of a kind mailed to one person within `ALERT_STORM_MINUTES`, from which on further ones are gathered into one mail ([decision 452](decisions/452-a-storm-of-alerts-is-one-mail.md))",
  },
  ALERT_STORM_MINUTES: {
    about: "mail",
    fallback: "60",
    range: [1, 1_440],
    meaning: "the time in which they are counted, and after which what was gathered is mailed",
  },
  ALLOW_PRIVATE_NETWORK: {
    about: "channels",
    fallback: "false",
    shape: TRUTH,
    meaning: "channels may have private and local addresses; for development and sandboxes only",
  },
  ALLOW_HTTP_STORES: {
    about: "channels",
    fallback: "false",
    shape: TRUTH,
    meaning: "channels may be called over plain http",
  },
  SANDBOX_STORES: {
    about: "channels",
    fallback: "true where `APP_URL` is unset or local and `ROLE` is `all`, else false",
    shape: TRUTH,
    meaning:
      "people may start emulated stores inside the hub, to explore it before their own are connected; needs `ROLE=all`",
  },
  MAX_ORGANIZATIONS: {
    about: "limits",
    fallback: "20",
    range: [1, 100_000],
    meaning: "most organizations one person owns",
  },
  MAX_API_KEYS: {
    about: "limits",
    fallback: "50",
    range: [1, 10_000],
    meaning: "most API keys that work in one organization",
  },
  MAX_INVITATIONS_A_DAY: {
    about: "limits",
    fallback: "50",
    range: [1, 10_000],
    meaning: "most invitations an organization sends in a day; one address gets three a day from all together",
  },
  MAX_UPLOAD_MB: {
    about: "limits",
    fallback: "100",
    range: [1, 10_000],
    meaning:
      "most megabytes of an uploaded file (imports, reports of platforms); files are kept for 30 days after their last use. Images of products have at most 10 MB each and stay as long as their product ([decision 255](decisions/255-images-kept-by-the-hub.md))",
  },
  MAX_IMAGES_MB: {
    about: "limits",
    fallback: "5000",
    range: [10, 10_000_000],
    meaning:
      "most megabytes of all uploaded images of an organization together; past it an upload is refused in words, and what is there stays",
  },
  PAYLOAD_RETENTION_DAYS: {
    about: "keeping",
    fallback: "90",
    range: [0, 3_650],
    meaning:
      "age at which stored platform payloads lose their bytes, and deliveries that belong to no connection are removed; `0` keeps them ([decision 164](decisions/164-what-ends-by-its-age.md))",
  },
  SYNC_LOG_RETENTION_DAYS: {
    about: "keeping",
    fallback: "30",
    range: [1, 3_650],
    meaning:
      "age at which sync log entries and finished webhook deliveries are removed, and received ones whose bytes are gone",
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
/** Settings whose shape is told in words. */
export type ShapedSetting = With<"shape">;
export type ChoiceOf<N extends ChoiceSetting> = (typeof settings)[N]["oneOf"][number];
