/** Where a return stands. */

import type { Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "../ui/status.tsx";

export type ReturnState = Shape<"Return">["state"];

const MEANING: Record<ReturnState, Meaning> = {
  requested: "attention",
  approved: "waiting",
  received: "information",
  closed: "good",
  rejected: "neutral",
  cancelled: "neutral",
};

export const RETURN_STATES = ["requested", "approved", "received", "closed", "rejected", "cancelled"] as const;

export function ReturnStatus({ state }: { readonly state: ReturnState }) {
  const { t } = useTranslation("returns");
  return <Status meaning={MEANING[state]}>{t(`state.${state}`)}</Status>;
}
