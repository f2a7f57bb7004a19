import type { Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "../ui/status.tsx";

export type PurchaseOrderState = Shape<"PurchaseOrderSummary">["state"];

const MEANING: Record<PurchaseOrderState, Meaning> = {
  draft: "waiting",
  ordered: "information",
  partly_received: "information",
  received: "good",
  cancelled: "neutral",
};

export const STATES = Object.keys(MEANING) as readonly PurchaseOrderState[];

export function OrderState({ state }: { readonly state: PurchaseOrderState }) {
  const { t } = useTranslation("purchasing");
  return <Status meaning={MEANING[state]}>{t(`states.${state}`)}</Status>;
}
