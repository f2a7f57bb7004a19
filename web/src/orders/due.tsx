/** When an order was placed, and below it how long its channel still gives while it waits to be shipped. */
import { useTranslation } from "../i18n/translation.ts";
import { Status } from "../ui/status.tsx";
import { useRelative, When } from "../ui/when.tsx";
import type { OrderSummary } from "./queries.ts";

type Dated = Pick<OrderSummary, "shipBy" | "dueAt">;

/** Nothing where its channel names no time, or nobody waits for it any more. */
export function Due({ shipBy, dueAt }: Dated) {
  return shipBy === null || dueAt === null ? null : <Countdown at={shipBy} />;
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
      <div>
        <Due {...order} />
      </div>
    </>
  );
}
