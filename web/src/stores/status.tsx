/** What a store is beside its state. */
import { useTranslation } from "../i18n/translation.ts";
import { Status } from "../ui/status.tsx";
import type { Store } from "./data.ts";

/** An emulated store, so that nobody takes its orders for real ones. */
export function SandboxMark({ store }: { readonly store: Pick<Store, "isSandbox"> }) {
  const { t } = useTranslation("stores");
  return store.isSandbox ? <Status meaning="information">{t("sandbox")}</Status> : null;
}
