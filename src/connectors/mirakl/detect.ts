/** What the account is and how the operator has set its marketplace up (A01, PC01: once a day at most). */
import type { HubText } from "../../commerce/message.ts";
import type { Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { read } from "./client.ts";
import { accountSchema, configurationSchema } from "./schemas.ts";
import { instanceOf, shopIdOf } from "./settings.ts";
import { message } from "./words.ts";

/** The seller sells to the operator there: prices and money of its orders mean something else (sheet section 1). */
const DROPSHIP = "DROPSHIP";

export async function detect(ctx: Context): Promise<Detected> {
  const account = parseResponse(accountSchema, await read(ctx, "/account", "account.get"), { ctx, what: "account" });
  const requested = shopIdOf(ctx.connection);
  if (requested !== "" && requested !== account.shop_id)
    throw new ConnectorError({ kind: "rejected", field: "shopId" }, message("error.otherShop", { shop: requested }));
  if (account.model === DROPSHIP)
    throw new ConnectorError({ kind: "rejected", code: "dropship" }, message("error.dropship"));
  const platform = parseResponse(configurationSchema, await read(ctx, "/platform/configuration", "platform.get"), {
    ctx,
    what: "the marketplace's settings",
  });
  const { features } = platform;
  return {
    account: { externalId: accountId(account.shop_id, ctx), name: account.shop_name },
    facts: {
      shopId: account.shop_id,
      shop: account.shop_name,
      marketplace: platform.platform_name,
      currency: account.currency_iso_code,
      state: account.shop_state,
      multiShipment: features.shipment.multi_shipment,
      returns: features.returns.marketplace ?? false,
      otherCarriersRefused: features.disable_seller_alternative_carrier,
      discountPeriodRequired: features.pricing.discount_period_required,
      listSeparator: features.catalog?.list_of_multiple_values_separator ?? "|",
      onlyLeaf: features.catalog?.product_import_only_on_leaf ?? true,
      acceptsByItself: acceptsByItself(features),
      taxCodeRequired: features.tax_collection?.product_tax_code_mandatory ?? false,
      hasCatalogManager: platform.modules?.mirakl_catalog_manager ?? false,
    },
    locations: [],
    missingScopes: [],
    warnings: warningsOf(account.shop_state, features),
  };
}

/** Shop ids are counted by each marketplace for itself. */
function accountId(shopId: string, ctx: Context): string {
  const host = URL.parse(instanceOf(ctx.connection.settings))?.hostname ?? "";
  return `${host}/${shopId}`;
}

type Features = ReturnType<typeof configurationSchema.parse>["features"];

const acceptsByItself = (features: Features): boolean => features.order_workflows.order_acceptance === "AUTOMATIC";

function warningsOf(state: string, features: Features): readonly HubText[] {
  return [
    ...(state === "OPEN" ? [] : [message("said.shopNotOpen", { state })]),
    ...(acceptsByItself(features) ? [message("said.acceptsByItself")] : []),
    ...(features.shipment.multi_shipment ? [] : [message("said.shipsWhole")]),
  ];
}
