/** On an order that is sent in several parcels: what is in each, which is next, and the way back to one. */
import { Alert, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowsSplit2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Quiet } from "../ui/quiet.tsx";
import { type OrderSplit, splitQuery } from "./queries.ts";

export function SplitNotice({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  const { data } = useQuery(splitQuery(orderId));
  const undo = useAction({
    run: () => body(hub.DELETE("/api/orders/{id}/split", ofId(orderId))),
    renews: [["orders"]],
    said: t("split.undoSaid"),
  });
  if (!data?.isSplit || data.parcels.length === 0) return null;
  return (
    <Alert
      color="blue"
      role="note"
      icon={<IconArrowsSplit2 size={18} />}
      title={t("split.noticeTitle", { count: data.parcels.length })}
      data-split
    >
      <Stack gap="xs" align="flex-start">
        {data.parcels.map((parcel) => (
          <Parcel key={parcel.number} parcel={parcel} />
        ))}
        <Quiet size="xs">{t(data.parcels.some(({ isNext }) => isNext) ? "split.order" : "split.waits")}</Quiet>
        {data.canChange && may("pack_orders") && (
          <Button size="xs" variant="default" loading={undo.isRunning} onClick={() => undo.start()}>
            {t("split.undo")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

function Parcel({ parcel: { number, isThere, isNext, items } }: { readonly parcel: OrderSplit["parcels"][number] }) {
  const { t } = useTranslation("orders/page");
  const format = useFormat();
  return (
    <Stack gap={2} data-planned-parcel={number}>
      <Group gap={6}>
        <Text size="sm" fw={600}>
          {t("split.parcel", { number: format.number(number) })}
        </Text>
        {isNext && <Badge color="blue">{t("split.next")}</Badge>}
        {!isThere && <Badge color="gray">{t("split.waiting")}</Badge>}
      </Group>
      {items.map(({ lineId, title, quantity, waiting }) => (
        <Text key={lineId} size="sm">
          <bdi dir="ltr">{format.number(quantity)} ×</bdi> <bdi>{title}</bdi>
          {waiting > 0 && ` (${t("lines.short", { units: waiting })})`}
        </Text>
      ))}
    </Stack>
  );
}
