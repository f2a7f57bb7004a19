/** Edits of a booked parcel: cancelling and correcting are the same call. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/context.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { classifyWrite } from "./classify.ts";
import { editSchema, errorTextOf } from "./schemas.ts";

interface Edit extends Pick<PlatformRequest, "operation"> {
  readonly json: Json;
  readonly what: string;
}

/** Null when it was done, else Delhivery's words, which may be none. */
export async function edit({ json, operation, what }: Edit, ctx: Context): Promise<string | null> {
  // Said twice it is the same request.
  const request: PlatformRequest = { method: "POST", url: "api/p/edit", json, operation, safe: true };
  const { body } = await ctx.http.json({ ...request, classify: (answer) => classifyWrite(answer, request) });
  const { status } = parseResponse(editSchema, body, { ctx, what });
  return String(status).toLowerCase() === "true" ? null : errorTextOf(body);
}
