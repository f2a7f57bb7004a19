/** What a product would have earned in these days with another price, discount, ad budget or number of units. */
import { NumberInput, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DayRange } from "../../../../src/commerce/days.ts";
import { Help } from "../../help/help.tsx";
import { plainDecimalOf } from "../../i18n/amount-text.ts";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Amount } from "../../ui/amount.tsx";
import { FormDialog } from "../../ui/dialog.tsx";
import { fieldsOf } from "../../ui/field.ts";
import { MoneyField } from "../../ui/money-field.tsx";
import { PercentInput } from "../../ui/percent-input.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { RowsSkeleton } from "../../ui/skeletons.tsx";
import { type WhatIf, type WhatIfInput, whatIfQuery } from "./queries.ts";

interface Props {
  readonly variantId: string;
  readonly name: string;
  readonly days: DayRange;
  onClose(): void;
}

interface Typed {
  readonly priceMinor: number | null;
  readonly discount: string;
  readonly adsMinor: number | null;
  readonly units: number | string;
}

const NOTHING: Typed = { priceMinor: null, discount: "", adsMinor: null, units: "" };

/** Only what was typed: the rest stays as it was. */
function inputOf({ priceMinor, discount, adsMinor, units }: Typed): Omit<WhatIfInput, "from" | "to" | "variantId"> {
  return {
    ...(priceMinor !== null && { priceMinor }),
    ...(discount.trim() !== "" && { discountPercent: plainDecimalOf(discount) ?? "0" }),
    ...(adsMinor !== null && { adsMinor }),
    ...(typeof units === "number" && { units }),
  };
}

export function WhatIfDialog({ variantId, name, days, onClose }: Props) {
  const { t } = useTranslation("reports/profit");
  const [typed, setTyped] = useState<Typed>(NOTHING);
  const [requested, setRequested] = useState<Typed>(NOTHING);
  const found = useQuery(whatIfQuery({ from: days.from, to: days.to, variantId, ...inputOf(requested) }));
  return (
    <FormDialog
      help={<Help of="what_if" />}
      size="lg"
      title={t("whatIf.title", { name })}
      label={t("whatIf.count")}
      closeLabel={t("whatIf.close")}
      action={{ isRunning: found.isFetching, error: found.error }}
      onSubmit={() => setRequested(typed)}
      onClose={onClose}
    >
      <Quiet>{t("whatIf.text")}</Quiet>
      {found.data && <Fields typed={typed} now={found.data.now} currency={found.data.currency} onChange={setTyped} />}
      {found.isPending && <RowsSkeleton rows={6} />}
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Compared {...found.data} />}
    </FormDialog>
  );
}

interface FieldsProps {
  readonly typed: Typed;
  readonly now: WhatIf;
  readonly currency: string;
  onChange(typed: Typed): void;
}

function Fields({ typed, now, currency, onChange }: FieldsProps) {
  const { t } = useTranslation("reports/profit");
  const { money, number, percent } = useFormat();
  const discounted = now.grossMinor === 0 ? 0 : now.discountMinor / now.grossMinor;
  const field = fieldsOf(typed, (part) => onChange({ ...typed, ...part }));
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <MoneyField
        label={t("whatIf.price")}
        description={t("whatIf.now", { value: money(now.priceMinor, currency) })}
        currency={currency}
        {...field("priceMinor")}
      />
      <PercentInput
        label={t("whatIf.discount")}
        description={t("whatIf.now", { value: percent(Math.round(discounted * 1000) / 1000) })}
        {...field("discount")}
      />
      <MoneyField
        label={t("whatIf.ads")}
        description={t("whatIf.now", { value: money(now.adsMinor, currency) })}
        currency={currency}
        {...field("adsMinor")}
      />
      <NumberInput
        label={t("whatIf.units")}
        description={t("whatIf.now", { value: number(now.units) })}
        min={0}
        allowDecimal={false}
        {...field("units")}
      />
    </SimpleGrid>
  );
}

const ROWS = [
  { id: "revenue", of: (it: WhatIf) => it.revenueMinor },
  { id: "cogs", of: (it: WhatIf) => it.cogsMinor },
  { id: "cm1", of: (it: WhatIf) => it.cm1Minor },
  { id: "selling", of: (it: WhatIf) => it.sellingMinor },
  { id: "cm2", of: (it: WhatIf) => it.cm2Minor },
  { id: "ads", of: (it: WhatIf) => it.adsMinor },
  { id: "overhead", of: (it: WhatIf) => it.overheadMinor },
  { id: "cm3", of: (it: WhatIf) => it.cm3Minor },
] as const;

function Compared({
  currency,
  now,
  changed,
}: {
  readonly currency: string;
  readonly now: WhatIf;
  readonly changed: WhatIf;
}) {
  const { t } = useTranslation("reports/profit");
  const { money } = useFormat();
  return (
    <Stack gap="xs">
      <Table aria-label={t("whatIf.result")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th />
            <Table.Th style={{ textAlign: "end" }}>{t("whatIf.asItWas")}</Table.Th>
            <Table.Th style={{ textAlign: "end" }}>{t("whatIf.changed")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ROWS.map(({ id, of }) => (
            <Table.Tr key={id} data-rung={id}>
              <Table.Th scope="row" fw={id.startsWith("cm") ? 600 : 400}>
                {t(`rungs.${id}.name`)}
              </Table.Th>
              {[now, changed].map((it, n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two fixed columns
                <Table.Td key={n} style={{ textAlign: "end" }}>
                  <Amount minor={of(it)} currency={currency} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" role="status">
        {changed.breakEvenPriceMinor === null
          ? t("whatIf.noBreakEven")
          : t("whatIf.breakEven", { price: money(changed.breakEvenPriceMinor, currency) })}
      </Text>
    </Stack>
  );
}
