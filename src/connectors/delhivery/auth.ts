/** A token of the account, for one environment; it lives until another is made (sheet section 2). */
import { createHash } from "node:crypto";
import { connectByToken } from "../kit/connect/token-form.ts";
import type { Authenticate, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { fetchPincode } from "./serviceability.ts";
import { hostOf, isStaging, pickupNamesOf } from "./settings.ts";
import { message } from "./words.ts";

export const auth: Authenticate = {
  secretNames: ["apiToken", "webhookSecret"],
  baseUrl: ({ connection }) => connection.endpoint ?? hostOf(connection.settings),
  authorize: (request, ctx) => ({
    ...request,
    headers: { ...request.headers, authorization: `Token ${ctx.secret("apiToken")}` },
  }),
};

export const connect = connectByToken(
  () => new ConnectorError({ kind: "unsupported" }, message("error.connectedToken")),
  detect,
);

/** A place known to every account, and asking for it costs nothing. */
const A_PINCODE = "110001";

/** Delhivery names neither account nor pickup places; a wrong name of one shows with the first booking. */
async function detect(ctx: Context): Promise<Detected> {
  await fetchPincode(A_PINCODE, ctx);
  const { settings } = ctx.connection;
  const key = createHash("sha256").update(ctx.secret("apiToken")).digest("hex").slice(0, 24);
  return {
    account: { externalId: `key-${key}`, name: "Delhivery" },
    facts: { currency: "INR", country: "IN" },
    locations: pickupNamesOf(settings).map((name) => ({ key: name, name, active: true })),
    missingScopes: [],
    warnings: isStaging(settings) ? [message("warning.stagingParcelsNotCarried")] : [],
  };
}
