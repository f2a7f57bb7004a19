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
  /** Its calls work, and nothing is synced before its plan is applied. */
  readonly awaitsPlan?: boolean | undefined;
}

export function StoreState({ state, health, awaitsPlan = false }: StateOfStore) {
  const { t } = useTranslation("ui");
  if (state !== "active") return <Status meaning={STATE[state]}>{t(`storeState.${state}`)}</Status>;
  const isFine = health === "healthy" || health === "unknown";
  if (awaitsPlan && isFine) return <Status meaning="attention">{t("storeState.awaitsPlan")}</Status>;
  return <Status meaning={HEALTH[health]}>{t(`storeState.${health}`)}</Status>;
}
