/** What the lines of a stock document cost. */
import { Table, Text } from "@mantine/core";
import { compareDecimal, parseDecimal } from "../../../src/commerce/decimal.ts";
import { currencyExponent } from "../../../src/commerce/money.ts";
import type { Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { MoneyField } from "../ui/money-field.tsx";

export type Line = Pick<
  Shape<"StockDocument">["lines"][number],
  "variantId" | "sku" | "title" | "quantity" | "unitCostMinor" | "landedUnitCost" | "currency" | "note" | "problem"
>;

export function LineCost({ line: { unitCostMinor, quantity, currency } }: { readonly line: Line }) {
  if (unitCostMinor === null || currency === null) return null;
  return <Amount minor={unitCostMinor * quantity} currency={currency} />;
}

/** What the whole costs; nothing where lines are of several currencies or one has no cost yet. */
export function Total({ lines, isEditable }: { readonly lines: readonly Line[]; readonly isEditable: boolean }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const [currency, ...others] = new Set(lines.map((line) => line.currency));
  if (typeof currency !== "string" || others.length > 0 || lines.some((line) => line.unitCostMinor === null))
    return null;
  const sum = lines.reduce((all, { unitCostMinor, quantity }) => all + (unitCostMinor ?? 0) * quantity, 0);
  return (
    <Table.Tfoot>
      <Table.Tr>
        <Table.Th>{t("documents.total")}</Table.Th>
        <Table.Th ta="end">{number(lines.reduce((all, { quantity }) => all + quantity, 0))}</Table.Th>
        <Table.Th />
        <Table.Th ta="end">
          <Amount minor={sum} currency={currency} />
        </Table.Th>
        {isEditable && <Table.Td />}
      </Table.Tr>
    </Table.Tfoot>
  );
}

export function Cost(props: {
  readonly line: Line;
  readonly isEditable: boolean;
  onChange(minor: number | null): void;
}) {
  const { t } = useTranslation("inventory");
  const { currency } = props.line;
  if (currency === null) return "–";
  if (!props.isEditable)
    return (
      <>
        {props.line.unitCostMinor === null ? "–" : <Amount minor={props.line.unitCostMinor} currency={currency} />}
        <Landed line={props.line} currency={currency} />
      </>
    );
  return (
    <MoneyField
      size="xs"
      w={120}
      ms="auto"
      label={`${t("documents.unitCost")} ${props.line.sku}`}
      isLabelHidden
      currency={currency}
      value={props.line.unitCostMinor}
      onChange={props.onChange}
    />
  );
}

/** What a unit cost with its part of freight and duty, where that is more than the purchase says. */
function Landed({ line, currency }: { readonly line: Line; readonly currency: string }) {
  const { t } = useTranslation("costs");
  const { decimalMoney } = useFormat();
  const { landedUnitCost, unitCostMinor } = line;
  if (landedUnitCost === null || unitCostMinor === null) return null;
  const text = { digits: BigInt(unitCostMinor), scale: currencyExponent(currency) };
  if (compareDecimal(parseDecimal(landedUnitCost), text) === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      {t("charges.landed")} {decimalMoney(landedUnitCost, currency)}
    </Text>
  );
}
