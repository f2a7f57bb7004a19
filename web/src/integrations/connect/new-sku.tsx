/** The SKU an item that shares its own is created under, to be changed. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../../data/hub.ts";
import { problemText } from "../../hub-messages/hub-messages.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useFormAction } from "../../ui/action.ts";
import { boundText } from "../../ui/field.ts";
import type { PlanItem } from "../data.ts";

export function skuOf({ after }: Pick<PlanItem, "after">): string {
  return typeof after === "object" && after !== null && "sku" in after ? String(after.sku) : "";
}

interface Props {
  readonly item: PlanItem;
  readonly store: string;
  readonly runId: string;
}

export function NewSku({ item, store, runId }: Props) {
  const { t } = useTranslation("integrations");
  const [sku, setSku] = useState(skuOf(item));
  const rename = useFormAction({
    run: (typed: string) =>
      body(
        hub.PATCH("/api/stores/{id}/plan", {
          ...ofId(store),
          body: { runId, ids: [item.id], sku: typed },
        }),
      ),
    renews: [["plans", store]],
  });
  const save = () => {
    if (sku.trim() !== skuOf(item)) rename.start(sku);
  };
  return (
    <TextInput
      size="xs"
      dir="ltr"
      miw={140}
      aria-label={t("plan.newSkuOf", { title: item.title })}
      {...boundText(sku, setSku)}
      disabled={rename.isRunning}
      error={rename.error === null ? undefined : problemText(rename.error)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
      }}
    />
  );
}
