/** The one word an order's state is, with its meaning. */
import type { OrderState as State } from "../../../src/commerce/order-states.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "../ui/status.tsx";

const MEANING: Record<State, Meaning> = {
  to_ship: "information",
  partly_shipped: "information",
  label_booked: "information",
  label_printed: "information",
  handed_over: "waiting",
  to_pick_up: "information",
  ready_for_pickup: "attention",
  to_accept: "attention",
  short: "failed",
  unlinked: "attention",
  awaiting_payment: "waiting",
  unconfirmed: "waiting",
  on_hold: "attention",
  failed: "failed",
  rejected: "failed",
  sending: "waiting",
  shipping: "waiting",
  cancelling: "waiting",
  by_marketplace: "neutral",
  nothing_to_ship: "neutral",
  shipped: "good",
  picked_up: "good",
  in_transit: "good",
  delivered: "good",
  returned: "neutral",
  completed: "good",
  refunded: "neutral",
  cancelled: "neutral",
};

interface Props {
  readonly state: State;
  readonly shortUnits: number;
  /** The day the missing units are expected. */
  readonly until?: string | null | undefined;
}

export function OrderState({ state, shortUnits: units, until }: Props) {
  const { t } = useTranslation("orders");
  const { day } = useFormat();
  const isShort = state === "short" && units > 0;
  return (
    <Status meaning={MEANING[state]}>
      {isShort ? (until ? t("shortUntil", { units, day: day(until) }) : t("shortBy", { units })) : t(`state.${state}`)}
    </Status>
  );
}
