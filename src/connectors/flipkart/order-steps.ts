/** Calls that act on shipments: each answers shipment by shipment, with status 200 even when all of them fail. */

import { message as hubMessage, type Message } from "../../commerce/message.ts";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { DEPENDENCY_FAILED } from "./classify.ts";
import { actionsSchema } from "./schemas.ts";
import { message } from "./words.ts";

export type Fulfil = CommandOf<"fulfil">;

/** Shipments in one call of pack, dispatch and cancel. */
const SHIPMENTS_A_CALL = 25;

export interface Refusal {
  readonly shipmentId: string;
  readonly code: string;
  readonly text: readonly Message[];
  readonly isTemporary: boolean;
}

const TEXTS: Readonly<Record<string, Message>> = {
  INVALID_SHIPMENTS: message("refused.shipmentUnknown"),
  OPERATION_NOT_ALLOWED: message("refused.stateForbids"),
  EMPTY_OR_INVALID_REASON_FOR_CANCELLATION: message("refused.reasonNotAccepted"),
  [DEPENDENCY_FAILED]: message("refused.noAnswerTriedAgain"),
};

/** Acts on shipments in as few calls as Flipkart allows. Answers those that were refused; the others are done. */
export async function act<T extends { readonly shipmentId: string }>(
  shipments: readonly T[],
  call: { readonly path: string; readonly operation: string; body(some: readonly T[]): Json },
  ctx: Context,
): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const some of chunks(shipments, SHIPMENTS_A_CALL)) {
    const { body } = await ctx.http.json({
      method: "POST",
      url: `/sellers/v3/shipments/${call.path}`,
      json: call.body(some),
      operation: call.operation,
    });
    refusals.push(...refusalsIn(body, some, ctx));
  }
  return refusals;
}

function refusalsIn(body: Json, requested: readonly { readonly shipmentId: string }[], ctx: Context): Refusal[] {
  const answers = parseResponse(actionsSchema, body, { ctx, what: "the answer to shipments" }).shipments;
  const reported = new Map(answers.map((answer) => [answer.shipmentId, answer]));
  return requested.flatMap(({ shipmentId }) => {
    const answer = reported.get(shipmentId);
    if (answer === undefined) {
      const text = [message("refused.leftOutLookedAgain")];
      return [{ shipmentId, code: "untold", text, isTemporary: true }];
    }
    if ((answer.processingStatus ?? answer.status)?.toUpperCase() === "SUCCESS") return [];
    const code = answer.errorCode ?? "FAILURE";
    const texts = answer.errorMessage;
    const platformText = texts ? [hubMessage("platform.says", { platform: "Flipkart", words: texts })] : [];
    const text = [TEXTS[code] ?? message("refused.byCode", { code }), ...platformText];
    return [{ shipmentId, code, text, isTemporary: code === DEPENDENCY_FAILED }];
  });
}
