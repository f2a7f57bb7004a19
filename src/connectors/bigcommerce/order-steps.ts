/** Single remote writes that several commands share. */

import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import type { Tree } from "./client.ts";
import { storeCall } from "./client.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fetchOrder } from "./order-read.ts";
import { message } from "./words.ts";

const MAX_NOTES = 65_535;

/** Writes fields of the order that are not its lines (writing lines would clear their discounts). */
export async function putOrder(orderId: string, fields: Tree, ctx: Context): Promise<void> {
  await storeCall(ctx, {
    method: "PUT",
    path: `v2/orders/${orderId}`,
    json: fields,
    operation: "orders.update",
    // The same status or the same whole text again changes nothing.
    safe: true,
  });
}

export async function done(orderId: string, text: AnswerText, ctx: Context): Promise<CommandResult> {
  return { state: "done", text, order: (await fetchOrder(orderId, ctx))?.part };
}

/** Adds a line to the staff notes; a line that stands there is not added by an attempt that may have done it. */
export async function addNote(existing: LoadedOrder, text: string, uncertain: boolean, ctx: Context): Promise<void> {
  const before = existing.order.staff_notes ?? "";
  if (uncertain && before.split("\n").join(" ").includes(text.split("\n").join(" "))) return;
  const after = before === "" ? text : `${before}\n${text}`;
  if (after.length > MAX_NOTES)
    throw new ConnectorError(
      { kind: "rejected", field: "text", code: "notes_full" },
      message("error.orderStaffNotesHoldCharacters", { most: MAX_NOTES }),
    );
  await putOrder(existing.order.id, { staff_notes: after }, ctx);
}
