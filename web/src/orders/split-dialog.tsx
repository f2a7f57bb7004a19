/** Chooses what of an order is sent separately. */
import { Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { packLinesQuery } from "../shipments/queries.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { LineUnits } from "./line-units.tsx";
import type { Order } from "./queries.ts";

interface Props {
  readonly order: Order;
  onClose(): void;
}

type Division = { readonly by: "availability" | "location" } | { readonly units: Readonly<Record<string, number>> };

export function SplitDialog({ order, onClose }: Props) {
  const { t } = useTranslation("orders/page");
  const toBook = useQuery(packLinesQuery(order.id)).data?.items ?? [];
  const [units, setUnits] = useState<Readonly<Record<string, number>>>({});
  const gifts = new Set(order.lines.flatMap(({ id, isGift }) => (isGift ? [id] : [])));
  const lines = toBook.filter(({ lineId }) => !gifts.has(lineId));
  const chosen = Object.values(units).reduce((sum, each) => sum + each, 0);
  const all = lines.reduce((sum, { left }) => sum + left, 0);
  const split = useFormAction({
    run: (division: Division) => body(hub.PUT("/api/orders/{id}/split", { ...ofId(order.id), body: sent(division) })),
    renews: [["orders"]],
    done: onClose,
    said: t("split.said"),
  });
  return (
    <FormDialog
      help={<Help of="split_order" />}
      size="lg"
      title={t("split.title", { number: order.number })}
      label={t("split.label", { count: chosen })}
      isReady={chosen > 0 && chosen < all}
      action={split}
      onSubmit={() => split.start({ units })}
      onClose={onClose}
    >
      <Group gap="xs">
        {(["availability", "location"] as const).map((by) => (
          <Button key={by} size="xs" variant="default" onClick={() => split.start({ by })}>
            {t(`split.by.${by}`)}
          </Button>
        ))}
      </Group>
      <Quiet>{t("split.text")}</Quiet>
      <Stack gap="xs">
        {lines.map(({ lineId, title, left }) => (
          <LineUnits
            key={lineId}
            title={title}
            hint={t("fulfil.left", { units: left })}
            label={t("split.units", { title })}
            most={left}
            units={units[lineId] ?? 0}
            onChange={(value) => setUnits({ ...units, [lineId]: value })}
          />
        ))}
      </Stack>
    </FormDialog>
  );
}

function sent(division: Division) {
  if ("by" in division) return { by: division.by };
  const parcel = Object.entries(division.units).flatMap(([lineId, quantity]) =>
    quantity > 0 ? [{ lineId, quantity }] : [],
  );
  return { parcels: [parcel] };
}
