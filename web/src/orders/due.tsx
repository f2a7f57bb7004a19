/** When an order was placed, and below it how long its channel still gives while it waits to be shipped. */
import { useTranslation } from "../i18n/translation.ts";
import { Status } from "../ui/status.tsx";
import { useRelative, When } from "../ui/when.tsx";
import type { OrderSummary } from "./queries.ts";

type Dated = Pick<OrderSummary, "shipBy" | "dueAt">;

/** False where its channel names no time, or nobody waits for it any more. */
const isDue = <Of extends Dated>(order: Of): order is Of & { shipBy: string } =>
  order.shipBy !== null && order.dueAt !== null;

/** Nothing where it is not due. */
export function Due(order: Dated) {
  return isDue(order) ? <Countdown at={order.shipBy} /> : null;
}

function Countdown({ at }: { readonly at: string }) {
  const { t } = useTranslation("orders");
  const { text, isPast, isNear } = useRelative(at);
  return (
    <Status meaning={isPast ? "failed" : isNear ? "attention" : "neutral"}>
      {t(isPast ? "duePast" : "dueIn", { time: text })}
    </Status>
  );
}

export function PlacedCell(order: Dated & Pick<OrderSummary, "placedAt">) {
  return (
    <>
      <When at={order.placedAt} />
      {isDue(order) && (
        <div>
          <Countdown at={order.shipBy} />
        </div>
      )}
    </>
  );
}
