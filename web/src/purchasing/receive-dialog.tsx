/** Books what of an order arrived: stock rises at its location. */
import { Button, Group, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { WholeNumber } from "../ui/whole-number.tsx";
import { purchaseOrderQuery } from "./queries.ts";

type Arrived = readonly { readonly line: number; readonly quantity: number; readonly serials?: string[] }[];

const unitsOf = (lines: Arrived) => lines.reduce((sum, { quantity }) => sum + quantity, 0);

type ItemProps = Pick<Shape<"PurchaseOrder">["lines"][number], "sku" | "title" | "incoming">;

function Item({ sku, title, incoming }: ItemProps) {
  const { t } = useTranslation("purchasing");
  const { number } = useFormat();
  return (
    <Stack gap={0} miw={0}>
      <Text size="sm" lineClamp={1} dir="auto">
        {title}
      </Text>
      <Text size="xs" c="dimmed">
        <span className="code">{sku}</span> · {t("toCome", { units: number(incoming) })}
      </Text>
    </Stack>
  );
}

function arrivedOf(line: number, quantity: number, text = ""): Arrived {
  const serials = text.split("\n").flatMap((one) => one.trim() || []);
  return quantity > 0 ? [{ line, quantity, ...(serials.length > 0 && { serials }) }] : [];
}

interface SerialsProps {
  readonly sku: string;
  /** Undefined: nobody asked for the field. */
  readonly text: string | undefined;
  onChange(text: string): void;
}

function SerialsField({ sku, text, onChange }: SerialsProps) {
  const { t } = useTranslation("purchasing");
  if (text === undefined)
    return (
      <Button size="compact-xs" variant="subtle" w="fit-content" onClick={() => onChange("")}>
        {t("addSerials", { sku })}
      </Button>
    );
  return (
    <Textarea
      label={t("serials", { sku })}
      description={t("serialsHelp")}
      autosize
      minRows={2}
      maxRows={8}
      value={text}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

export function ReceiveDialog({ order, onClose }: { readonly order: Shape<"PurchaseOrder">; onClose(): void }) {
  const { t } = useTranslation("purchasing");
  const client = useQueryClient();
  const open = order.lines.filter(({ incoming }) => incoming > 0);
  const [units, setUnits] = useState<Readonly<Record<number, number>>>(() =>
    Object.fromEntries(open.map(({ line, incoming }) => [line, incoming])),
  );
  const [reference, setReference] = useState("");
  const [note, setNote] = useState("");
  const [takesCosts, setTakesCosts] = useState(true);
  const [serials, setSerials] = useState<Readonly<Record<number, string>>>({});
  const arrived = open.flatMap(({ line }) => arrivedOf(line, units[line] ?? 0, serials[line]));
  const count = unitsOf(arrived);
  const receive = useFormAction({
    run: (lines: Arrived) =>
      body(
        hub.POST("/api/purchase-orders/{id}/receive", {
          ...ofId(order.id),
          body: { lines: [...lines], reference, note, takesCosts },
        }),
      ),
    renews: [["stock-documents"], ["inventory"], ["products"]],
    done: ({ order: now }) => {
      client.setQueryData(purchaseOrderQuery(order.id).queryKey, now);
      onClose();
    },
    said: (_, lines) => t("done", { count: unitsOf(lines) }),
  });
  const fill = (all: boolean) =>
    setUnits(Object.fromEntries(open.map(({ line, incoming }) => [line, all ? incoming : 0])));
  return (
    <FormDialog
      help={<Help of="purchase_order" />}
      size="lg"
      title={t("receiveOf", { number: order.number })}
      label={t("receiveUnits", { count })}
      isReady={count > 0}
      action={receive}
      onSubmit={() => receive.start(arrived)}
      onClose={onClose}
    >
      <Text size="sm">{t("receiveAt", { location: order.locationName })}</Text>
      {open.length > 1 && (
        <Group gap="xs">
          {([true, false] as const).map((all) => (
            <Button key={String(all)} size="compact-xs" variant="default" onClick={() => fill(all)}>
              {t(all ? "all" : "none")}
            </Button>
          ))}
        </Group>
      )}
      {open.map(({ line, sku, title, incoming }) => (
        <Stack key={line} gap="xs">
          <Group justify="space-between" wrap="nowrap">
            <Item sku={sku} title={title} incoming={incoming} />
            <WholeNumber
              w={104}
              flex="none"
              aria-label={t("receivedOfLine", { sku })}
              min={0}
              max={incoming}
              clampBehavior="strict"
              value={units[line] ?? 0}
              onChange={(value) => setUnits({ ...units, [line]: value ?? 0 })}
            />
          </Group>
          <SerialsField sku={sku} text={serials[line]} onChange={(text) => setSerials({ ...serials, [line]: text })} />
        </Stack>
      ))}
      <TextInput label={t("columns.reference")} maxLength={200} {...boundText(reference, setReference)} />
      <TextInput label={t("note")} maxLength={500} {...boundText(note, setNote)} />
      <Switch label={t("takesCosts")} description={t("takesCostsHelp")} {...boundTick(takesCosts, setTakesCosts)} />
    </FormDialog>
  );
}
