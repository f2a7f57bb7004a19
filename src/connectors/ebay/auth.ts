/** A user token as Bearer, and for sellers in the EU and the UK a signature over calls that move or tell money. */
import type { Authenticate } from "../kit/contract/contract.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { stringifyJson } from "../kit/parse/json.ts";
import { api, apiz } from "./hosts.ts";
import { signed } from "./signing.ts";

/** Post-Order has a word of its own for the same token (sheet section 3). */
const isPostOrder = ({ operation }: PlatformRequest): boolean => /^(?:cancellations|returns)\./.test(operation);

/** The Trading API takes the same token in a header of its own. */
const isTrading = ({ operation }: PlatformRequest): boolean => operation.startsWith("trading.");

/** Calls that eBay wants signed of sellers in the EU and the UK; on others a signature is ignored (sheet section 2). */
const wantsSignature = ({ operation }: PlatformRequest): boolean =>
  /^(?:finances|refunds|cancellations)\./.test(operation);

export const auth: Authenticate = {
  baseUrl: api,
  origins: (ctx) => [apiz(ctx)],
  authorize(request, ctx) {
    if (isTrading(request))
      return { ...request, headers: { ...request.headers, "x-ebay-api-iaf-token": ctx.secret("accessToken") } };
    const bytes = asBytes(request);
    const scheme = isPostOrder(request) ? "IAF" : "Bearer";
    const headers = { ...bytes.headers, authorization: `${scheme} ${ctx.secret("accessToken")}` };
    const proved = { ...bytes, headers };
    return wantsSignature(request) && ctx.hasSecret("signingKey") ? signed(proved, ctx) : proved;
  },
  secretNames: ["accessToken", "refreshToken", "clientSecret", "signingKey", "signingJwe", "verificationToken"],
};

/** The signature is over the exact bytes. */
function asBytes(request: PlatformRequest): PlatformRequest {
  if (request.json === undefined) return request;
  const { json, ...rest } = request;
  return { ...rest, body: { bytes: Buffer.from(stringifyJson(json)), contentType: "application/json" } };
}
