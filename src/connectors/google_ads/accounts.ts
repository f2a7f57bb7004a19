/** Which ad accounts a sign-in opens, also below manager accounts, and what is known of the one that is connected. */
import type { AuthorizedAccount, Completion, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { API } from "./meta.ts";
import { accessible, type Customer, clientPage, customerPage } from "./schemas.ts";
import { message } from "./words.ts";

const CUSTOMER =
  "SELECT customer.id, customer.descriptive_name, customer.currency_code, customer.time_zone, " +
  "customer.manager, customer.test_account, customer.status FROM customer LIMIT 1";
const CLIENTS =
  "SELECT customer_client.id, customer_client.descriptive_name, customer_client.manager, customer_client.status " +
  "FROM customer_client WHERE customer_client.level <= 1";
/** Managers may stand below managers. */
const MOST_LEVELS = 5;
const ENABLED = "ENABLED";

/** The accounts to choose from; one below a manager is reached through it from then on. */
export async function coveredAccounts(
  accessToken: string,
  requested: string | undefined,
  ctx: Context,
): Promise<Pick<Completion, "accounts" | "requestedAccountId">> {
  const call = async (request: Pick<PlatformRequest, "method" | "url" | "json">, manager?: string) =>
    (
      await ctx.http.json({
        ...request,
        headers: {
          authorization: `Bearer ${accessToken}`,
          ...(manager !== undefined && { "login-customer-id": manager }),
        },
        operation: "customers.list",
        safe: true,
        authenticated: false,
      })
    ).body;
  const search = (customer: string, query: string, manager?: string) =>
    call({ method: "POST", url: `${API}/customers/${customer}/googleAds:search`, json: { query } }, manager);

  const found = new Map<string, AuthorizedAccount>();
  const listBelow = async (manager: string, through: string, level: number): Promise<void> => {
    const body = await search(manager, CLIENTS, through);
    const { results } = parseResponse(clientPage, body, { ctx, what: "accounts below a manager" });
    for (const { id, descriptiveName, manager: isManager, status } of results) {
      if (id === manager || found.has(id) || (status !== undefined && status !== ENABLED)) continue;
      if (isManager !== true)
        found.set(id, { externalId: id, name: descriptiveName ?? dashed(id), settings: { loginCustomerId: through } });
      else if (level < MOST_LEVELS) await listBelow(id, through, level + 1);
    }
  };

  const direct = parseResponse(
    accessible,
    await call({ method: "GET", url: `${API}/customers:listAccessibleCustomers` }),
    {
      ctx,
      what: "ad accounts",
    },
  ).resourceNames;
  for (const id of direct) {
    const customer = await seen(() => search(id, CUSTOMER), ctx);
    if (customer === null) continue;
    if (customer.manager === true) await listBelow(id, id, 1);
    else
      found.set(id, {
        externalId: id,
        name: customer.descriptiveName ?? dashed(id),
        settings: { loginCustomerId: "" },
      });
  }
  if (found.size === 0)
    throw new ConnectorError({ kind: "rejected", field: "customerId" }, message("error.loginOpensNoAdAccount"));
  return { accounts: [...found.values()], ...(requested && { requestedAccountId: requested }) };
}

/** Null: an account that was cancelled is still listed, and answers that it is not enabled. */
async function seen(ask: () => Promise<unknown>, ctx: Context): Promise<Customer | null> {
  try {
    const body = (await ask()) as Parameters<typeof parseResponse>[1];
    return customerOf(body, ctx);
  } catch (error) {
    if (isConnectorError(error) && (error.kind === "suspended" || error.kind === "forbidden")) return null;
    throw error;
  }
}

function customerOf(body: Parameters<typeof parseResponse>[1], ctx: Context): Customer {
  const [first] = parseResponse(customerPage, body, { ctx, what: "the ad account" }).results;
  if (!first) throw new ConnectorError({ kind: "drift", path: "results" }, message("error.toldNothingAdAccount"));
  return first.customer;
}

/** As Google Ads shows it. */
const dashed = (id: string): string => id.replace(/^(\d{3})(\d{3})(\d{4})$/, "$1-$2-$3");

export async function detect(ctx: Context): Promise<Detected> {
  const id = ctx.connection.account.externalId;
  const { body } = await ctx.http.json({
    method: "POST",
    url: `${API}/customers/${id}/googleAds:search`,
    json: { query: CUSTOMER },
    operation: "customers.get",
    safe: true,
  });
  const customer = customerOf(body, ctx);
  if (customer.manager === true)
    throw new ConnectorError(
      { kind: "rejected", field: "customerId" },
      message("error.managerAccountWhichSpendsNothing"),
    );
  return {
    account: { externalId: id, name: customer.descriptiveName ?? dashed(id) },
    facts: { currency: customer.currencyCode, timeZone: customer.timeZone },
    locations: [],
    missingScopes: [],
    warnings: customer.testAccount === true ? [message("warning.testAccountNothingEverSpent")] : [],
  };
}
