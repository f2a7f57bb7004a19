/** Orders sent in exchange for a return's units, and what is still to be refunded of them. */
import { Group, Stack } from "@mantine/core";
import type { Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Quiet } from "../ui/quiet.tsx";

export function Exchanges({ exchanges }: Pick<Shape<"Return">, "exchanges">) {
  const { t } = useTranslation("returns");
  if (exchanges.length === 0) return null;
  return (
    <Stack gap={2}>
      {exchanges.map(({ id, orderId, orderNumber, currency, restMinor }) => (
        <Group key={id} gap="xs">
          <Quiet size="sm">{t("exchange.order")}</Quiet>
          <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" className="code">
            {orderNumber}
          </LinkAnchor>
          {restMinor > 0 && (
            <Quiet size="xs" component="span">
              {t("exchange.left")} <Amount minor={restMinor} currency={currency} />
            </Quiet>
          )}
        </Group>
      ))}
    </Stack>
  );
}
