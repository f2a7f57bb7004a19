/** The app a connection works through: the operator's of this hub, or a custom app of the merchant. */
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { message } from "./words.ts";

type Asker = Pick<Context, "connection" | "secret" | "hasSecret">;

const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "");

/** The key calls are signed for. The one a shop was connected with wins: its tokens work with no other. */
export function appKeyOf(ctx: Asker): string {
  const { usedAppKey, appKey } = ctx.connection.settings;
  return text(usedAppKey) || text(appKey) || ctx.secret("appKey");
}

/** What the link to the consent page needs; throws ConnectorError rejected with the field that is missing. */
export function serviceIdOf(values: Readonly<Record<string, string>>, ctx: Asker): string {
  const own = [text(values.appKey), text(values.appSecret), text(values.serviceId)];
  if (own.some((value) => value !== "")) {
    const missing = ["appKey", "appSecret", "serviceId"].find((_field, index) => own[index] === "");
    if (missing === undefined) return own[2] ?? "";
    throw new ConnectorError({ kind: "rejected", field: missing }, message("error.customAppNeedsAllThree"));
  }
  if (["appKey", "appSecret", "serviceId"].every((name) => ctx.hasSecret(name))) return ctx.secret("serviceId");
  throw new ConnectorError({ kind: "rejected", field: "appKey" }, message("error.hubNoShopAppOwn"));
}
