/** When an order was placed, and below it how long is left while it waits to be shipped. */
import { useTranslation } from "../i18n/translation.ts";
import { Status } from "../ui/status.tsx";
import { useRelative, When } from "../ui/when.tsx";
import type { OrderSummary } from "./queries.ts";

type Dated = Pick<OrderSummary, "dueFrom" | "dueAt">;

/** False where nothing says how long it may take, or nobody waits for it any more. */
const isDue = <Of extends Dated>(order: Of): order is Of & { dueAt: string } =>
  order.dueFrom !== "default" && order.dueAt !== null;

/** Nothing where it is not due. */
export function Due(order: Dated) {
  return isDue(order) ? <Countdown at={order.dueAt} /> : null;
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
          <Countdown at={order.dueAt} />
        </div>
      )}
    </>
  );
}
