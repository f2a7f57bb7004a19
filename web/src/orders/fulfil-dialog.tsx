/** Ships an order, whole or in part: one parcel. */
import { Alert, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useAnnounceNext } from "../next-step/next-step.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { fieldsOf } from "../ui/field.ts";
import { useCommand } from "./command.ts";
import type { DialogProps } from "./command-dialog.ts";
import { LineUnits } from "./line-units.tsx";
import { unshipped } from "./lines-left.ts";
import { type OrderLine, type OrderSplit, splitQuery } from "./queries.ts";
import { sentTracking, TrackingNumbers, TrackingUrl } from "./tracking-fields.tsx";
import { Warnings } from "./warnings.tsx";

/** All that is left; of an order sent in several parcels the next one. */
function startOf(open: readonly OrderLine[], split: OrderSplit | undefined): Units {
  const next = split?.parcels.find(({ isNext }) => isNext);
  const unitsOf = (line: OrderLine) =>
    next ? (next.items.find(({ lineId }) => lineId === line.id)?.quantity ?? 0) : unshipped(line);
  return Object.fromEntries(open.map((line) => [line.key, Math.min(unitsOf(line), unshipped(line))]));
}

type Units = Readonly<Record<string, number>>;

/** As they begin, until somebody changes them. */
function useUnits(orderId: string, open: readonly OrderLine[]): [Units, (units: Units) => void] {
  const split = useQuery(splitQuery(orderId)).data;
  const [changed, setChanged] = useState<Units | null>(null);
  return [changed ?? startOf(open, split), setChanged];
}

export function FulfilDialog({ order, warnings, onClose }: DialogProps) {
  const { t } = useTranslation("orders/page");
  const open = order.lines.filter((line) => unshipped(line) > 0);
  const [units, setUnits] = useUnits(order.id, open);
  const [parcel, setParcel] = useState({ carrier: "", url: "", notify: false, evenIfShort: false });
  const [numbers, setNumbers] = useState<string[]>([]);
  const total = Object.values(units).reduce((sum, each) => sum + each, 0);
  const isWhole = open.every((line) => units[line.key] === unshipped(line));
  const lines = open.flatMap(({ key }) => ((units[key] ?? 0) > 0 ? [{ lineKey: key, quantity: units[key] ?? 0 }] : []));
  const announceNext = useAnnounceNext("ship");
  const ship = useCommand(order, {
    run: () =>
      body(
        hub.POST("/api/orders/{id}/fulfil", {
          ...ofId(order.id),
          body: {
            ...(!isWhole && { lines }),
            ...sentTracking(parcel),
            trackingNumbers: numbers,
            notifyCustomer: parcel.notify,
            evenIfShort: parcel.evenIfShort,
          },
        }),
      ),
    done: onClose,
    tell: () => announceNext(t("fulfil.shipSaid", { count: total })),
  });
  const field = fieldsOf(parcel, (part) => setParcel({ ...parcel, ...part }));
  return (
    <FormDialog
      help={<Help of="shipment" />}
      size="lg"
      title={t("fulfil.title", { number: order.number })}
      label={t("fulfil.shipLabel", { count: total })}
      isReady={total > 0}
      action={ship}
      onClose={onClose}
    >
      <Stack gap="xs">
        {open.map((line) => (
          <LineUnits
            key={line.key}
            title={line.title}
            hint={[
              t("fulfil.left", { units: unshipped(line) }),
              ...(line.shortQuantity > 0 ? [t("lines.short", { units: line.shortQuantity })] : []),
            ].join(" · ")}
            label={t("fulfil.units", { title: line.title })}
            most={unshipped(line)}
            units={units[line.key] ?? 0}
            onChange={(value) => setUnits({ ...units, [line.key]: value })}
          />
        ))}
      </Stack>
      <Group grow align="flex-start">
        <TextInput
          label={t("parcel.carrier")}
          data-autofocus
          placeholder={t("parcel.carrierExample")}
          maxLength={100}
          {...field.text("carrier")}
        />
        <TrackingNumbers numbers={numbers} onChange={setNumbers} />
      </Group>
      <TrackingUrl {...field.text("url")} />
      <Checkbox label={t("notify")} {...field.tick("notify")} />
      {open.some((line) => line.shortQuantity > 0) && (
        <Alert color="yellow">
          <Stack gap="xs">
            {t("fulfil.shortWarning")}
            <Checkbox label={t("fulfil.evenIfShort")} {...field.tick("evenIfShort")} />
          </Stack>
        </Alert>
      )}
      <Warnings warnings={warnings} />
    </FormDialog>
  );
}
