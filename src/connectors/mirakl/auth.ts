/** How a call is proved: the key alone, without "Bearer" (sheet section 2), and always the shop it is about. */
import type { Authenticate } from "../kit/contract/contract.ts";
import { instanceOf, shopIdOf } from "./settings.ts";

export const auth: Authenticate = {
  baseUrl: ({ connection }) => `${connection.endpoint ?? instanceOf(connection.settings)}/api`,
  authorize(request, ctx) {
    // Without it the user's default shop answers, and a changed default would redirect the connection.
    const shopId = shopIdOf(ctx.connection);
    const isNamed = shopId === "" || request.query?.some(([name]) => name === "shop_id");
    return {
      ...request,
      headers: { accept: "application/json", ...request.headers, authorization: ctx.secret("apiKey") },
      ...(isNamed ? {} : { query: [...(request.query ?? []), ["shop_id", shopId] as const] }),
    };
  },
  secretNames: ["apiKey"],
};
