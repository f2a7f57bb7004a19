/** Sends goods in place of returned units: which units, what instead, and what the difference is. */
import { Button, Checkbox, Fieldset, Group, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { LineUnits } from "../orders/line-units.tsx";
import { NewLine } from "../orders/new-lines.tsx";
import { type DraftLine, newLine } from "../orders/new-order-draft.ts";
import classes from "../orders/orders.module.css";
import { useAction, useFormAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { type ExchangeQuote, sentLines, totalsOf } from "./exchange-lines.ts";
import { type Difference, differenceOf, sameAgain } from "./exchange-sums.ts";
import { type Return, returnQuery } from "./queries.ts";

interface Props {
  readonly one: Return;
  onClose(): void;
}

type Units = Readonly<Record<string, number>>;

function useExchange(one: Return, units: Units) {
  const requested = Object.entries(units).flatMap(([lineId, quantity]) => (quantity > 0 ? { lineId, quantity } : []));
  const request = requested.length === 0 ? {} : { units: requested };
  const quote = useQuery(
    reading(
      ["returns", one.id, "exchange", request],
      () => hub.POST("/api/returns/{id}/exchange/quote", { ...ofId(one.id), body: request }),
      { placeholderData: keepPreviousData, retry: false, staleTime: 0 },
    ),
  );
  return { quote, wanted: requested };
}

export function ExchangeDialog({ one, onClose }: Props) {
  const { t } = useTranslation("returns");
  const client = useQueryClient();
  const [units, setUnits] = useState<Units>(() =>
    Object.fromEntries(one.lines.map(({ id, quantity, exchangedQuantity }) => [id, quantity - exchangedQuantity])),
  );
  const [lines, setLines] = useState<readonly DraftLine[]>([newLine(1)]);
  const [collects, setCollects] = useState(false);
  const { quote, wanted } = useExchange(one, units);
  const { data } = quote;
  const difference = data === undefined ? null : differenceOf(totalsOf(lines, data.currency), data.availableMinor);
  const isDue = difference !== null && difference.dueMinor > 0;
  const make = useFormAction({
    run: () =>
      body(
        hub.POST("/api/returns/{id}/exchange", {
          ...ofId(one.id),
          body: { units: wanted, lines: sentLines(lines, data?.currency ?? ""), collects: isDue && collects },
        }),
      ),
    done: async (now) => {
      client.setQueryData(returnQuery(one.id).queryKey, now);
      await Promise.all(
        ["returns", "orders", "inventory"].map((subject) => client.invalidateQueries({ queryKey: [subject] })),
      );
      onClose();
    },
    said: (now) => t("exchange.said", { number: now.exchanges.at(-1)?.orderNumber ?? "" }),
  });
  return (
    <FormDialog
      help={<Help of="exchange" />}
      size="lg"
      title={t("exchange.title", { number: one.number })}
      label={t("exchange.label")}
      isReady={difference !== null && wanted.length > 0 && quote.isSuccess && !quote.isPlaceholderData}
      action={make}
      onClose={onClose}
    >
      {quote.isPending && <RowsSkeleton rows={3} />}
      {quote.isError && <ProblemNotice error={quote.error} />}
      {data && (
        <>
          <Back quote={data} units={units} onChange={setUnits} />
          <Instead quote={data} lines={lines} onChange={setLines} />
          <Sum quote={data} difference={difference} />
          {isDue && (
            <Checkbox
              label={t("exchange.collects")}
              checked={collects}
              onChange={({ currentTarget }) => setCollects(currentTarget.checked)}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}

interface BackProps {
  readonly quote: ExchangeQuote;
  readonly units: Units;
  onChange(units: Units): void;
}

function Back({ quote, units, onChange }: BackProps) {
  const { t } = useTranslation("returns");
  return (
    <Stack gap="xs">
      {quote.units
        .filter(({ most }) => most > 0)
        .map(({ lineId, title, most }) => (
          <LineUnits
            key={lineId}
            title={title}
            hint={t("exchange.most", { count: most })}
            label={t("exchange.units", { title })}
            most={most}
            units={units[lineId] ?? 0}
            onChange={(value) => onChange({ ...units, [lineId]: value })}
          />
        ))}
    </Stack>
  );
}

interface InsteadProps {
  readonly quote: ExchangeQuote;
  readonly lines: readonly DraftLine[];
  onChange(lines: readonly DraftLine[]): void;
}

function Instead({ quote, lines, onChange }: InsteadProps) {
  const { t } = useTranslation("returns");
  const { t: ofOrders } = useTranslation("orders/page");
  const [first] = quote.units;
  const linked = quote.units.flatMap(({ variantId, quantity }) =>
    variantId !== null && quantity > 0 ? variantId : [],
  );
  const same = useAction({
    run: () => Promise.all([...new Set(linked)].map((id) => body(hub.GET("/api/variants/{id}", ofId(id))))),
    done: (variants) => onChange(sameAgain(quote.units, variants, quote.currency)),
  });
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          {t("exchange.instead")}
        </Text>
        {linked.length > 0 && (
          <Button size="compact-sm" variant="subtle" loading={same.isRunning} onClick={() => same.start()}>
            {t("exchange.same")}
          </Button>
        )}
      </Group>
      {/* What is typed while they are set anew would be lost. */}
      <Fieldset variant="unstyled" mx={0} disabled={same.isRunning}>
        <Stack gap="sm">
          {lines.map((line) => (
            <NewLine
              // One that is set anew is another.
              key={`${line.key} ${line.variant?.id ?? ""}`}
              line={line}
              start={line.variant === null ? "" : line.variant.productTitle || line.variant.sku}
              currency={quote.currency}
              onChange={(next) => onChange(lines.map((each) => (each.key === line.key ? next : each)))}
              onRemove={lines.length > 1 ? () => onChange(lines.filter(({ key }) => key !== line.key)) : undefined}
            />
          ))}
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} />}
              onClick={() => onChange([...lines, newLine(Math.max(0, ...lines.map(({ key }) => key)) + 1)])}
            >
              {ofOrders("new.addLine")}
            </Button>
          </Group>
        </Stack>
      </Fieldset>
      {first !== undefined && linked.length === 0 && <Quiet size="xs">{t("exchange.unlinked")}</Quiet>}
    </Stack>
  );
}

function Sum({ quote, difference }: { readonly quote: ExchangeQuote; readonly difference: Difference | null }) {
  const { t } = useTranslation("returns");
  const { currency, worthMinor, availableMinor } = quote;
  const rows: (readonly [string, number])[] = [[t("exchange.worth"), worthMinor]];
  if (availableMinor < worthMinor) rows.push([t("exchange.available"), availableMinor]);
  if (difference !== null) rows.push([t("exchange.total"), difference.totalMinor]);
  return (
    <Stack gap={4}>
      <dl className={classes.sum} aria-label={t("exchange.sum")}>
        {rows.flatMap(([label, minor]) => [
          <dt key={label}>{label}</dt>,
          <dd key={`${label} amount`}>
            <Amount minor={minor} currency={currency} />
          </dd>,
        ])}
        {difference !== null && (
          <>
            <dt className={classes.total}>{t(difference.restMinor > 0 ? "exchange.rest" : "exchange.due")}</dt>
            <dd className={classes.total}>
              <Amount
                minor={difference.restMinor > 0 ? difference.restMinor : difference.dueMinor}
                currency={currency}
              />
            </dd>
          </>
        )}
      </dl>
      {availableMinor < worthMinor && (
        <Quiet size="xs">{t(quote.paidMinor === null ? "exchange.paidUnknown" : "exchange.notPaid")}</Quiet>
      )}
      {difference !== null && difference.restMinor > 0 && <Quiet size="xs">{t("exchange.restHelp")}</Quiet>}
    </Stack>
  );
}
