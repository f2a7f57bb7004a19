/** Drafts for what is low: whom to order from what was never ordered before, and then the drafts themselves. */
import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { suppliersQuery } from "./queries.ts";

export interface LowItem {
  readonly variantId: string;
  readonly locationId: string | null;
}

export function OrderLowStock({ items, onClose }: { readonly items: readonly LowItem[]; onClose(): void }) {
  const { t } = useTranslation("purchasing");
  const { number } = useFormat();
  const { data: suppliers = [] } = useQuery(suppliersQuery);
  const [supplierId, setSupplier] = useState<string | null>(null);
  const order = useOrder(items, { supplierId, onClose });
  return (
    <FormDialog
      help={<Help of="reorder_point" />}
      title={t("lowStock.title", { count: items.length, number: number(items.length) })}
      action={order}
      label={t("lowStock.write")}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text size="sm">{t("lowStock.text")}</Text>
        <OneOf
          label={t("lowStock.supplier")}
          description={t("lowStock.supplierHelp")}
          options={named(suppliers)}
          value={supplierId}
          onChange={setSupplier}
        />
      </Stack>
    </FormDialog>
  );
}

interface How {
  readonly supplierId: string | null;
  onClose(): void;
}

/** Writes the drafts, and leads to them. */
function useOrder(items: readonly LowItem[], { supplierId, onClose }: How) {
  const { t } = useTranslation("purchasing");
  const { number } = useFormat();
  const navigate = useNavigate();
  return useFormAction({
    run: () =>
      body(
        hub.POST("/api/purchase-orders/from-low-stock", {
          body: { items: [...items], ...(supplierId !== null && { supplierId }) },
        }),
      ),
    renews: [["purchase-orders"], ["inventory"]],
    done({ orders }) {
      const [first, ...others] = orders;
      onClose();
      if (first && others.length === 0)
        return navigate({ to: "/inventory/purchase-orders/$id", params: { id: first.id } });
      return first && navigate({ to: "/inventory/purchase-orders", search: { state: "draft" } });
    },
    said: ({ orders, left }) =>
      left.length === 0
        ? t("lowStock.made", { count: orders.length, number: number(orders.length) })
        : t("lowStock.partly", { made: number(orders.length), left: number(left.length) }),
  });
}
