/** How a price edit stands, and what it does, in words. */
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "../ui/status.tsx";
import type { Edit } from "./draft.ts";
import type { PriceEdit } from "./queries.ts";

const MEANINGS = {
  waiting: "waiting",
  stopped: "failed",
  applied: "good",
  cancelled: "neutral",
  undoing: "waiting",
  undone: "neutral",
} as const satisfies Record<PriceEdit["state"], Meaning>;

export function EditState({ state }: { readonly state: PriceEdit["state"] }) {
  const { t } = useTranslation("price-edits");
  return <Status meaning={MEANINGS[state]}>{t(`state.${state}`)}</Status>;
}

/** "Price: -10%", "Compare-at price: +€2.00". */
export function useChangeText(): (edit: Pick<PriceEdit, "field" | "change" | "currency">) => string {
  const { t } = useTranslation("price-edits");
  const { money } = useFormat();
  return ({ field, change, currency }) => {
    const requested = change as Edit["change"];
    const by =
      "percent" in requested
        ? `${requested.percent}%`
        : "add" in requested
          ? `${requested.add > 0 ? "+" : ""}${money(requested.add, currency)}`
          : money(requested.set, currency);
    return `${t(`field.${field}`)}: ${by}`;
  };
}
