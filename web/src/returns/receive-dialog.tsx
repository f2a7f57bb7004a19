/** Books what arrived: how many of each, and whether it can be sold again. */
import { Group, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { fieldsOf } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { awaited, type Return, type ReturnLine, returnQuery } from "./queries.ts";

const DISPOSITIONS = ["restock", "scrap", "keep"] as const;
type Disposition = (typeof DISPOSITIONS)[number];

interface Arrival {
  readonly quantity: number;
  readonly disposition: Disposition;
  readonly locationId: string;
}

export function ReceiveDialog({ one, onClose }: { readonly one: Return; onClose(): void }) {
  const { t } = useTranslation("returns");
  const client = useQueryClient();
  const lines = one.lines.filter((line) => awaited(line) > 0);
  const [arrivals, setArrivals] = useState<Readonly<Record<string, Arrival>>>(() =>
    Object.fromEntries(
      lines.map((line) => [
        line.id,
        { quantity: awaited(line), disposition: "restock" as const, locationId: line.locationId ?? "" },
      ]),
    ),
  );
  const total = Object.values(arrivals).reduce((sum, { quantity }) => sum + quantity, 0);
  const receive = useFormAction({
    run: () =>
      body(
        hub.POST("/api/returns/{id}/receive", {
          ...ofId(one.id),
          body: {
            lines: Object.entries(arrivals).flatMap(([lineId, { quantity, disposition, locationId }]) =>
              quantity > 0
                ? [
                    {
                      lineId,
                      quantity,
                      disposition,
                      ...(locationId !== "" && disposition === "restock" && { locationId }),
                    },
                  ]
                : [],
            ),
          },
        }),
      ),
    done: async (now) => {
      client.setQueryData(returnQuery(one.id).queryKey, now);
      await Promise.all(
        ["returns", "orders", "inventory"].map((subject) => client.invalidateQueries({ queryKey: [subject] })),
      );
      onClose();
    },
    said: t("receive.receiveSaid", { count: total }),
  });
  return (
    <FormDialog
      size="lg"
      title={t("receive.title", { number: one.number })}
      label={t("receive.receiveLabel", { count: total })}
      isReady={total > 0}
      action={receive}
      onClose={onClose}
    >
      {lines.map((line) => {
        const arrival = arrivals[line.id];
        return arrival === undefined ? null : (
          <Arrived
            key={line.id}
            line={line}
            arrival={arrival}
            onChange={(next) => setArrivals({ ...arrivals, [line.id]: next })}
          />
        );
      })}
    </FormDialog>
  );
}

interface ArrivedProps {
  readonly line: ReturnLine;
  readonly arrival: Arrival;
  onChange(arrival: Arrival): void;
}

function Arrived({ line, arrival, onChange }: ArrivedProps) {
  const { t } = useTranslation("returns");
  const { data: locations = [] } = useQuery(locationsQuery);
  const own = locations.filter(({ active, kind }) => active && kind === "own");
  const field = fieldsOf(arrival, (part) => onChange({ ...arrival, ...part }));
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
        <bdi>{line.title}</bdi>
      </Text>
      <Group align="flex-end" gap="sm">
        <WholeNumber
          label={t("receive.units")}
          w={96}
          min={0}
          max={awaited(line)}
          clampBehavior="strict"
          value={arrival.quantity}
          onChange={(quantity) => onChange({ ...arrival, quantity: quantity ?? 0 })}
        />
        <OneOf
          label={t("receive.disposition")}
          flex={1}
          miw={160}
          options={worded(DISPOSITIONS, (value) => t(`disposition.${value}`))}
          {...field("disposition")}
        />
        {arrival.disposition === "restock" && own.length > 1 && (
          <OneOf
            label={t("receive.location")}
            flex={1}
            miw={160}
            options={[
              { value: "", label: t("receive.whereSold") },
              ...own.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            {...field("locationId")}
          />
        )}
      </Group>
    </Stack>
  );
}
