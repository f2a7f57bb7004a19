/** Connecting with the four values of an integration, or with an Adobe credential, and what the test calls tell. */
import type { Completion, Connect, Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { AuthMode } from "./auth.ts";
import { authModeOf, imsLogin, shopAddress, textSetting } from "./auth.ts";
import { ADDRESS_PROBE, WEB_PAGE } from "./classify.ts";
import { detect } from "./detect.ts";

type Values = Readonly<Record<string, string>>;

function fail(field: string, message: string): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code: "form" }, message);
}

const NEEDED: Readonly<Record<AuthMode, readonly (readonly [field: string, label: string])[]>> = {
  oauth1: [
    ["consumerKey", "Consumer Key"],
    ["consumerSecret", "Consumer Secret"],
    ["accessToken", "Access Token"],
    ["accessTokenSecret", "Access Token Secret"],
  ],
  bearer: [["accessToken", "Access Token"]],
  ims: [
    ["imsClientId", "Adobe client ID"],
    ["imsClientSecret", "Adobe client secret"],
    ["imsOrgId", "Adobe organization ID"],
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
      throw fail("baseUrl", "The shop's address is not an address. It looks like https://my-shop.example.");
    for (const [field, label] of NEEDED[modeIn(values)])
      if ((values[field] ?? "").trim() === "") throw fail(field, `Enter the ${label}.`);
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
    throw new ConnectorError(
      { kind: "auth_revoked" },
      "The shop no longer accepts this integration. Open it in Magento (System, Integrations), activate it again and copy the four values.",
    );
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
    isWebPage
      ? "This address answers with a web page instead of Magento's REST interface. Enter the address of the shop as customers see it, without the admin's path."
      : "There is no Magento REST interface at this address. Check the address; Magento 1 has another interface and cannot be connected.",
  );
}
