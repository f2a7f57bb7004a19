/** State and health of a store as one word with its sign: what matters most of the two. */
import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "../ui/status.tsx";
import type { Store } from "./data.ts";

const STATE: Record<Store["state"], Meaning> = {
  draft: "waiting",
  active: "good",
  paused: "attention",
  inactive: "neutral",
  needs_reauth: "failed",
  error: "failed",
  deleted: "neutral",
};

const HEALTH: Record<Store["health"], Meaning> = {
  healthy: "good",
  degraded: "attention",
  failing: "failed",
  unknown: "waiting",
};

export function StoreState({ store }: { readonly store: Pick<Store, "state" | "health"> }) {
  const { t } = useTranslation("stores");
  if (store.state !== "active") return <Status meaning={STATE[store.state]}>{t(`state.${store.state}`)}</Status>;
  return <Status meaning={HEALTH[store.health]}>{t(`health.${store.health}`)}</Status>;
}

/** An emulated store, so that nobody takes its orders for real ones. */
export function SandboxMark({ store }: { readonly store: Pick<Store, "isSandbox"> }) {
  const { t } = useTranslation("stores");
  return store.isSandbox ? <Status meaning="information">{t("sandbox")}</Status> : null;
}
