/** The location an order ships from, and the way to why and to another one. */
import { Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { PartProps } from "./command-dialog.ts";
import { routingQuery } from "./queries.ts";

/** Nothing where no rules choose locations, and none did. */
export function ShipsFrom({ order, onAsk }: PartProps) {
  const { t } = useTranslation("orders/page");
  const format = useFormat();
  const { message } = useHubMessages();
  const { data } = useQuery(routingQuery(order.id));
  const isPickedUp = order.pickup !== null && order.pickup !== "shipped";
  if (!data || isPickedUp || data.locations.length === 0 || (!data.isOn && data.chosenBy === null)) return null;
  const why = data.reasons.find(({ isTaken }) => isTaken)?.why;
  return (
    <Card
      title={t("routing.title")}
      actions={
        <Button variant="subtle" size="compact-sm" onClick={() => onAsk({ kind: "routing" })}>
          {t("routing.why")}
        </Button>
      }
    >
      <Stack gap={4}>
        {data.locations.map(({ locationId, name, day, short }) => (
          <Stack key={locationId} gap={0} data-ships-from={name}>
            <Text size="sm" fw={500}>
              <bdi>{name}</bdi>
            </Text>
            {short > 0 && <Quiet size="xs">{t("routing.short", { count: short })}</Quiet>}
            {day !== null && <Quiet size="xs">{t("routing.day", { day: format.day(day, true) })}</Quiet>}
          </Stack>
        ))}
        {why && <Quiet>{message(why, why.text)}</Quiet>}
        {data.isOverCapacity && <Quiet>{t("routing.over")}</Quiet>}
      </Stack>
    </Card>
  );
}
