/** The one word an order's state is, with its meaning. */
import type { OrderState as State } from "../../../src/commerce/order-states.ts";
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

export function OrderState({ state, shortUnits }: { readonly state: State; readonly shortUnits: number }) {
  const { t } = useTranslation("orders");
  return (
    <Status meaning={MEANING[state]}>
      {state === "short" && shortUnits > 0 ? t("shortBy", { units: shortUnits }) : t(`state.${state}`)}
    </Status>
  );
}
