/** Google Ads on a real HTTP port: sign-in, accounts below managers, and the searches spend is read with. */
import { randomBytes } from "node:crypto";
import { parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import type { Json } from "../../commerce/product.ts";
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

const APP = { clientId: "1010-shop.apps.googleusercontent.com", clientSecret: "GOCSPX-0123456789abcdef" };
const LIFE_SECONDS = 3_599;

interface Customer {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  /** The manager it stands below; "" reached directly. */
  readonly below: string;
  readonly isManager: boolean;
  readonly status: string;
}
const customer = (id: string, name: string, more: Partial<Customer> = {}): Customer => ({
  id,
  name,
  currency: "INR",
  timeZone: "Asia/Kolkata",
  below: "",
  isManager: false,
  status: "ENABLED",
  ...more,
});
const USUAL = customer("1234567890", "Northwind");
const CUSTOMERS = [
  USUAL,
  customer("5550000001", "Agency", { isManager: true }),
  customer("5550000002", "Region", { isManager: true, below: "5550000001" }),
  customer("2234567890", "Northwind Gulf", { currency: "AED", timeZone: "Asia/Dubai", below: "5550000002" }),
  customer("3234567890", "Closed long ago", { below: "5550000001", status: "CANCELED" }),
  customer("4234567890", "Cancelled", { status: "CANCELED" }),
];

/** What only this platform's tests reach for. */
export interface GoogleState {
  /** Rows of a page; 10,000 there. */
  pageRows: number;
  /** A sum beside the rows that is not theirs. */
  wrongSum: boolean;
}

export interface GoogleSandbox extends AdSandbox {
  readonly state: GoogleState;
}

interface Failure {
  readonly group: string;
  readonly code: string;
  readonly details?: Body;
}

function failure(status: number, word: string, { group, code, details }: Failure): SandboxReply {
  const error: Body = { errorCode: { [group]: code }, message: code, ...(details && { details }) };
  return {
    status,
    json: {
      error: {
        code: status,
        message: "Request had an error.",
        status: word,
        details: [
          {
            "@type": "type.googleapis.com/google.ads.googleads.v25.errors.GoogleAdsFailure",
            errors: [error],
            requestId: "Rq1",
          },
        ],
      },
    },
  };
}

/** What the emulated platform holds. */
interface Emulated {
  readonly options: SandboxOptions;
  readonly state: GoogleState;
  readonly books: ReadonlyMap<string, ReturnType<typeof createSpendBook>>;
  /** Access tokens, and when they end. */
  readonly tokens: Map<string, number>;
  readonly refreshTokens: Set<string>;
  /** Codes of consents, and where each led. */
  readonly codes: Map<string, string>;
  mostDays: number;
  made: number;
}

/** Starts one account reached directly and one below two managers, all without spend. */
export async function startSandbox(options: SandboxOptions): Promise<GoogleSandbox> {
  const it: Emulated = {
    options,
    state: { pageRows: 10_000, wrongSum: false },
    books: new Map(CUSTOMERS.map(({ id }) => [id, createSpendBook()])),
    tokens: new Map(),
    refreshTokens: new Set(),
    codes: new Map(),
    mostDays: Number.POSITIVE_INFINITY,
    made: 0,
  };
  const server = await startSandboxServer({
    provider: "google_ads",
    options,
    handle: (request) => answer(it, request),
    // Searches are sent with POST and change nothing.
    isWrite: () => false,
    throttleReply,
    onRevoke: () => {
      it.tokens.clear();
      it.refreshTokens.clear();
    },
    onExpireTokens: () => it.tokens.clear(),
  });
  return { ...sandboxOn(server, deskOf(it)), state: it.state };
}

const deskOf = (it: Emulated): AdConsole => ({
  currency: USUAL.currency,
  timeZone: USUAL.timeZone,
  accounts: [USUAL.id, "2234567890"],
  credentials: () => ({ customerId: USUAL.id }),
  appCredentials: () => APP,
  installWebhooks: () => ({}),
  spent: (day) => it.books.get(USUAL.id)?.keep(day),
  takeBack: (date, campaignId) => it.books.get(USUAL.id)?.drop(date, campaignId),
  limitAnswers: (days) => {
    it.mostDays = days;
  },
  workOff: () => undefined,
  failReports: () => undefined,
});

const throttleReply = (seconds: number | undefined): SandboxReply =>
  failure(429, "RESOURCE_EXHAUSTED", {
    group: "quotaError",
    code: "RESOURCE_TEMPORARILY_EXHAUSTED",
    details: {
      quotaErrorDetails: {
        rateScope: "ACCOUNT",
        rateName: "Requests per service per method",
        ...(seconds !== undefined && { retryDelay: `${seconds}s` }),
      },
    },
  });

function answer(it: Emulated, request: SandboxRequest): SandboxReply {
  if (request.path === "/o/oauth2/v2/auth") return consent(it, request);
  if (request.path === "/token") return token(it, new URLSearchParams(request.text));
  const bearer = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  if ((it.tokens.get(bearer) ?? 0) <= it.options.clock.now())
    return failure(401, "UNAUTHENTICATED", { group: "authenticationError", code: "OAUTH_TOKEN_EXPIRED" });
  if (request.path === "/v25/customers:listAccessibleCustomers")
    return {
      status: 200,
      json: { resourceNames: CUSTOMERS.filter(({ below }) => below === "").map(({ id }) => `customers/${id}`) },
    };
  const id = /^\/v25\/customers\/(\d{10})\/googleAds:search$/.exec(request.path)?.[1];
  const found = CUSTOMERS.find((one) => one.id === id);
  if (request.method !== "POST" || !found) return { status: 404, json: { error: { code: 404, status: "NOT_FOUND" } } };
  return mayNot(found, request.headers["login-customer-id"] ?? "") ?? search(it, found, request.json() as Body);
}

/** The managers above a customer, the nearest first. */
function above(id: string): readonly string[] {
  const below = CUSTOMERS.find((one) => one.id === id)?.below ?? "";
  return below === "" ? [] : [below, ...above(below)];
}

/** The access path: directly, or through a manager above it that this login may use. */
function mayNot(found: Customer, through: string): SandboxReply | null {
  const denied = (code: string) => failure(403, "PERMISSION_DENIED", { group: "authorizationError", code });
  const top = above(found.id).at(-1) ?? "";
  if (through === "" ? top !== "" : through !== found.id && through !== top) return denied("USER_PERMISSION_DENIED");
  return found.status === "ENABLED" ? null : denied("CUSTOMER_NOT_ENABLED");
}

function search(it: Emulated, found: Customer, body: Body): SandboxReply {
  const query = String(body.query);
  const invalid = (group: string, code: string) => failure(400, "INVALID_ARGUMENT", { group, code });
  if ("pageSize" in body) return invalid("requestError", "PAGE_SIZE_NOT_SUPPORTED");
  const from = / FROM (\w+)/.exec(query)?.[1];
  if (from === "customer") return rows([{ customer: customerView(found) }]);
  if (from === "customer_client")
    return rows(
      CUSTOMERS.filter(({ id, below }) => id === found.id || below === found.id).map((one) => ({
        customerClient: clientView(found, one),
      })),
    );
  if (found.isManager) return invalid("queryError", "REQUESTED_METRICS_FOR_MANAGER");
  const span = /segments\.date BETWEEN '(\S+)' AND '(\S+)'/.exec(query);
  if ((from !== "campaign" && from !== "ad_group") || !span?.[1] || !span[2])
    return invalid("queryError", "INVALID_QUERY");
  return spent(it, found, { body, level: from, from: span[1], to: span[2] });
}

const rows = (results: readonly Json[]): SandboxReply => ({
  status: 200,
  json: { ...(results.length > 0 && { results: [...results] }), fieldMask: "", queryResourceConsumption: "9" },
});

const customerView = (one: Customer): Body => ({
  resourceName: `customers/${one.id}`,
  id: one.id,
  descriptiveName: one.name,
  currencyCode: one.currency,
  timeZone: one.timeZone,
  manager: one.isManager,
  testAccount: false,
  status: one.status,
});

const clientView = (manager: Customer, one: Customer): Body => ({
  resourceName: `customers/${manager.id}/customerClients/${one.id}`,
  id: one.id,
  descriptiveName: one.name,
  manager: one.isManager,
  status: one.status,
});

interface RequestInput {
  readonly body: Body;
  readonly level: "campaign" | "ad_group";
  readonly from: string;
  readonly to: string;
}

function spent(it: Emulated, found: Customer, { body, level, from, to }: RequestInput): SandboxReply {
  const reported = it.books.get(found.id)?.told(from, to, level === "ad_group" ? "ad_set" : "campaign") ?? [];
  const byDate = [...reported].sort((a, b) => (a.date < b.date ? -1 : 1));
  const begin = Number(String(body.pageToken ?? "t0").slice(1));
  const most = Math.min(it.state.pageRows, it.mostDays);
  const page = byDate.slice(begin, begin + most);
  const isLast = begin + most >= byDate.length;
  const sum = byDate.reduce((total, { spend }) => total + microsOf(spend), it.state.wrongSum ? 1n : 0n);
  return {
    status: 200,
    json: {
      ...(page.length > 0 && { results: page.map((day) => rowOf(found.id, day)) }),
      ...(!isLast && { nextPageToken: `t${begin + most}` }),
      fieldMask: "campaign.id,campaign.name,segments.date,metrics.costMicros",
      ...(isLast && byDate.length > 0 && { summaryRow: { metrics: { costMicros: String(sum) } } }),
      queryResourceConsumption: "42",
    },
  };
}

function consent(it: Emulated, { query }: SandboxRequest): SandboxReply {
  const redirect = query.get("redirect_uri") ?? "";
  const isOffline = query.get("access_type") === "offline" && query.get("prompt") === "consent";
  if (query.get("client_id") !== APP.clientId || !URL.canParse(redirect))
    return { status: 400, text: "invalid_client" };
  const code = `${isOffline ? "off" : "on"}-${randomBytes(12).toString("hex")}`;
  it.codes.set(code, redirect);
  const target = new URL(redirect);
  target.searchParams.set("code", code);
  target.searchParams.set("state", query.get("state") ?? "");
  return { status: 302, headers: { location: target.href }, text: "" };
}

function token(it: Emulated, form: URLSearchParams): SandboxReply {
  if (form.get("client_id") !== APP.clientId || form.get("client_secret") !== APP.clientSecret)
    return { status: 401, json: { error: "invalid_client", error_description: "Unauthorized" } };
  const invalid: SandboxReply = { status: 400, json: { error: "invalid_grant", error_description: "Bad Request" } };
  if (form.get("grant_type") === "refresh_token")
    return it.refreshTokens.has(form.get("refresh_token") ?? "") ? issue(it, undefined) : invalid;
  const code = form.get("code") ?? "";
  const redirect = it.codes.get(code);
  it.codes.delete(code);
  if (redirect === undefined || redirect !== form.get("redirect_uri")) return invalid;
  if (!code.startsWith("off-")) return issue(it, undefined);
  const fresh = `1//0${randomBytes(20).toString("hex")}`;
  it.refreshTokens.add(fresh);
  return issue(it, fresh);
}

function issue(it: Emulated, refresh: string | undefined): SandboxReply {
  it.made += 1;
  const access = `ya29.${it.made}.${randomBytes(20).toString("hex")}`;
  it.tokens.set(access, it.options.clock.now() + LIFE_SECONDS * 1_000);
  return {
    status: 200,
    json: {
      access_token: access,
      expires_in: LIFE_SECONDS,
      scope: "https://www.googleapis.com/auth/adwords",
      token_type: "Bearer",
      ...(refresh !== undefined && { refresh_token: refresh }),
    },
  };
}

/** Micros of decimal text. */
const microsOf = (spend: string): bigint => roundToUnits(parseDecimal(spend), 6);

function rowOf(customerId: string, day: Required<SandboxSpend>): Body {
  const resourceName = `customers/${customerId}/campaigns/${day.campaign.id}`;
  // What is zero is left out.
  const metrics: Body = {
    ...(day.clicks > 0 && { clicks: String(day.clicks) }),
    ...(day.conversions !== "0" && {
      conversions: Number(day.conversions),
      conversionsValue: Number(day.conversionValue),
    }),
    ...(microsOf(day.spend) > 0n && { costMicros: String(microsOf(day.spend)) }),
    ...(day.impressions > 0 && { impressions: String(day.impressions) }),
  };
  return {
    campaign: { resourceName, id: day.campaign.id, ...(day.campaign.name !== "" && { name: day.campaign.name }) },
    ...(day.adSet && {
      adGroup: {
        resourceName: `customers/${customerId}/adGroups/${day.adSet.id}`,
        id: day.adSet.id,
        name: day.adSet.name,
      },
    }),
    metrics,
    segments: { date: day.date },
  };
}
