/** Proof on a call: a secret API key, as the user of Basic authorization. It has no rights of its own: it may do everything. */
import type { Authenticate, Context } from "../kit/contract/contract.ts";

export const auth: Authenticate = {
  baseUrl: ({ connection }) => baseUrlOf(connection),
  authorize: (request, ctx) => ({ ...request, headers: { authorization: proofOf(ctx), ...request.headers } }),
  secretNames: ["secretKey"],
};

function proofOf(ctx: Pick<Context, "secret">): string {
  return `Basic ${Buffer.from(`${ctx.secret("secretKey")}:`).toString("base64")}`;
}

/** The shop's address without a slash at its end, with the folder it may lie in. */
export function baseUrlOf(connection: Context["connection"]): string {
  const { baseUrl } = connection.settings;
  return (connection.endpoint ?? (typeof baseUrl === "string" ? baseUrl : "")).trim().replace(/(?<!\/)\/+$/, "");
}
