/** Which ad accounts a token opens, and what is known of the one that is connected. */
import type { Completion, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { API } from "./meta.ts";
import { type AdAccount, adAccount, adAccounts } from "./schemas.ts";
import { message } from "./words.ts";

const FIELDS = "id,account_id,name,currency,timezone_name,account_status";
const MOST_PAGES = 20;
/** Of all codes the one that is documented (sheet section 2). */
const ACTIVE = 1;

/** "act_123" of "123" or "act_123". */
const nodeOf = (id: string): string => (id.startsWith("act_") ? id : `act_${id}`);

interface Opened {
  readonly accessToken: string;
  readonly proof: string | undefined;
  readonly adAccountId: string | undefined;
}

/** The accounts to choose from. The token is not kept yet, so that these calls carry it themselves. */
export async function coveredAccounts(
  { accessToken, proof, adAccountId }: Opened,
  ctx: Context,
): Promise<Pick<Completion, "accounts" | "requestedAccountId">> {
  const call = async (url: string, query: readonly (readonly [string, string])[]) => {
    const { body } = await ctx.http.json({
      method: "GET",
      url: `${API}${url}`,
      query: [["fields", FIELDS], ...query, ...(proof === undefined ? [] : [["appsecret_proof", proof] as const])],
      headers: { authorization: `Bearer ${accessToken}` },
      operation: "accounts.list",
      authenticated: false,
    });
    return body;
  };
  if (adAccountId) {
    const body = await call(`/${nodeOf(adAccountId)}`, []);
    const account = coveredOf(parseResponse(adAccount, body, { ctx, what: "the ad account" }));
    return { accounts: [account], requestedAccountId: account.externalId };
  }
  const found: AdAccount[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES && (page === 0 || after !== undefined); page += 1) {
    const body = await call("/me/adaccounts", [
      ["limit", "100"],
      ...(after === undefined ? [] : [["after", after] as const]),
    ]);
    const reported = parseResponse(adAccounts, body, { ctx, what: "ad accounts" });
    found.push(...reported.data);
    after = reported.paging;
  }
  if (found.length === 0)
    throw new ConnectorError({ kind: "rejected", field: "accessToken" }, message("error.tokenOpensNoAdAccount"));
  return { accounts: found.map(coveredOf) };
}

const coveredOf = ({ id, name }: AdAccount) => ({ externalId: nodeOf(id), name: name ?? id });

export async function detect(ctx: Context): Promise<Detected> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: `${API}/${nodeOf(ctx.connection.account.externalId)}`,
    query: [["fields", FIELDS]],
    operation: "accounts.get",
  });
  const reported = parseResponse(adAccount, body, { ctx, what: "the ad account" });
  return {
    account: coveredOf(reported),
    facts: { currency: reported.currency, timeZone: reported.timezone_name },
    locations: [],
    missingScopes: [],
    warnings:
      reported.account_status === undefined || reported.account_status === null || reported.account_status === ACTIVE
        ? []
        : [message("warning.notListAdAccountActive")],
  };
}
