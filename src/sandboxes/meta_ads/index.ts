/** Meta's Graph API on a real HTTP port, as far as ad accounts and their reports go; written from the sheet. */
import { createHmac, randomBytes } from "node:crypto";
import { type DayRange, dayAfter, lengthOf } from "../../commerce/days.ts";
import type { Json } from "../../commerce/product.ts";
import { equalText } from "../../connectors/kit/parse/signatures.ts";
import {
  type AdConsole,
  type AdSandbox,
  createSpendBook,
  type SandboxSpend,
} from "../../connectors/kit/sandbox/ad-account.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/reply.ts";
import type { SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import { sandboxOn, startSandboxServer } from "../../connectors/kit/sandbox/server.ts";

type Body = { readonly [key: string]: Json };

const APP = { appId: "812345678901234", oauthAppSecret: "0123456789abcdef0123456789abcdef" };
const ACCOUNTS = [
  { id: "act_1234567890", name: "Northwind", currency: "INR", timezone_name: "Asia/Kolkata" },
  { id: "act_2234567890", name: "Northwind Gulf", currency: "AED", timezone_name: "Asia/Dubai" },
] as const;
const USUAL = ACCOUNTS[0];
const LIFE_SECONDS = 5_183_944;

interface Run {
  readonly asked: URLSearchParams;
  readonly account: string;
  state: "Job Not Started" | "Job Running" | "Job Completed" | "Job Failed";
  percent: number;
}

/** What only this platform's tests reach for. */
export interface MetaState {
  /** The share of its limit the account has used, told with every answer. */
  usedPercent: number;
  /** The app demands proof of every call. */
  needsProof: boolean;
  readonly runs: ReadonlyMap<string, Run>;
}

export interface MetaSandbox extends AdSandbox {
  readonly state: MetaState;
}

const failure = (code: number, message: string, more: Body = {}, status = 400): SandboxReply => ({
  status,
  json: { error: { message, type: "OAuthException", code, fbtrace_id: "Aq1", ...more } },
});
const lost = () => failure(190, "Error validating access token: the session was ended.", { error_subcode: 467 }, 401);

/** What the emulated platform holds. */
interface Emulated {
  readonly options: SandboxOptions;
  readonly state: Omit<MetaState, "runs">;
  readonly books: ReadonlyMap<string, ReturnType<typeof createSpendBook>>;
  readonly runs: Map<string, Run>;
  /** "" once it was revoked. */
  systemToken: string;
  /** Tokens of sign-ins, and when they end. */
  readonly tokens: Map<string, number>;
  /** Codes of consents, and where each led. */
  readonly codes: Map<string, string>;
  mostDays: number;
  made: number;
}

/** Starts two ad accounts of one system user, both without spend. */
export async function startSandbox(options: SandboxOptions): Promise<MetaSandbox> {
  const it: Emulated = {
    options,
    state: { usedPercent: 12, needsProof: false },
    books: new Map(ACCOUNTS.map(({ id }) => [id as string, createSpendBook()])),
    runs: new Map(),
    systemToken: `EAA${"B".repeat(110)}`,
    tokens: new Map(),
    codes: new Map(),
    mostDays: Number.POSITIVE_INFINITY,
    made: 0,
  };
  const server = await startSandboxServer({
    provider: "meta_ads",
    options,
    handle: (request) => {
      const reply = answer(it, request);
      return { ...reply, headers: { ...usage(it.state.usedPercent, 0), ...reply.headers } };
    },
    isWrite: () => false,
    throttleReply: (seconds) => ({
      ...failure(80_000, "There have been too many calls to this ad-account.", { error_subcode: 2446079 }),
      ...(seconds !== undefined && { headers: usage(100, Math.ceil(seconds / 60)) }),
    }),
    onRevoke: () => {
      it.systemToken = "";
      it.tokens.clear();
    },
    onExpireTokens: () => it.tokens.clear(),
  });
  return { ...sandboxOn(server, deskOf(it)), state: Object.assign(it.state, { runs: it.runs }) };
}

const deskOf = (it: Emulated): AdConsole => ({
  currency: USUAL.currency,
  timeZone: USUAL.timezone_name,
  accounts: ACCOUNTS.map(({ id }) => id),
  credentials: () => ({ connectBy: "token", accessToken: it.systemToken, adAccountId: USUAL.id }),
  appCredentials: () => APP,
  installWebhooks: () => ({}),
  spent: (day) => it.books.get(USUAL.id)?.keep(day),
  takeBack: (date, campaignId) => it.books.get(USUAL.id)?.drop(date, campaignId),
  limitAnswers: (days) => {
    it.mostDays = days;
  },
  workOff() {
    for (const run of it.runs.values())
      if (run.state !== "Job Failed") Object.assign(run, { state: "Job Completed", percent: 100 });
  },
  failReports() {
    for (const run of it.runs.values()) if (run.state !== "Job Completed") run.state = "Job Failed";
  },
});

const usage = (percent: number, minutes: number) => ({
  "x-business-use-case-usage": JSON.stringify({
    "1010": [
      {
        type: "ads_insights",
        call_count: percent,
        total_cputime: 3,
        total_time: 3,
        estimated_time_to_regain_access: minutes,
        ads_api_access_tier: "development_access",
      },
    ],
  }),
});

function answer(it: Emulated, request: SandboxRequest): SandboxReply {
  const [version = "", ...rest] = request.path.split("/").filter(Boolean);
  if (!/^v\d+\.0$/.test(version)) return failure(2500, "Unknown path components.");
  if (Number.parseInt(version.slice(1), 10) < 25) return failure(2635, "You are calling a deprecated version.");
  const path = rest.join("/");
  if (path === "dialog/oauth") return consent(it, request);
  if (path === "oauth/access_token") return token(it, request);
  const refused = notAllowed(it, request);
  if (refused) return refused;
  if (path === "me/adaccounts")
    return pageOf(
      ACCOUNTS.map((account) => view(account, request)),
      request.query,
    );
  const [node = "", edge] = rest;
  return ofAccount(it, request, { node, edge }) ?? ofRun(it, request, { node, edge }) ?? unknown(node);
}

const unknown = (node: string) =>
  failure(100, `Unsupported get request. Object with ID '${node}' does not exist`, { error_subcode: 33 });

function notAllowed(it: Emulated, request: SandboxRequest): SandboxReply | null {
  const bearer = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  const isSystem = it.systemToken !== "" && bearer === it.systemToken;
  if (!isSystem && (it.tokens.get(bearer) ?? 0) <= it.options.clock.now()) return lost();
  if (!it.state.needsProof) return null;
  const proof = createHmac("sha256", APP.oauthAppSecret).update(bearer).digest("hex");
  if (equalText(request.query.get("appsecret_proof") ?? "", proof)) return null;
  return failure(100, "API calls from the server require an appsecret_proof argument");
}

interface Place {
  readonly node: string;
  readonly edge: string | undefined;
}

function ofAccount(it: Emulated, request: SandboxRequest, { node, edge }: Place): SandboxReply | null {
  const account = ACCOUNTS.find(({ id }) => id === node);
  if (!account) return null;
  if (edge === undefined) return { status: 200, json: view(account, request) };
  if (edge !== "insights") return null;
  return request.method === "POST" ? start(it, node, request) : rows(it, node, { asked: request.query });
}

function ofRun(it: Emulated, request: SandboxRequest, { node, edge }: Place): SandboxReply | null {
  const run = it.runs.get(node);
  if (!run) return null;
  const { account, state, percent } = run;
  if (edge === undefined)
    return {
      status: 200,
      json: { id: node, account_id: account.slice(4), async_status: state, async_percent_completion: percent },
    };
  if (edge !== "insights") return null;
  if (state !== "Job Completed" || percent !== 100)
    return failure(2601, "The report is not ready.", { is_transient: true });
  return rows(it, account, { asked: run.asked, page: request.query });
}

function view(account: (typeof ACCOUNTS)[number], { query }: SandboxRequest): Body {
  const whole: Body = {
    ...account,
    account_id: account.id.slice(4),
    account_status: 1,
    timezone_offset_hours_utc: 5.5,
  };
  const fields = new Set(["id", ...(query.get("fields") ?? "").split(",")]);
  return Object.fromEntries(Object.entries(whole).filter(([name]) => fields.has(name)));
}

function pageOf(list: readonly Json[], query: URLSearchParams, more: Body = {}): SandboxReply {
  const limit = Number(query.get("limit") ?? "25");
  const from = Number(Buffer.from(query.get("after") ?? "", "base64").toString() || "0");
  const end = from + limit;
  const after = Buffer.from(String(end)).toString("base64");
  const next = end < list.length ? { next: `https://graph.facebook.com/next?after=${after}` } : {};
  const paging = list.length === 0 ? {} : { paging: { cursors: { before: "MA==", after }, ...next } };
  return { status: 200, json: { data: list.slice(from, end), ...paging, ...more } };
}

function spanOf(requested: URLSearchParams): DayRange | null {
  const reported = JSON.parse(requested.get("time_range") ?? "null") as { since: string; until: string } | null;
  return reported && { from: reported.since, to: reported.until };
}

function refused(it: Emulated, requested: URLSearchParams): SandboxReply | null {
  const span = spanOf(requested);
  if (!span || requested.get("time_increment") !== "1") return failure(100, "(#100) time_range is needed here.");
  // By its own clock in California the day after has not begun anywhere.
  const today = new Date(it.options.clock.now()).toISOString().slice(0, 10);
  return span.to > dayAfter(today, 1) ? failure(100, "(#100) The until date cannot be in the future.") : null;
}

interface Requested {
  readonly asked: URLSearchParams;
  /** Of a report that is there: which page of it. */
  readonly page?: URLSearchParams;
}

function rows(it: Emulated, account: string, { asked, page }: Requested): SandboxReply {
  const problem = refused(it, asked);
  const span = spanOf(asked);
  if (problem || !span) return problem ?? unknown(account);
  if (page === undefined && lengthOf(span) > it.mostDays)
    return failure(1, "Please reduce the amount of data you're asking for, then retry your request", {}, 500);
  const level = asked.get("level") === "adset" ? "ad_set" : "campaign";
  const fields = new Set((asked.get("fields") ?? "").split(","));
  const reported = it.books.get(account)?.told(span.from, span.to, level) ?? [];
  const total = reported.reduce((sum, { spend }) => sum + Math.round(Number(spend) * 100), 0) / 100;
  const query = page ?? asked;
  return pageOf(
    reported.map((day) => rowOf(day, fields)),
    query,
    query.get("default_summary") === "true" ? { summary: { spend: total.toFixed(2) } } : {},
  );
}

function start(it: Emulated, account: string, request: SandboxRequest): SandboxReply {
  const requested = new URLSearchParams(request.text);
  const problem = refused(it, requested);
  if (problem) return problem;
  it.made += 1;
  const id = `60${String(it.made).padStart(15, "0")}`;
  it.runs.set(id, { asked: requested, account, state: "Job Not Started", percent: 0 });
  return { status: 200, json: { report_run_id: id } };
}

function consent(it: Emulated, { query }: SandboxRequest): SandboxReply {
  const redirect = query.get("redirect_uri") ?? "";
  if (query.get("client_id") !== APP.appId || !URL.canParse(redirect)) return failure(101, "Invalid App ID");
  const code = randomBytes(12).toString("hex");
  it.codes.set(code, redirect);
  const target = new URL(redirect);
  target.searchParams.set("code", code);
  target.searchParams.set("state", query.get("state") ?? "");
  return { status: 302, headers: { location: target.href }, text: "" };
}

function token(it: Emulated, { query }: SandboxRequest): SandboxReply {
  if (query.get("client_id") !== APP.appId || query.get("client_secret") !== APP.oauthAppSecret)
    return failure(1, "Error validating client secret.");
  if (query.get("grant_type") === "fb_exchange_token") {
    const endsAt = it.tokens.get(query.get("fb_exchange_token") ?? "") ?? 0;
    return endsAt <= it.options.clock.now() ? lost() : issue(it, LIFE_SECONDS);
  }
  const code = query.get("code") ?? "";
  const redirect = it.codes.get(code);
  it.codes.delete(code);
  if (redirect === undefined || redirect !== query.get("redirect_uri"))
    return failure(100, "This authorization code has been used.");
  return issue(it, 5_000);
}

function issue(it: Emulated, seconds: number): SandboxReply {
  it.made += 1;
  const fresh = `EAA${String(it.made).padStart(8, "0")}${"C".repeat(100)}`;
  it.tokens.set(fresh, it.options.clock.now() + seconds * 1_000);
  return { status: 200, json: { access_token: fresh, token_type: "bearer", expires_in: seconds } };
}

function rowOf(day: Required<SandboxSpend>, fields: ReadonlySet<string>): Body {
  const counted = (value: string): Json =>
    // The same purchases under each of its names, as Meta tells them.
    ["link_click", "omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase"].map((type) => ({
      action_type: type,
      value: type === "link_click" ? String(day.clicks) : value,
    }));
  const whole: Body = {
    campaign_id: day.campaign.id,
    campaign_name: day.campaign.name,
    ...(day.adSet && { adset_id: day.adSet.id, adset_name: day.adSet.name }),
    spend: day.spend,
    impressions: String(day.impressions),
    clicks: String(day.clicks),
    ...(day.conversions !== "0" && { actions: counted(day.conversions), action_values: counted(day.conversionValue) }),
  };
  return {
    ...Object.fromEntries(Object.entries(whole).filter(([name]) => fields.has(name))),
    date_start: day.date,
    date_stop: day.date,
  };
}
