/** What stands in the way of each order, in the reader's words. */
import { codeText, problemText, useHubMessages } from "../../hub-messages/hub-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import type { PackedOrder } from "../packing.ts";
import type { BookingFacts, Problem } from "./checks.ts";
import type { Mend, Trouble } from "./troubles.ts";
import type { Booking } from "./use-booking.ts";

/** Said of an order whose number stands beside it, so that the same of many is the same. */
const WITHOUT_NUMBER = new Map([
  ["refused.shipmentAddress", "address"],
  ["refused.shipmentStreet", "street"],
  ["refused.shipmentCountry", "country"],
  ["refused.shipmentNothingLeft", "nothingLeft"],
  ["refused.orderCancelled", "cancelled"],
] as const);

export function useTroubles(booking: Booking) {
  const { t } = useTranslation("shipments");
  const hubText = useHubMessages();
  const format = useFormat();
  const words = ({ code, message, said: reported }: Pick<Problem, "code" | "message"> & { said?: Problem["said"] }) => {
    // What a courier needs is told in its connector's words.
    if (code === "SHIPMENT_COURIER_NEEDS") return message;
    const own = [...WITHOUT_NUMBER].find(([existing]) => existing === reported?.code)?.[1];
    if (own !== undefined) return t(`many.problems.${own}`);
    return reported ? hubText.message(reported, message) : codeText(code, message);
  };
  return (order: PackedOrder, existing: BookingFacts | undefined): readonly Trouble[] => {
    const trouble = (text: string, mend: Mend): Trouble => ({ order, text, mend });
    const here = { kind: "order", id: order.id } as const;
    const { problems = [], quote, error = null, how } = existing ?? {};
    const found = problems.map((problem) => trouble(words(problem), problem.mend));
    if (error !== null) found.push(trouble(problemText(error, format), here));
    if (quote?.state === "none") found.push(trouble(quote.text, mendOf(how ?? null)));
    if (found.length > 0) return found;
    const refusal = booking.results.get(order.id)?.error;
    if (refusal) return [trouble(words(refusal), here)];
    const shipment = booking.shipmentOf(order.id);
    if (shipment?.stage !== "refused") return [];
    return [trouble(shipment.text, { kind: "courier", id: shipment.courierId })];
  };
}

/** Nobody takes it so. */
const mendOf = (how: BookingFacts["how"]): Mend =>
  how?.courierId === undefined ? { kind: "rules", id: "" } : { kind: "courier", id: how.courierId };
