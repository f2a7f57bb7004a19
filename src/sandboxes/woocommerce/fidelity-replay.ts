/** Sends every logged call, in order, to a fresh emulator whose state follows the captured shop's. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { differences } from "./fidelity-compare.ts";
import type { Send } from "./fidelity-setup.ts";
import { SET_UPS } from "./fidelity-setup.ts";
import { startSandbox, type WooSandbox } from "./index.ts";
import type { ApiKey } from "./state.ts";

type Doc = { readonly [key: string]: unknown };

/** A call the emulator answers otherwise, knowingly. */
export interface OnPurpose {
  /** Name of the capture file, then of the call; "*" stands for all calls of a file. */
  readonly file: string;
  readonly call: string;
  readonly reason: string;
}

export interface ReplayedCall {
  readonly file: string;
  readonly call: string;
  readonly result: "same" | "differs" | "on purpose";
  readonly details: readonly string[];
}

export interface Replay {
  readonly calls: readonly ReplayedCall[];
  readonly same: number;
  readonly onPurpose: number;
}

interface Logged {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly auth?: string;
    readonly body?: unknown;
    readonly scheme_seen_by_shop?: string;
    readonly headers?: Record<string, string>;
  };
  readonly response: { readonly status: number; readonly body?: unknown };
  readonly stock_after?: number;
  readonly stock_before_after?: readonly number[];
  readonly signing?: { readonly consumer_key: string; readonly consumer_secret: string };
}

/** A clock that stands where the capture stood. */
function replayClock() {
  let now = Date.parse("2026-11-20T07:33:00Z");
  return {
    now: () => now,
    sleep: () => Promise.resolve(),
    to(ms: number) {
      now = Math.max(now, ms);
    },
    /** Sets the time also backwards: signatures carry their own. */
    at(ms: number) {
      now = ms;
    },
  };
}

const HOME = "http://127.0.0.1:8080";

/** Replays all files of `<dir>/woocommerce/live-10.2.4/traffic`. */
export async function replay(specsDir: string, existing: readonly OnPurpose[]): Promise<Replay> {
  const folder = join(specsDir, "woocommerce/live-10.2.4/traffic");
  const clock = replayClock();
  const sandbox = await startSandbox({ clock, currency: "EUR" });
  sandbox.state.url = HOME;
  sandbox.state.features.offline = true;
  const keys = makeKeys(sandbox);
  const calls: ReplayedCall[] = [];
  try {
    for (const file of readdirSync(folder).sort()) {
      const doc = JSON.parse(readFileSync(join(folder, file), "utf8")) as { exchanges: Doc[] };
      for (const [index, entry] of doc.exchanges.entries()) {
        const mark = `${file.slice(0, 2)}#${index}`;
        if (isLogged(entry)) follow(sandbox, entry, clock);
        const send: Send = (method, path, body) =>
          deliver(sandbox, { method, path, body, auth: "Basic, read_write key" }, keys, "").then(
            (answer) => answer.body,
          );
        for (const setUp of SET_UPS) if (setUp.before === mark) await setUp.run(sandbox, send);
        if (isLogged(entry)) calls.push(await replayOne({ file, entry, sandbox, keys, clock, known: existing }));
      }
    }
  } finally {
    await sandbox.close();
  }
  return {
    calls,
    same: calls.filter((call) => call.result === "same").length,
    onPurpose: calls.filter((call) => call.result === "on purpose").length,
  };
}

function isLogged(entry: Doc): entry is Doc & Logged {
  const { request, response } = entry as Partial<Logged>;
  return request?.method !== undefined && response?.status !== undefined;
}

interface One {
  readonly file: string;
  readonly entry: Logged;
  readonly sandbox: WooSandbox;
  readonly keys: Keys;
  readonly clock: ReturnType<typeof replayClock>;
  readonly known: readonly OnPurpose[];
}

async function replayOne({ file, entry, sandbox, keys, clock, known }: One): Promise<ReplayedCall> {
  const { request, response, name } = entry;
  follow(sandbox, entry, clock);
  const answer = await deliver(sandbox, request, keys, name);
  const details =
    answer.status === response.status
      ? response.body === undefined
        ? []
        : differences(response.body, answer.body)
      : [`status ${answer.status} instead of ${response.status}: ${JSON.stringify(answer.body).slice(0, 160)}`];
  details.push(...stockDifference(entry, sandbox));
  const isMeant = known.some((one) => one.file === file && (one.call === "*" || one.call === name));
  return { file, call: name, result: details.length === 0 ? "same" : isMeant ? "on purpose" : "differs", details };
}

/** The captures note the stock of one product after each step; the emulator must have moved its own alike. */
function stockDifference(entry: Logged, sandbox: WooSandbox): string[] {
  const noted = entry.stock_after ?? entry.stock_before_after?.[1];
  const own = sandbox.state.products.get(13)?.stock;
  return noted === undefined || own === undefined || noted === own ? [] : [`stock ${own} instead of ${noted}`];
}

/** Moves time and id counters to where the captured shop stood when it answered. */
function follow(sandbox: WooSandbox, entry: Logged, clock: ReturnType<typeof replayClock>): void {
  const text = JSON.stringify(entry.response.body ?? null);
  const times = [...text.matchAll(/"date_(?:created|modified)_gmt":"([^"]+)"/g)].map((match) =>
    Date.parse(`${match[1]}Z`),
  );
  if (times.length > 0) clock.to(Math.max(...times));
  if (entry.signing) {
    // The server stood just after the newest of the signatures; two of them are older on purpose.
    clock.at(Date.parse("2026-11-20T07:52:26Z"));
    if (!sandbox.state.keys.some((key) => key.key === entry.signing?.consumer_key))
      sandbox.state.keys.push({
        key: entry.signing.consumer_key,
        secret: entry.signing.consumer_secret,
        permissions: "read_write",
        role: "administrator",
        userId: 1,
        revoked: false,
      });
  }
  if (entry.request.method === "GET") return;
  const { last } = sandbox.state;
  const body = entry.response.body;
  const first = firstMade(body);
  const path = entry.request.path.split("?")[0] ?? "";
  const space = spaceOf(path);
  const id = Number((first as { id?: unknown } | null)?.id ?? draftId(body) ?? 0);
  const isCreate =
    entry.response.status === 201 ||
    path.endsWith("/batch") ||
    path.endsWith("/duplicate") ||
    draftId(body) !== undefined;
  if (space && id > 0 && isCreate) last[space] = id - 1;
  const images = [...text.matchAll(/"images":\[\{"id":(\d+)/g)].map((match) => Number(match[1]));
  if (images.length > 0 && !isCreate && Math.min(...images) > last.post) last.post = Math.min(...images) - 1;
  const items = [
    ...text.matchAll(/"(?:line_items|shipping_lines|fee_lines|tax_lines|coupon_lines)":\[\{"id":(\d+)/g),
  ].map((match) => Number(match[1]));
  if (items.length > 0 && Math.min(...items) > last.item) last.item = Math.min(...items) - 1;
}

function draftId(body: unknown): number | undefined {
  const data = (body as { data?: { new_draft_order_id?: number } } | null)?.data;
  return typeof data === "object" && data !== null ? data.new_draft_order_id : undefined;
}

function firstMade(body: unknown): unknown {
  const made = (body as { create?: { id?: number }[] } | null)?.create;
  return Array.isArray(made) ? (made.find((one) => (one.id ?? 0) > 0) ?? null) : body;
}

function spaceOf(path: string): keyof WooSandbox["state"]["last"] | null {
  if (/\/(categories|tags|brands|terms|shipping_classes)(\/|$)/.test(path)) return "term";
  if (path.includes("/attributes")) return "attribute";
  if (path.includes("/customers")) return "user";
  if (path.includes("/webhooks")) return "webhook";
  if (path.includes("/notes")) return "comment";
  if (path.endsWith("/media")) return "post";
  if (path.includes("/zones") || path.includes("/taxes") || path.includes("/fulfillments")) return null;
  return /\/(products|orders|coupons|refunds)/.test(path) ? "post" : null;
}

interface Keys {
  readonly by: Readonly<Record<string, Pick<ApiKey, "key" | "secret">>>;
}

function makeKeys(sandbox: WooSandbox): Keys {
  const admin = sandbox.state.keys[0] ?? sandbox.addKey("read_write", "administrator");
  sandbox.state.keys.push({
    key: "admin",
    secret: "applicationpassword",
    permissions: "read_write",
    role: "administrator",
    userId: 1,
    revoked: false,
  });
  return {
    by: {
      "Basic, read_write key": admin,
      "Basic, read-only key": sandbox.addKey("read", "administrator"),
      "Basic, write-only key": sandbox.addKey("write", "administrator"),
      "Basic, read_write key of a Shop manager": sandbox.addKey("read_write", "shop_manager"),
      "Basic, read_write key of a Subscriber": sandbox.addKey("read_write", "subscriber"),
      "Basic, WordPress user + application password": { key: "admin", secret: "application password" },
    },
  };
}

function credentials(auth: string, name: string, keys: Keys): Pick<ApiKey, "key" | "secret"> | undefined {
  const existing = keys.by["Basic, read_write key"];
  if (auth === "Basic, invalid credentials" && existing) {
    return name.startsWith("wrong-secret")
      ? { key: existing.key, secret: `cs_${"0".repeat(40)}` }
      : { key: `ck_${"0".repeat(40)}`, secret: existing.secret };
  }
  if (name === "app-password-media-upload") return keys.by["Basic, WordPress user + application password"];
  if (name === "app-password-wrong") return { key: "admin", secret: "nothing" };
  return keys.by[auth];
}

async function deliver(
  sandbox: WooSandbox,
  request: Logged["request"],
  keys: Keys,
  name: string,
): Promise<{ status: number; body: unknown }> {
  const headers: Record<string, string> = { ...request.headers };
  const who = credentials(request.auth ?? "", name, keys);
  if (who) headers["authorization"] = `Basic ${Buffer.from(`${who.key}:${who.secret}`).toString("base64")}`;
  const isOauth = request.path.includes("oauth_") || /OAuth/.test(JSON.stringify(request.headers ?? {}));
  if ((request.scheme_seen_by_shop ?? (isOauth ? "http" : "https")) === "https" && request.path !== "/")
    headers["x-forwarded-proto"] = "https";
  const own = keys.by["Basic, read_write key"];
  const path = request.path
    .replace("ck_{key of this shop}", own?.key ?? "")
    .replace("cs_{secret of this shop}", own?.secret ?? "");
  const hasBody = request.body !== undefined && request.body !== null && request.method !== "GET";
  const isText = typeof request.body === "string";
  const type = Object.keys(headers).find((header) => header.toLowerCase() === "content-type");
  if (hasBody && !type)
    headers["content-type"] =
      isText && String(request.body).includes("=") ? "application/x-www-form-urlencoded" : "application/json";
  const response = await fetch(`${sandbox.url}${path}`, {
    method: request.method,
    headers,
    ...(hasBody ? { body: isText ? String(request.body) : JSON.stringify(request.body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Web pages are compared by status alone.
    return text;
  }
}
