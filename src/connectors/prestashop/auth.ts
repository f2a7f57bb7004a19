import type { Authenticate } from "../kit/contract/contract.ts";
import { baseUrlOf } from "./client.ts";

/** The key is the user's name, the password stays empty. `?ws_key=` would work as well and stand in access logs. */
export const auth: Authenticate = {
  baseUrl: ({ connection }) => baseUrlOf(connection),
  authorize: (request, ctx) => ({
    ...request,
    headers: {
      ...request.headers,
      authorization: `Basic ${Buffer.from(`${ctx.secret("wsKey")}:`).toString("base64")}`,
    },
  }),
  secretNames: ["wsKey"],
};
