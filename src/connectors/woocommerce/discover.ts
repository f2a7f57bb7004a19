/** Finding a shop's REST API from the address a merchant types. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { looksLikeHtml } from "../kit/http/retry.ts";
import { asRecord } from "./client.ts";
import { readShopJson } from "./json.ts";
import { message } from "./words.ts";

export interface Discovered {
  /** Final address after redirects, without a trailing slash. */
  readonly siteUrl: string;
  readonly restRoot: string;
  readonly externalId: string;
  readonly name: string;
  readonly root: { readonly [key: string]: Json };
}

/** What of the index is read; without the routes, which make it megabytes. */
const INDEX_FIELDS = "name,description,url,home,gmt_offset,timezone_string,namespaces,authentication";

/** The address as we keep it: scheme and host in lower case, no query, no /wp-admin, no trailing slash. */
export function normaliseSiteUrl(text: string): string {
  const withScheme = /^https?:\/\//i.test(text.trim()) ? text.trim() : `https://${text.trim()}`;
  const url = URL.parse(withScheme);
  if (!url?.hostname || url.username !== "" || url.password !== "")
    throw new ConnectorError(
      { kind: "rejected", field: "siteUrl", code: "form" },
      message("error.enterShopAddressBrowserShows"),
    );
  const path = url.pathname
    .replace(/\/(?:wp-admin|wp-login\.php|wp-json)(?:\/[\s\S]*)?$/, "")
    .replace(/(?<!\/)\/+$/, "");
  return `${url.protocol}//${url.host}${path}`;
}

/**
 * Reads the anonymous index `/wp-json/`, else the address named in the home page's Link header. Throws
 * ConnectorError with what to change: permalinks, firewall, missing WooCommerce.
 */
export async function discover(siteUrl: string, ctx: Context): Promise<Discovered> {
  const site = (ctx.connection.endpoint ?? siteUrl).replace(/(?<!\/)\/+$/, "");
  const direct = await readIndex(`${site}/wp-json/`, ctx);
  const found = direct.root ? direct : await readLinked(site, ctx);
  if (!found.root) throw noApi(direct);
  const namespaces = found.root["namespaces"];
  if (!Array.isArray(namespaces) || !namespaces.includes("wc/v3"))
    throw new ConnectorError(
      { kind: "rejected", field: "siteUrl", code: "no_woocommerce" },
      message("error.wordpressSiteAnswersButNot"),
    );
  const restRoot = found.url.replace(/\?[\s\S]*/, "").replace(/(?<!\/)\/+$/, "");
  const home = restRoot.endsWith("/wp-json") ? restRoot.slice(0, -"/wp-json".length) : site;
  const url = new URL(home);
  return {
    siteUrl: home,
    restRoot,
    externalId: `${url.host.toLowerCase()}${url.pathname.replace(/(?<!\/)\/+$/, "")}`,
    name: typeof found.root["name"] === "string" && found.root["name"] !== "" ? found.root["name"] : url.host,
    root: found.root,
  };
}

interface Index {
  readonly root: { readonly [key: string]: Json } | null;
  readonly url: string;
  readonly status: number;
  readonly isHtml: boolean;
}

async function readIndex(url: string, ctx: Context): Promise<Index> {
  const response = await ctx.http.request({
    method: "GET",
    url,
    query: [["_fields", INDEX_FIELDS]],
    operation: "connect.index",
    authenticated: false,
  });
  const root = asRecord(readShopJson(response.text));
  const isIndex = response.status === 200 && Array.isArray(root["namespaces"]);
  return { root: isIndex ? root : null, url: response.url, status: response.status, isHtml: looksLikeHtml(response) };
}

/** The REST prefix may be renamed; the home page names it: Link: <.../wp-json/>; rel="https://api.w.org/". */
async function readLinked(site: string, ctx: Context): Promise<Index> {
  const home = await ctx.http.request({
    method: "HEAD",
    url: `${site}/`,
    operation: "connect.home",
    authenticated: false,
  });
  const link = /<([^<>]+)>;\s*rel="https:\/\/api\.w\.org\/"/.exec(home.headers["link"] ?? "")?.[1];
  const url = link ? URL.parse(link, home.url) : null;
  // `?rest_route=` addresses come from plain permalinks, which consumer keys cannot use.
  if (url === null || url.search !== "" || url.href === `${site}/wp-json/`)
    return { root: null, url: site, status: home.status, isHtml: false };
  return readIndex(url.href, ctx);
}

function noApi(index: Index): ConnectorError {
  if (index.status === 403 || index.status === 401)
    return new ConnectorError(
      { kind: "forbidden", scope: "firewall" },
      message("error.shopFirewallSecurityPluginBlocks"),
    );
  return new ConnectorError(
    { kind: "rejected", field: "siteUrl", code: "no_rest_api" },
    message("error.noRestApiFoundAddress"),
  );
}
