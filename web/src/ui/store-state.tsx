/** How a store does, as one word with its sign: of its state and its health what matters most. The same on every screen. */
import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "./status.tsx";

const STATE = {
  draft: "waiting",
  active: "good",
  paused: "attention",
  inactive: "neutral",
  needs_reauth: "failed",
  error: "failed",
  deleted: "neutral",
} as const satisfies Record<string, Meaning>;

const HEALTH = {
  healthy: "good",
  degraded: "attention",
  failing: "failed",
  unknown: "waiting",
} as const satisfies Record<string, Meaning>;

export interface StateOfStore {
  readonly state: keyof typeof STATE;
  readonly health: keyof typeof HEALTH;
}

export function StoreState({ state, health }: StateOfStore) {
  const { t } = useTranslation("ui");
  if (state !== "active") return <Status meaning={STATE[state]}>{t(`storeState.${state}`)}</Status>;
  return <Status meaning={HEALTH[health]}>{t(`storeState.${health}`)}</Status>;
}
