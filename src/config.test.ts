import { describe, expect, test } from "vitest";
import { ConfigError, loadConfig, requireBaseUrls } from "./config.ts";
import { type Setting, settings } from "./settings.ts";

const key = "ab".repeat(32);

describe("settings", () => {
  test("default settings start a hub on this machine only", () => {
    const config = loadConfig({});
    expect(config).toMatchObject({ host: "127.0.0.1", port: 3000, appUrl: "http://localhost:3000", role: "all" });
    expect(config.canReceiveWebhooks).toBe(false);
    expect(config.allowPrivateNetwork).toBe(false);
  });

  test.each([
    ["all", 0],
    ["worker", 0],
    ["web", 5],
  ])("settings let a process with ROLE=%s respond for %i seconds after it is stopped", (ROLE, seconds) => {
    expect(loadConfig({ ROLE }).drainSeconds).toBe(seconds);
    expect(loadConfig({ ROLE, DRAIN_SECONDS: "30" }).drainSeconds).toBe(30);
  });

  test.each([
    ["PORT", "80a"],
    ["PORT", "0"],
    ["PORT", "65536"],
    ["APP_URL", "shop.example.org"],
    ["APP_URL", "https://hub.example.com/shop"],
    ["DATABASE_URL", "mysql://localhost/db"],
    ["ENCRYPTION_KEY", key.slice(1)],
    ["ENCRYPTION_KEY", `${key.slice(1)}g`],
    ["ENCRYPTION_KEY_PREVIOUS", `${key},short`],
    ["ROLE", "wroker"],
    ["LOG_LEVEL", "loud"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "no-value-here"],
    ["OTEL_TRACES_SAMPLER_ARG", "1.5"],
    ["FILES_IN", "bucket"],
    ["S3_ENDPOINT", "minio:9000"],
    ["S3_BUCKET", "Mine"],
    ["S3_PREFIX", "/hub"],
    ["ALLOW_HTTP_STORES", "maybe"],
    ["SANDBOX_STORES", "maybe"],
    ["TRUST_PROXY", "proxy.example.com"],
    ["TRUST_PROXY", "true"],
    ["METRICS_TOKEN", "short"],
    ["OPERATOR_EMAILS", "ops@example.com,someone"],
    ["SMTP_URL", "mail.example.com"],
    ["PAYLOAD_RETENTION_DAYS", "-1"],
    ["MAX_UPLOAD_MB", "0"],
    ["MAX_ORGANIZATIONS", "0"],
    ["DRAIN_SECONDS", "301"],
    ["MAX_API_KEYS", "many"],
    ["MAX_INVITATIONS_A_DAY", "10001"],
  ])("%s=%s is refused in one sentence that does not repeat the value", (name, value) => {
    const attempt = () => loadConfig({ [name]: value });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(new RegExp(`^${name} has to be [^\\n]+\\.$`));
    if (value.length > 8) expect(attempt).not.toThrow(value);
  });

  test("settings of object storage belong together", () => {
    const store = {
      S3_ENDPOINT: "http://10.0.0.7:9000/",
      S3_BUCKET: "hub-files",
      S3_ACCESS_KEY_ID: "id",
      S3_SECRET_ACCESS_KEY: "secret",
    };
    expect(loadConfig({ ...store, FILES_IN: "s3" })).toMatchObject({
      filesIn: "s3",
      objectStore: { endpoint: "http://10.0.0.7:9000", bucket: "hub-files", region: "us-east-1", prefix: "argosy" },
    });
    expect(() => loadConfig({ ...store, S3_SECRET_ACCESS_KEY: "" })).toThrow(
      /^S3_ENDPOINT needs [^\n]+ none of the four\.$/,
    );
    expect(() => loadConfig({ FILES_IN: "s3" })).toThrow("FILES_IN=s3 needs S3_ENDPOINT and what belongs to it.");
    expect(loadConfig({}).objectStore).toBeUndefined();
  });

  test("settings that are documented are read, and no other", () => {
    const read = new Set<string>();
    const env = new Proxy<Record<string, string>>({}, { get: (_, name) => void read.add(String(name)) });
    loadConfig(env);
    expect([...read].sort()).toEqual(Object.keys(settings).sort());
  });

  test("settings have the documented defaults", () => {
    const reported: Readonly<Record<string, Setting>> = settings;
    const values = Object.entries(reported).filter(([, { fallback, range, oneOf }]) =>
      range ? /^\d+$/.test(fallback) : (oneOf?.includes(fallback) ?? /^(true|false)$/.test(fallback)),
    );
    expect(values.length).toBeGreaterThan(12);
    expect(loadConfig(Object.fromEntries(values.map(([name, { fallback }]) => [name, fallback])))).toEqual({
      ...loadConfig({}),
      variable: expect.any(Function),
    });
  });

  test("a wrong configuration names every wrong setting at once", () => {
    expect(() => loadConfig({ PORT: "x", ROLE: "y" })).toThrow(/PORT has to be .*\nROLE has to be/);
  });

  test.each([
    ["https://hub.example.com", true],
    ["http://hub.example.com", false],
    ["https://localhost:3000", false],
    ["https://192.168.1.4", false],
    ["https://[::1]:3000", false],
    ["https://hub", false],
  ])("platforms can reach %s: %s", (appUrl, reachable) => {
    expect(loadConfig({ APP_URL: appUrl }).canReceiveWebhooks).toBe(reachable);
  });

  test("operators are named by address, in any case", () => {
    expect(loadConfig({}).operatorEmails).toEqual([]);
    expect(loadConfig({ OPERATOR_EMAILS: "Ops@Example.com, eve@example.com" }).operatorEmails).toEqual([
      "ops@example.com",
      "eve@example.com",
    ]);
  });

  test.each([
    [{}, true],
    [{ APP_URL: "http://127.0.0.1:3900" }, true],
    [{ APP_URL: "https://hub.example.com" }, false],
    [{ APP_URL: "https://hub.example.com", SANDBOX_STORES: "true" }, true],
    [{ SANDBOX_STORES: "false" }, false],
    [{ ROLE: "worker" }, false],
  ])("sandbox stores are offered where nobody but the seller looks, or when asked for: %o %s", (env, offered) => {
    expect(loadConfig(env).sandboxStores).toBe(offered);
  });

  test("sandbox stores need one process for everything", () => {
    expect(() => loadConfig({ SANDBOX_STORES: "true", ROLE: "web" })).toThrow(/SANDBOX_STORES has to be false unless/);
  });

  test("an empty setting counts as not given", () => {
    expect(loadConfig({ PORT: " ", DATABASE_URL: "" })).toMatchObject({ port: 3000, databaseUrl: undefined });
  });
});

test("a platform's other address is checked at the start, by its variable's name", () => {
  const connectors = [{ meta: { baseUrlEnvironment: "FLIPKART_API_BASE_URL" } }, { meta: {} }];
  const check =
    (value: string, more: Record<string, string> = {}) =>
    () =>
      requireBaseUrls(loadConfig({ FLIPKART_API_BASE_URL: value, ...more }), connectors);
  expect(check("https://proxy.example.com")).not.toThrow();
  expect(check("")).not.toThrow();
  expect(check("proxy.example.com")).toThrow(/FLIPKART_API_BASE_URL has to be an address/);
  expect(check("http://proxy.example.com")).toThrow(ConfigError);
  expect(check("http://localhost:1", { ALLOW_PRIVATE_NETWORK: "true" })).not.toThrow();
});
