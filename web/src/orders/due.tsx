/** When an order was placed, and below it how long is left while it waits to be accepted or shipped. */
import { useTranslation } from "../i18n/translation.ts";
import { Status } from "../ui/status.tsx";
import { useRelative, When } from "../ui/when.tsx";
import type { OrderSummary } from "./queries.ts";

type Dated = Pick<OrderSummary, "state" | "acceptBy" | "dueFrom" | "dueAt">;

const TEXTS = {
  accept: { in: "acceptIn", past: "acceptPast" },
  ship: { in: "dueIn", past: "duePast" },
} as const;

/** Null where nothing says how long it may take, or nobody waits for it any more. */
function dueOf({ state, acceptBy, dueFrom, dueAt }: Dated): CountdownProps | null {
  if (state === "to_accept") return acceptBy === null ? null : { at: acceptBy, what: "accept" };
  return dueFrom === "default" || dueAt === null ? null : { at: dueAt, what: "ship" };
}

/** Nothing where it is not due. */
export function Due(order: Dated) {
  const due = dueOf(order);
  return due && <Countdown {...due} />;
}

interface CountdownProps {
  readonly at: string;
  readonly what: keyof typeof TEXTS;
}

function Countdown({ at, what }: CountdownProps) {
  const { t } = useTranslation("orders");
  const { text, isPast, isNear } = useRelative(at);
  return (
    <Status meaning={isPast ? "failed" : isNear ? "attention" : "neutral"}>
      {t(TEXTS[what][isPast ? "past" : "in"], { time: text })}
    </Status>
  );
}

export function PlacedCell(order: Dated & Pick<OrderSummary, "placedAt">) {
  const due = dueOf(order);
  return (
    <>
      <When at={order.placedAt} />
      {due && (
        <div>
          <Countdown {...due} />
        </div>
      )}
    </>
  );
}
