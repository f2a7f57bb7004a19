/** How a site is connected: an API key, a seller's own app, or this hub's app installed on Wix's page. */

import type { HubText, Message } from "../../commerce/message.ts";
import { requireState } from "../kit/connect/oauth-callback.ts";
import type { BeginInput, CallbackInput, Completion, Connect, Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type App, appOf, completeApp, refresh } from "./auth.ts";
import { isGuid } from "./client.ts";
import { detect } from "./detect.ts";
import { publicKeyOf } from "./jwt.ts";
import { tokenInfoSchema } from "./schemas.ts";
import { message } from "./words.ts";

type Values = BeginInput["values"];

/** The external install flow of dev.wix.com ("About the External Install Flow"): state travels in our own address. */
const INSTALLER = "https://www.wix.com/app-installer";
const ANY_GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

/** What the form means: its own word, else the key that was typed or not. */
const wantsApp = (values: Values): boolean => (values.authMode ? values.authMode === "app" : !values.apiKey);

export const connect: Connect = {
  async begin(input, ctx) {
    const { values } = input;
    if (!wantsApp(values)) {
      keyAndSite(values);
      return { step: "ready" };
    }
    const app = appFor(values, ctx);
    if (isOwn(values) && values.instanceId) {
      needGuid("instanceId", values.instanceId, message("refused.noInstanceId"));
      return { step: "ready" };
    }
    const back = new URL(input.callbackUrl);
    back.searchParams.set("state", input.state);
    const query = new URLSearchParams({ appId: app.id, postInstallationUrl: back.href });
    if (!isOwn(values) && ctx.hasSecret("shareUrlId")) query.set("shareUrlId", ctx.secret("shareUrlId"));
    const base = ctx.connection.endpoint === undefined ? INSTALLER : `${ctx.connection.endpoint}/app-installer`;
    return { step: "redirect", url: `${base}?${query}` };
  },

  async complete(input, ctx) {
    if (input.kind === "callback") return completeInstall(input, ctx);
    const { values } = input;
    if (wantsApp(values)) {
      const instanceId = needGuid("instanceId", values.instanceId ?? "", message("refused.noInstanceId"));
      return completeApp(appFor(values, ctx), instanceId, ctx);
    }
    const { apiKey, siteId } = keyAndSite(values);
    return {
      grant: { secrets: { apiKey } },
      accounts: [{ externalId: siteId, name: "" }],
      settings: { authMode: "api_key", siteId },
    };
  },

  refresh,
  detect,
};

function keyAndSite(values: Values): { readonly apiKey: string; readonly siteId: string } {
  const apiKey = values.apiKey?.trim();
  if (!apiKey) throw refuse("apiKey", message("refused.apiKeyMissing"));
  // People paste the whole address of the dashboard: the id stands after /dashboard/.
  const siteId = ANY_GUID.exec(values.siteId ?? "")?.[0]?.toLowerCase();
  if (!siteId) throw refuse("siteId", message("refused.siteIdMissing"));
  return { apiKey, siteId };
}

const isOwn = (values: Values): boolean => Boolean(values.appId || values.appSecret);

/** The seller's own app must be named whole: an id of theirs never goes with a secret of the operator's. */
function appFor(values: Values, ctx: Context): App {
  if (values.appPublicKey && publicKeyOf(values.appPublicKey) === null)
    throw refuse("appPublicKey", message("refused.notAppPublicKey"));
  if (isOwn(values)) {
    const id = needGuid("appId", values.appId ?? "", message("refused.noAppId"));
    if (!values.appSecret) throw refuse("appSecret", message("refused.secretKeyAppMissing"));
    return { id, secret: values.appSecret };
  }
  if (!ctx.hasSecret("appId") || !ctx.hasSecret("appSecret")) throw refuse("authMode", message("refused.hubNoAppOwn"));
  return appOf(ctx);
}

function needGuid(field: string, value: string, hubText: Message): string {
  const text = value.trim().toLowerCase();
  if (isGuid(text)) return text;
  throw refuse(field, hubText);
}

async function completeInstall(
  { begin: started, request: { query } }: CallbackInput,
  ctx: Context,
): Promise<Completion> {
  requireState(started, query.state);
  const app = appFor(started.values, ctx);
  const signed = query.signedInstance || query.instance;
  if (signed) return completeApp(app, await provedInstance(signed, app, ctx), ctx);
  // Anybody may type an id of somebody's site into an address. Only who holds the app's secret owns all its instances.
  if (isOwn(started.values) && query.instanceId)
    return completeApp(app, needGuid("instanceId", query.instanceId, message("refused.noInstanceId")), ctx);
  throw refuse(
    "instance",
    query.instanceId ? message("refused.sentNoProofSiteApp") : message("refused.appNotInstalled"),
  );
}

/** Wix itself says whose signed instance this is (dev.wix.com: Token Info takes it as the token). */
async function provedInstance(token: string, app: App, ctx: Context): Promise<string> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/oauth2/token-info",
    json: { token },
    operation: "oauth.token_info",
    authenticated: false,
    safe: true,
  });
  const reported = parseResponse(tokenInfoSchema, body, { ctx, what: "the signed instance" });
  const isOurs = reported.clientId === undefined || reported.clientId.toLowerCase() === app.id.toLowerCase();
  if (reported.active === false || !isOurs || !isGuid(reported.instanceId))
    throw refuse("instance", message("refused.notConfirmAppInstalled"));
  return reported.instanceId.toLowerCase();
}
