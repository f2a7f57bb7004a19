/** Whether the order takes from stock. */
import { Checkbox } from "@mantine/core";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundTick } from "../ui/field.ts";
import type { Order } from "./queries.ts";

export function StockUseCard({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  const change = useAction({
    run: (usesStock: boolean) => body(hub.POST("/api/orders/stock-use", { body: { orderIds: [order.id], usesStock } })),
    renews: [["orders"], ["inventory"]],
  });
  return (
    <Card title={t("stockUse.title")}>
      <Checkbox
        label={t("stockUse.label")}
        description={order.usesStock ? undefined : t("stockUse.excluded")}
        disabled={!may("act_on_orders") || change.isRunning}
        {...boundTick(order.usesStock, (usesStock) => change.start(usesStock))}
      />
    </Card>
  );
}
