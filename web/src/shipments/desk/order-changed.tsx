/** A booked parcel whose order changed since: it waits until it is cancelled or sent as it is. */
import { Alert, Button, Stack, Text } from "@mantine/core";
import { useSession } from "../../data/session.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { starts, useAction } from "../../ui/action.ts";
import type { Shipment } from "../queries.ts";
import { keepShipmentAsIs } from "./queries.ts";

export function OrderChanged({ one }: { readonly one: Shipment }) {
  const { t } = useTranslation("shipments/desk");
  const { may } = useSession();
  const save = useAction({
    run: () => keepShipmentAsIs(one.id),
    renews: [["shipments"], ["orders", one.orderId]],
    said: t("changed.kept"),
  });
  if (one.orderChanges.length === 0) return null;
  return (
    <Alert color="red" title={t("changed.title")} data-order-changed>
      <Stack gap="xs" align="flex-start">
        {one.orderChanges.map((change) => (
          <Text key={change} size="sm">
            {t(`changed.${change}`)}
          </Text>
        ))}
        <Text size="sm">{t("changed.decide")}</Text>
        {may("act_on_orders") && (
          <Button size="xs" variant="default" {...starts(save)}>
            {t("changed.keep")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
