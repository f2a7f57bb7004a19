import type { Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "../ui/status.tsx";

type State = Shape<"Lot">["state"];

const MEANING: Readonly<Record<State, Meaning>> = {
  good: "good",
  expiring: "attention",
  expired: "failed",
  blocked: "failed",
  gone: "neutral",
};

export const LOT_STATES = ["good", "expiring", "expired", "blocked", "gone"] as const satisfies readonly State[];

export function LotState({ state }: { readonly state: State }) {
  const { t } = useTranslation("inventory");
  return <Status meaning={MEANING[state]}>{t(`lots.states.${state}`)}</Status>;
}
