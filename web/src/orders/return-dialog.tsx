/** Opens a return of units that were shipped. */
import { Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { NoteInput } from "../ui/note-input.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import type { DialogProps } from "./asking.ts";
import { returnable } from "./lines-left.ts";

export function ReturnDialog({ order, onClose }: DialogProps) {
  const { t } = useTranslation("orders/page");
  const navigate = useNavigate();
  const lines = order.lines.filter((line) => returnable(line) > 0);
  const [units, setUnits] = useState<Readonly<Record<string, number>>>({});
  const [said, setSaid] = useState({ reason: "", carrier: "", tracking: "", isApproved: true });
  const total = Object.values(units).reduce((sum, each) => sum + each, 0);
  const open = useFormAction({
    run: () =>
      body(
        hub.POST("/api/returns", {
          body: {
            orderId: order.id,
            lines: lines.flatMap(({ key }) =>
              (units[key] ?? 0) > 0 ? [{ lineKey: key, quantity: units[key] ?? 0 }] : [],
            ),
            approved: said.isApproved,
            ...(said.reason.trim() !== "" && { reason: said.reason }),
            ...(said.carrier.trim() !== "" && { carrier: said.carrier }),
            ...(said.tracking.trim() !== "" && { trackingNumber: said.tracking }),
          },
        }),
      ),
    renews: [["orders"], ["returns"]],
    done: async (made) => {
      onClose();
      await navigate({ to: "/returns/$id", params: { id: made.id } });
    },
  });
  return (
    <FormDialog
      title={t("return.title", { number: order.number })}
      label={t("return.returnLabel", { count: total })}
      isReady={total > 0}
      action={open}
      onSubmit={() => open.start()}
      onClose={onClose}
    >
      <Stack gap="xs">
        {lines.map((line) => (
          <Group key={line.key} justify="space-between" wrap="nowrap">
            <Stack gap={0} miw={0}>
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                <bdi>{line.title}</bdi>
              </Text>
              <Text size="xs" c="var(--quiet)">
                {t("return.most", { units: returnable(line) })}
              </Text>
            </Stack>
            <WholeNumber
              aria-label={t("return.units", { title: line.title })}
              w={88}
              miw={88}
              min={0}
              max={returnable(line)}
              clampBehavior="strict"
              value={units[line.key] ?? 0}
              onChange={(value) => setUnits({ ...units, [line.key]: value ?? 0 })}
            />
          </Group>
        ))}
      </Stack>
      <NoteInput label={t("return.reason")} {...boundText(said.reason, (reason) => setSaid({ ...said, reason }))} />
      <Group grow>
        <TextInput
          label={t("parcel.carrier")}
          {...boundText(said.carrier, (carrier) => setSaid({ ...said, carrier }))}
          maxLength={100}
        />
        <TextInput
          label={t("parcel.number")}
          {...boundText(said.tracking, (tracking) => setSaid({ ...said, tracking }))}
          maxLength={200}
          styles={{ input: { direction: "ltr" } }}
        />
      </Group>
      <Checkbox
        label={t("return.approved")}
        description={t("return.approvedHelp")}
        {...boundTick(said.isApproved, (isApproved) => setSaid({ ...said, isApproved }))}
      />
    </FormDialog>
  );
}
