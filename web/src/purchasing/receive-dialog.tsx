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
import { LotFields, newLot, type TypedLot } from "./lot-fields.tsx";
import { purchaseOrderQuery } from "./queries.ts";

type Arrived = readonly {
  readonly line: number;
  readonly quantity: number;
  readonly serials?: string[];
  readonly lots?: { readonly lot: string; readonly expiresOn?: string; readonly quantity: number }[];
}[];

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

/** Undefined: nobody asked for the fields. */
interface Said {
  readonly serials: string | undefined;
  readonly lots: readonly TypedLot[] | undefined;
}

const NOTHING_SAID: Said = { serials: undefined, lots: undefined };

function arrivedOf(line: number, quantity: number, { serials: text = "", lots: typed = [] }: Said): Arrived {
  const serials = text.split("\n").flatMap((one) => one.trim() || []);
  const lots = typed.flatMap(({ lot, expiresOn, units }) =>
    lot.trim() === "" || units === 0 ? [] : [{ lot, quantity: units, ...(expiresOn !== "" && { expiresOn }) }],
  );
  if (quantity === 0) return [];
  return [{ line, quantity, ...(serials.length > 0 && { serials }), ...(lots.length > 0 && { lots }) }];
}

interface ResultProps {
  readonly sku: string;
  readonly arrived: number;
  readonly said: Said;
  onChange(text: Said): void;
}

/** Serial numbers or lots of a line, where somebody asks for them. */
function SaidFields({ sku, arrived, said, onChange }: ResultProps) {
  const { t } = useTranslation("purchasing");
  return (
    <>
      <Group gap="xs">
        {said.serials === undefined && (
          <Button size="compact-xs" variant="subtle" onClick={() => onChange({ ...said, serials: "" })}>
            {t("addSerials", { sku })}
          </Button>
        )}
        {said.lots === undefined && (
          <Button size="compact-xs" variant="subtle" onClick={() => onChange({ ...said, lots: [newLot(arrived)] })}>
            {t("addLots", { sku })}
          </Button>
        )}
      </Group>
      {said.serials !== undefined && (
        <Textarea
          label={t("serials", { sku })}
          description={t("serialsHelp")}
          autosize
          minRows={2}
          maxRows={8}
          {...boundText(said.serials, (serials) => onChange({ ...said, serials }))}
        />
      )}
      {said.lots !== undefined && (
        <LotFields sku={sku} arrived={arrived} lots={said.lots} onChange={(lots) => onChange({ ...said, lots })} />
      )}
    </>
  );
}

interface OpenLineProps {
  readonly item: ItemProps;
  readonly units: number;
  readonly said: Said;
  onUnits(units: number): void;
  onSaid(text: Said): void;
}

function OpenLine({ item, units, said, onUnits, onSaid }: OpenLineProps) {
  const { t } = useTranslation("purchasing");
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="nowrap">
        <Item {...item} />
        <WholeNumber
          w={104}
          flex="none"
          aria-label={t("receivedOfLine", { sku: item.sku })}
          min={0}
          max={item.incoming}
          clampBehavior="strict"
          value={units}
          onChange={(value) => onUnits(value ?? 0)}
        />
      </Group>
      <SaidFields sku={item.sku} arrived={units} said={said} onChange={onSaid} />
    </Stack>
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
  const [text, setText] = useState<Readonly<Record<number, Said>>>({});
  const arrived = open.flatMap(({ line }) => arrivedOf(line, units[line] ?? 0, text[line] ?? NOTHING_SAID));
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
      {open.map((item) => (
        <OpenLine
          key={item.line}
          item={item}
          units={units[item.line] ?? 0}
          said={text[item.line] ?? NOTHING_SAID}
          onUnits={(now) => setUnits({ ...units, [item.line]: now })}
          onSaid={(now) => setText({ ...text, [item.line]: now })}
        />
      ))}
      <TextInput label={t("columns.reference")} maxLength={200} {...boundText(reference, setReference)} />
      <TextInput label={t("note")} maxLength={500} {...boundText(note, setNote)} />
      <Switch label={t("takesCosts")} description={t("takesCostsHelp")} {...boundTick(takesCosts, setTakesCosts)} />
    </FormDialog>
  );
}
