/** One API call and the data inside its envelope. */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { sideBySide } from "../kit/parse/chunks.ts";
import { anyJson, parseResponse, wholeNumber } from "../kit/parse/parse.ts";

const envelope = z.object({ code: wholeNumber, data: anyJson.nullish() });

/** The answer's `data`; {} where TikTok leaves it out. Refusals have become errors before (classify.ts). */
export async function call(request: PlatformRequest, ctx: Context): Promise<Json> {
  const { body } = await ctx.http.json(request);
  return parseResponse(envelope, body, { ctx, what: request.operation }).data ?? {};
}

const failuresSchema = z.object({
  errors: z
    .array(
      z.object({
        code: wholeNumber,
        message: z.string().nullish(),
        detail: z
          .object({
            sku_id: z.string().nullish(),
            product_id: z.string().nullish(),
            extra_errors: z.array(z.object({ code: wholeNumber, message: z.string().nullish() })).nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});

/** A row TikTok refused inside an answer that calls itself a success. */
export interface RowFailure<Text extends HubText = string> {
  readonly skuId: string | undefined;
  readonly code: string;
  readonly text: Text;
}

/** Many writes answer code 0 and list what they did not do. */
export function rowFailures(data: Json, ctx: Context): RowFailure[] {
  const { errors } = parseResponse(failuresSchema, data, { ctx, what: "the refused rows" });
  return (errors ?? []).flatMap(({ code, message, detail }) => {
    const skuId = detail?.sku_id ?? undefined;
    const whole = { skuId, code: String(code), text: message ?? "" };
    const extra = detail?.extra_errors ?? [];
    if (extra.length === 0) return [whole];
    return extra.map(({ code: own, message: given }) => ({ skuId, code: String(own), text: given ?? message ?? "" }));
  });
}

const WIDTH = 10;

/** Works on several at once, as many calls as TikTok bears side by side; the answers keep the order of the items. */
export const severalAtOnce = <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> =>
  sideBySide(items, WIDTH, work);
