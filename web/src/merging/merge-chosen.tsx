/** Merges the orders chosen in a list; other recipients at one address only once a person has confirmed it. */
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { body, hub, Problem } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Confirm } from "../ui/confirm.tsx";

interface RequestInput {
  readonly orderIds: readonly string[];
  readonly otherRecipients: boolean;
}

export function useMergeChosen(): { merge(orderIds: readonly string[]): void; readonly dialog: ReactNode } {
  const { t } = useTranslation("orders/page");
  const navigate = useNavigate();
  const [unsure, setUnsure] = useState<readonly string[] | null>(null);
  const merge = useAction({
    async run({ orderIds, otherRecipients }: RequestInput) {
      try {
        return await body(hub.POST("/api/order-merges", { body: { orderIds: [...orderIds], otherRecipients } }));
      } catch (error) {
        if (!(error instanceof Problem && error.code === "MERGE_RECIPIENTS")) throw error;
        setUnsure(orderIds);
        return null;
      }
    },
    renews: [["orders"]],
    // The order shows what it is merged with.
    done: (made) => made?.orders[0] && navigate({ to: "/orders/$id", params: { id: made.orders[0].id } }),
  });
  return {
    merge: (orderIds) => merge.start({ orderIds, otherRecipients: false }),
    dialog: unsure && (
      <Confirm
        title={t("merging.recipients.title")}
        text={t("merging.recipients.text")}
        label={t("merging.recipients.label", { count: unsure.length })}
        isSafe
        onConfirm={() => {
          merge.start({ orderIds: unsure, otherRecipients: true });
          setUnsure(null);
        }}
        onClose={() => setUnsure(null)}
      />
    ),
  };
}
