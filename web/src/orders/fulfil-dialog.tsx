/** Ships an order, whole or in part: one parcel. */
import { Alert, Checkbox, Group, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { WholeNumber } from "../ui/whole-number.tsx";
import type { DialogProps } from "./asking.ts";
import { ofOrder, useCommand } from "./command.ts";
import { unshipped } from "./lines-left.ts";
import { Warnings } from "./warnings.tsx";

export function FulfilDialog({ order, warnings, onClose }: DialogProps) {
  const { t } = useTranslation("orders/page");
  const open = order.lines.filter((line) => unshipped(line) > 0);
  const [units, setUnits] = useState<Readonly<Record<string, number>>>(() =>
    Object.fromEntries(open.map((line) => [line.key, unshipped(line)])),
  );
  const [parcel, setParcel] = useState({ carrier: "", url: "", notify: false, evenIfShort: false });
  const [numbers, setNumbers] = useState<string[]>([]);
  const total = Object.values(units).reduce((sum, each) => sum + each, 0);
  const isWhole = open.every((line) => units[line.key] === unshipped(line));
  const lines = open.flatMap(({ key }) => ((units[key] ?? 0) > 0 ? [{ lineKey: key, quantity: units[key] ?? 0 }] : []));
  const ship = useCommand(order, {
    run: () =>
      body(
        hub.POST("/api/orders/{id}/fulfil", {
          params: ofOrder(order),
          body: {
            ...(!isWhole && { lines }),
            ...(parcel.carrier.trim() !== "" && { carrier: parcel.carrier.trim() }),
            trackingNumbers: numbers,
            ...(parcel.url.trim() !== "" && { trackingUrl: parcel.url.trim() }),
            notifyCustomer: parcel.notify,
            evenIfShort: parcel.evenIfShort,
          },
        }),
      ),
    done: onClose,
    said: t("fulfil.shipSaid", { count: total }),
  });
  return (
    <FormDialog
      size="lg"
      title={t("fulfil.title", { number: order.number })}
      label={t("fulfil.shipLabel", { count: total })}
      isReady={total > 0}
      action={ship}
      onSubmit={() => ship.start(undefined)}
      onClose={onClose}
    >
      <Stack gap="xs">
        {open.map((line) => (
          <Group key={line.key} justify="space-between" wrap="nowrap">
            <Stack gap={0} miw={0}>
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                <bdi>{line.title}</bdi>
              </Text>
              <Text size="xs" c="var(--quiet)">
                {t("fulfil.left", { units: unshipped(line) })}
                {line.shortQuantity > 0 && ` · ${t("lines.short", { units: line.shortQuantity })}`}
              </Text>
            </Stack>
            <WholeNumber
              aria-label={t("fulfil.units", { title: line.title })}
              w={88}
              miw={88}
              min={0}
              max={unshipped(line)}
              clampBehavior="strict"
              value={units[line.key] ?? 0}
              onChange={(value) => setUnits({ ...units, [line.key]: value ?? 0 })}
            />
          </Group>
        ))}
      </Stack>
      <Group grow align="flex-start">
        <TextInput
          label={t("parcel.carrier")}
          data-autofocus
          placeholder={t("parcel.carrierExample")}
          maxLength={100}
          {...boundText(parcel.carrier, (carrier) => setParcel({ ...parcel, carrier }))}
        />
        <TagsInput
          label={t("parcel.numbers")}
          value={numbers}
          onChange={setNumbers}
          maxTags={50}
          acceptValueOnBlur
          splitChars={[",", " ", "\n"]}
          styles={{ inputField: { direction: "ltr" } }}
        />
      </Group>
      <TextInput
        type="url"
        label={t("parcel.url")}
        placeholder="https://"
        {...boundText(parcel.url, (url) => setParcel({ ...parcel, url }))}
        styles={{ input: { direction: "ltr" } }}
      />
      <Checkbox label={t("notify")} {...boundTick(parcel.notify, (notify) => setParcel({ ...parcel, notify }))} />
      {open.some((line) => line.shortQuantity > 0) && (
        <Alert color="yellow">
          <Stack gap="xs">
            {t("fulfil.shortWarning")}
            <Checkbox
              label={t("fulfil.evenIfShort")}
              {...boundTick(parcel.evenIfShort, (evenIfShort) => setParcel({ ...parcel, evenIfShort }))}
            />
          </Stack>
        </Alert>
      )}
      <Warnings warnings={warnings} />
    </FormDialog>
  );
}
