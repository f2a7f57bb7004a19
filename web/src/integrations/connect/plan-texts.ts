/** What a kind of change of a plan is called. */
import { useTranslation } from "../../i18n/translation.ts";
import type { PlanGroup } from "../data.ts";

type Named = Pick<PlanGroup, "action" | "entity" | "field"> &
  Partial<Pick<PlanGroup, "planned" | "sent" | "failed" | "skipped">>;

/** "Link 812 variants", of what is open; of what was tried where nothing is open any more. */
export function useGroupTexts(): (group: Named, storeName: string) => string {
  const { t } = useTranslation("integrations");
  return ({ action, entity, field, planned = 1, sent = 0, failed = 0, skipped = 0 }, storeName) => {
    const count = planned > 0 ? planned : sent + failed + skipped;
    if (action === "conflict" && field === "stock") return t("plan.differentStock", { count, store: storeName });
    if (action === "create_here" && field === "sku") return t("plan.newSku", { count });
    return t(`plan.action.${action}`, {
      count,
      what: t(`plan.entity.${entity}`, { count }),
      field: field === null ? "" : t(`plan.field.${field}`, { defaultValue: field }),
      store: storeName,
      ...(field !== null && { context: "field" }),
    });
  };
}
