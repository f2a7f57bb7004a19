/** Connecting with the four values of an integration, or with an Adobe credential, and what the test calls tell. */
import type { HubText } from "../../commerce/message.ts";
import type { Completion, Connect, Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { AuthMode } from "./auth.ts";
import { authModeOf, imsLogin, shopAddress, textSetting } from "./auth.ts";
import { ADDRESS_PROBE, WEB_PAGE } from "./classify.ts";
import { detect } from "./detect.ts";
import { english, message } from "./words.ts";

type Values = Readonly<Record<string, string>>;

function fail(field: string, message: HubText): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code: "form" }, message);
}

const NEEDED: Readonly<Record<AuthMode, readonly (readonly [field: string, label: string])[]>> = {
  oauth1: [
    ["consumerKey", english("word.consumerKey")],
    ["consumerSecret", english("word.consumerSecret")],
    ["accessToken", english("word.accessToken")],
    ["accessTokenSecret", english("word.accessTokenSecret")],
  ],
  bearer: [["accessToken", english("word.accessToken")]],
  ims: [
    ["imsClientId", english("word.adobeClientId")],
    ["imsClientSecret", english("word.adobeClientSecret")],
    ["imsOrgId", english("word.adobeOrganizationId")],
  ],
};

function modeIn(values: Values): AuthMode {
  const mode = values.authMode?.trim();
  return mode === "bearer" || mode === "ims" ? mode : "oauth1";
}

export const connect: Connect = {
  async begin({ values }) {
    const address = URL.parse(shopAddress(values.baseUrl ?? ""));
    if (!address || !/^https?:$/.test(address.protocol))
      throw fail("baseUrl", message("refused.shopAddressNotAddressLooks"));
    for (const [field, label] of NEEDED[modeIn(values)])
      if ((values[field] ?? "").trim() === "") throw fail(field, message("refused.enter", { field: label }));
    return { step: "ready" };
  },
  async complete(input, ctx): Promise<Completion> {
    const values = input.kind === "form" ? input.values : input.begin.values;
    const baseUrl = shopAddress(values.baseUrl ?? "");
    const mode = modeIn(values);
    const grant =
      mode === "ims"
        ? await imsLogin(ctx, { id: values.imsClientId ?? "", secret: values.imsClientSecret ?? "" })
        : { secrets: {} };
    const accounts = [{ externalId: baseUrl, name: baseUrl }];
    if (mode === "ims") return { grant, accounts, settings: { baseUrl } };
    return { grant, accounts, settings: { baseUrl, restFolder: await restFolder(baseUrl, ctx) } };
  },
  async refresh(ctx) {
    if (authModeOf(ctx) === "ims")
      return imsLogin(ctx, { id: textSetting(ctx, "imsClientId"), secret: ctx.secret("imsClientSecret") });
    // An integration's token never expires: a shop that refuses it has lost it.
    throw new ConnectorError({ kind: "auth_revoked" }, message("error.shopNoLongerAcceptsIntegration"));
  },
  detect,
};

const FOLDERS = ["rest", "index.php/rest"] as const;

/** Shops without URL rewrites have their interface below index.php. */
async function restFolder(baseUrl: string, ctx: Context): Promise<string> {
  const shop = ctx.connection.endpoint ?? baseUrl;
  let isWebPage = false;
  for (const folder of FOLDERS) {
    try {
      const url = `${shop}/${folder}/all/V1/directory/currency`;
      await ctx.http.json({ method: "GET", url, operation: ADDRESS_PROBE, authenticated: false });
      return folder;
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      if (error.info.kind === "rejected" && error.info.code === WEB_PAGE) isWebPage = true;
      // Refused, but by Magento: the address is right, and detection says what is wrong.
      if (!["not_found", "unsupported", "drift", "rejected"].includes(error.kind)) return folder;
    }
  }
  throw fail(
    "baseUrl",
    isWebPage ? message("refused.addressAnswersWebPageInstead") : message("refused.noRestInterfaceAddressCheck"),
  );
}
