/** What is ordered of each item, what it costs and how much of it came. */
import { Group, Table, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { IconAction } from "../ui/icon-action.tsx";
import { MoneyField } from "../ui/money-field.tsx";
import { type Variant, VariantPicker } from "../ui/variant-picker.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import type { Draft } from "./draft.ts";

type Line = Draft["lines"][number];

interface Props {
  readonly shown: Draft;
  readonly isEditable: boolean;
  /** Ordered: what came is shown. */
  readonly isPlaced: boolean;
  onChange(draft: Draft): void;
}

export function OrderLines({ shown, isEditable, isPlaced, onChange }: Props) {
  const { t } = useTranslation("purchasing");
  const { number } = useFormat();
  const { lines, currency } = shown;
  const set = (index: number, change: Partial<Line>) =>
    onChange({ ...shown, lines: lines.map((line, at) => (at === index ? { ...line, ...change } : line)) });
  return (
    <Card title={t("lines")} isFlush>
      <Table.ScrollContainer minWidth={540}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("columns.item")}</Table.Th>
              <Table.Th ta="end">{t("columns.quantity")}</Table.Th>
              {isPlaced && <Table.Th ta="end">{t("columns.received")}</Table.Th>}
              {isPlaced && <Table.Th ta="end">{t("columns.incoming")}</Table.Th>}
              <Table.Th ta="end">{t("columns.unitCost")}</Table.Th>
              <Table.Th ta="end">{t("columns.cost")}</Table.Th>
              {isEditable && <Table.Th aria-label={t("list.rowActions", { ns: "ui" })} />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one item may stand on two lines of an order
              <Table.Tr key={`${line.variantId} ${index}`}>
                <Table.Td>
                  <Text size="sm" dir="auto">
                    {line.title}
                  </Text>
                  <Text size="xs" c="dimmed" className="code">
                    {line.sku}
                  </Text>
                </Table.Td>
                <Table.Td ta="end">
                  {isEditable ? (
                    <WholeNumber
                      size="xs"
                      w={96}
                      ms="auto"
                      aria-label={`${t("columns.quantity")} ${line.sku}`}
                      value={line.quantity}
                      min={1}
                      onChange={(quantity) => quantity !== null && set(index, { quantity })}
                    />
                  ) : (
                    number(line.quantity)
                  )}
                </Table.Td>
                {isPlaced && <Table.Td ta="end">{number(line.received)}</Table.Td>}
                {isPlaced && <Table.Td ta="end">{line.incoming === 0 ? "–" : number(line.incoming)}</Table.Td>}
                <Table.Td ta="end">
                  {isEditable ? (
                    <MoneyField
                      size="xs"
                      w={120}
                      ms="auto"
                      label={`${t("columns.unitCost")} ${line.sku}`}
                      isLabelHidden
                      currency={currency}
                      value={line.unitCostMinor}
                      onChange={(unitCostMinor) => set(index, { unitCostMinor })}
                    />
                  ) : (
                    <Cost minor={line.unitCostMinor} currency={currency} />
                  )}
                </Table.Td>
                <Table.Td ta="end">
                  <Cost
                    minor={line.unitCostMinor === null ? null : line.unitCostMinor * line.quantity}
                    currency={currency}
                  />
                </Table.Td>
                {isEditable && (
                  <Table.Td ta="end">
                    <IconAction
                      icon={IconTrash}
                      label={t("removeLine", { sku: line.sku })}
                      onClick={() => onChange({ ...shown, lines: lines.filter((_, at) => at !== index) })}
                    />
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
          {lines.length > 1 && <Total {...{ shown, isEditable, isPlaced }} />}
        </Table>
      </Table.ScrollContainer>
      {isEditable && (
        <Group p="md">
          <VariantPicker
            label={t("addLine")}
            isForMany
            onPick={(variant) => onChange({ ...shown, lines: [...lines, lineOf(variant, shown)] })}
          />
        </Group>
      )}
    </Card>
  );
}

/** A new line, with what the item cost last where that is known in the order's currency. */
function lineOf(variant: Variant, { lines, currency }: Draft): Line {
  const { id, sku, productTitle, title, costMinor } = variant;
  return {
    line: lines.length + 1,
    variantId: id,
    sku,
    title: [productTitle, title].filter((each) => each !== "").join(" "),
    quantity: 1,
    received: 0,
    incoming: 0,
    unitCostMinor: variant.currency === currency ? costMinor : null,
    note: "",
  };
}

function Cost({ minor, currency }: { readonly minor: number | null; readonly currency: string }) {
  return minor === null ? "–" : <Amount minor={minor} currency={currency} />;
}

function Total({ shown, isEditable, isPlaced }: Omit<Props, "onChange">) {
  const { t } = useTranslation("purchasing");
  const { number } = useFormat();
  const { lines, currency } = shown;
  const sumOf = (of: (line: Line) => number) => lines.reduce((sum, line) => sum + of(line), 0);
  const isPriced = lines.every(({ unitCostMinor }) => unitCostMinor !== null);
  return (
    <Table.Tfoot>
      <Table.Tr>
        <Table.Th>{t("columns.total")}</Table.Th>
        <Table.Th ta="end">{number(sumOf(({ quantity }) => quantity))}</Table.Th>
        {isPlaced && <Table.Th ta="end">{number(sumOf(({ received }) => received))}</Table.Th>}
        {isPlaced && <Table.Th ta="end">{number(sumOf(({ incoming }) => incoming))}</Table.Th>}
        <Table.Td />
        <Table.Th ta="end">
          <Cost
            minor={isPriced ? sumOf(({ unitCostMinor, quantity }) => (unitCostMinor ?? 0) * quantity) : null}
            currency={currency}
          />
        </Table.Th>
        {isEditable && <Table.Td />}
      </Table.Tr>
    </Table.Tfoot>
  );
}
