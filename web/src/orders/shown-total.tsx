/** The order's total in another currency, for people: it is counted in its own. */
import { Stack, Text } from "@mantine/core";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { currencyChoices } from "../i18n/choices.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { OneOf } from "../ui/one-of.tsx";
import type { Order } from "./queries.ts";

export function ShownTotalCard({ order }: { readonly order: Order }) {
  const { t, language } = useTranslation("orders/page");
  const { may } = useSession();
  const { shown } = order;
  const change = useAction({
    run: (shownCurrency: string | null) =>
      body(hub.POST("/api/orders/handling", { body: { orderIds: [order.id], shownCurrency } })),
    renews: [["orders"]],
  });
  return (
    <Card title={t("shownTotal.title")}>
      <Stack gap="xs">
        <OneOf
          label={t("shownTotal.label")}
          options={[{ value: "", label: t("shownTotal.none") }, ...currencyChoices(language)]}
          searchable
          limit={200}
          value={shown?.currency ?? ""}
          disabled={!may("act_on_orders") || change.isRunning}
          onChange={(code) => change.start(code === "" ? null : code)}
        />
        {shown !== null && (
          <Text size="sm" component="div">
            {shown.totalMinor === null ? (
              t("shownTotal.noRate")
            ) : (
              <Amount minor={shown.totalMinor} currency={shown.currency} />
            )}
          </Text>
        )}
      </Stack>
    </Card>
  );
}
