/** Correcting who a booked parcel goes to, where a description declares the call. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { HubText } from "../../../commerce/message.ts";
import type { ReceiverChange } from "../../../commerce/shipment.ts";
import type { Context } from "../../kit/contract/contract.ts";
import type { CorrectResult, OpenShipment, Shipments } from "../../kit/contract/couriers.ts";
import { isConnectorError } from "../../kit/contract/errors.ts";
import { jsonObject } from "../client.ts";
import { message } from "../words.ts";
import { answerTo } from "./answers.ts";
import { inputsOf } from "./consignment.ts";
import type { Calls } from "./manifest.ts";

const answerSchema = z.object({
  state: z.enum(["accepted", "refused"]).default("accepted"),
  text: z.string().nullish(),
});

/** The corrections of a description; undefined where it declares none. */
export function correctOf({ correct: operation }: Calls): Shipments["correct"] {
  if (!operation) return undefined;
  return async (open: OpenShipment, change: ReceiverChange, ctx: Context): Promise<CorrectResult> => {
    const { name, phone, street } = change;
    const requested = jsonObject({ name, phone, street: street && jsonObject({ ...street }) });
    // Another correction of the same parcel is another request.
    const mark = createHash("sha256").update(JSON.stringify(requested)).digest("hex").slice(0, 16);
    let texts: HubText = "";
    for (const { input: booked, about } of inputsOf(open, operation.each)) {
      const input = { ...booked, ...requested, idempotencyKey: `correct-${about}-${mark}` };
      try {
        const reported = answerSchema.parse((await answerTo("correct", operation, { input, writes: true }, ctx)) ?? {});
        texts = reported.text ?? texts;
        if (reported.state === "refused")
          return { state: "refused", text: texts || message("said.courierRefusedCorrection") };
      } catch (error) {
        if (!isConnectorError(error) || !["rejected", "not_found", "conflict"].includes(error.kind)) throw error;
        return { state: "refused", text: error.userMessage };
      }
    }
    return { state: "accepted", text: texts || message("said.courierTookCorrection") };
  };
}
