/** The operator's reasons (RE01), of which shops may give some. */
import type { Context } from "../kit/contract/contract.ts";
import { remembering } from "../kit/http/remembering.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { read } from "./client.ts";
import { reasonsSchema } from "./schemas.ts";
import { refundReasonOf } from "./settings.ts";

const DAY_MS = 24 * 3_600_000;

const reasons = remembering(DAY_MS, async (_of: null, ctx: Context) => {
  const reported = parseResponse(reasonsSchema, await read(ctx, "/reasons", "reasons.list"), { ctx, what: "reasons" });
  return reported.reasons.filter(({ type, is_shop_right: isOurs }) => type === "REFUND" && isOurs);
});

/** The reason of the settings, else one that is called as the seller says, else the first; undefined where there is none. */
export async function refundReason(texts: string | undefined, ctx: Context): Promise<string | undefined> {
  const offered = await reasons(null, ctx);
  const requested = refundReasonOf(ctx.connection.settings);
  const text = texts?.trim().toLowerCase();
  const found =
    offered.find(({ label }) => label.trim().toLowerCase() === text) ??
    offered.find(({ code }) => code === requested) ??
    offered[0];
  return found?.code;
}
