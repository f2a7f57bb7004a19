/** Opens a return of units that were shipped, and goes to it. */
import { Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ReturnReason } from "../../../src/commerce/return-goods.ts";
import { body, hub, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { fieldsOf } from "../ui/field.ts";
import { NoteInput } from "../ui/note-input.tsx";
import type { DialogProps } from "./command-dialog.ts";
import { LineUnits } from "./line-units.tsx";
import { returnable } from "./lines-left.ts";
import type { Order } from "./queries.ts";
import { ReasonFields } from "./return-reason.tsx";

interface Props extends DialogProps {
  /** In place of going to it. */
  onOpened?(made: Shape<"Return">): void;
}

interface Why {
  readonly reasonCode: ReturnReason | null;
  readonly reasonNote: string;
}

const UNKNOWN: Why = { reasonCode: null, reasonNote: "" };

function reportedLine(lineKey: string, quantity: number, { reasonCode, reasonNote }: Why) {
  const why = { ...(reasonCode !== null && { reasonCode }), ...(reasonNote.trim() !== "" && { reasonNote }) };
  return quantity > 0 ? [{ lineKey, quantity, ...why }] : [];
}

export function ReturnDialog({ order, onClose, onOpened }: Props) {
  const { t } = useTranslation("orders/page");
  const navigate = useNavigate();
  const lines = order.lines.filter((line) => returnable(line) > 0);
  const [units, setUnits] = useState<Readonly<Record<string, number>>>({});
  const [reasons, setReasons] = useState<Readonly<Record<string, Why>>>({});
  const [form, setForm] = useState({ reason: "", carrier: "", tracking: "", isApproved: true });
  const total = Object.values(units).reduce((sum, each) => sum + each, 0);
  const open = useFormAction({
    run: () =>
      body(
        hub.POST("/api/returns", {
          body: {
            orderId: order.id,
            lines: lines.flatMap(({ key }) => reportedLine(key, units[key] ?? 0, reasons[key] ?? UNKNOWN)),
            approved: form.isApproved,
            ...(form.reason.trim() !== "" && { reason: form.reason }),
            ...(form.carrier.trim() !== "" && { carrier: form.carrier }),
            ...(form.tracking.trim() !== "" && { trackingNumber: form.tracking }),
          },
        }),
      ),
    renews: [["orders"], ["returns"]],
    done: async (made) => {
      onClose();
      if (onOpened) onOpened(made);
      else await navigate({ to: "/returns/$id", params: { id: made.id } });
    },
  });
  const field = fieldsOf(form, (part) => setForm({ ...form, ...part }));
  return (
    <FormDialog
      help={<Help of="return" />}
      title={t("return.title", { number: order.number })}
      label={t("return.returnLabel", { count: total })}
      isReady={total > 0}
      action={open}
      onClose={onClose}
    >
      <Stack gap="xs">
        {lines.map((line) => (
          <LineBack
            key={line.key}
            line={line}
            units={units[line.key] ?? 0}
            why={reasons[line.key] ?? UNKNOWN}
            onUnits={(value) => setUnits({ ...units, [line.key]: value })}
            onWhy={(why) => setReasons({ ...reasons, [line.key]: why })}
          />
        ))}
      </Stack>
      <NoteInput label={t("return.reason")} {...field.text("reason")} />
      <Group grow>
        <TextInput label={t("parcel.carrier")} {...field.text("carrier")} maxLength={100} />
        <TextInput
          label={t("parcel.number")}
          {...field.text("tracking")}
          maxLength={200}
          styles={{ input: { direction: "ltr" } }}
        />
      </Group>
      <Checkbox label={t("return.approved")} description={t("return.approvedHelp")} {...field.tick("isApproved")} />
    </FormDialog>
  );
}

interface LineBackProps {
  readonly line: Order["lines"][number];
  readonly units: number;
  readonly why: Why;
  onUnits(units: number): void;
  onWhy(why: Why): void;
}

/** How many of a line come back; why is asked once some do. */
function LineBack({ line, units, why, onUnits, onWhy }: LineBackProps) {
  const { t } = useTranslation("orders/page");
  return (
    <Stack gap={4}>
      <LineUnits
        title={line.title}
        hint={t("return.most", { units: returnable(line) })}
        label={t("return.units", { title: line.title })}
        most={returnable(line)}
        units={units}
        onChange={onUnits}
      />
      {units > 0 && (
        <Group align="flex-start">
          <ReasonFields
            code={why.reasonCode}
            note={why.reasonNote}
            onChange={(reasonCode, reasonNote) => onWhy({ reasonCode, reasonNote })}
          />
        </Group>
      )}
    </Stack>
  );
}
