/** What an order earned, step by step, and where each cost comes from. */
import { Button, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Amount } from "../../ui/amount.tsx";
import { Card } from "../../ui/card.tsx";
import { LinkAnchor } from "../../ui/link.ts";
import { ProblemNotice } from "../../ui/problem.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { type Meaning, Status } from "../../ui/status.tsx";
import { TableHead } from "../../ui/table-head.tsx";
import { type OrderProfit, orderProfitQuery } from "../queries.ts";
import classes from "./profit.module.css";

type Entry = OrderProfit["entries"][number];
type Figures = NonNullable<OrderProfit["figures"]>;

const QUALITIES = { actual: "good", imported: "information", estimated: "attention" } as const satisfies Record<
  Entry["quality"],
  Meaning
>;

export function ProfitCard({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation("orders/profit");
  const found = useQuery(orderProfitQuery(orderId));
  if (found.isPending) return null;
  return (
    <Card title={t("title")}>
      {found.isError ? (
        <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Earned profit={found.data} />
      )}
    </Card>
  );
}

function Earned({ profit }: { readonly profit: OrderProfit }) {
  const { t } = useTranslation("orders/profit");
  const { day, percent } = useFormat();
  const { figures, missing, estimatedPercent, entries } = profit;
  const [isOpen, setOpen] = useState(false);
  if (figures === null) return <Quiet>{t(profit.state === "no_rate" ? "noRate" : "due")}</Quiet>;
  return (
    <Stack gap="sm">
      <Waterfall figures={figures} currency={profit.currency} isWhole={missing.length === 0} />
      <Quiet size="xs" component="div">
        {profit.recognisedOn === null ? t("open") : t("counted", { day: day(profit.recognisedOn) })}{" "}
        {estimatedPercent !== null &&
          estimatedPercent > 0 &&
          t("estimated", { share: percent(estimatedPercent / 100) })}
      </Quiet>
      {profit.orderCurrency !== profit.currency && profit.rate !== null && <Rate profit={profit} rate={profit.rate} />}
      {missing.length > 0 && (
        <div>
          <Status meaning="attention">{t("missing.title")}</Status>{" "}
          <Text size="xs" span>
            {missing.map((what) => t(`missing.${what}`)).join(" · ")}
          </Text>
        </div>
      )}
      {entries.length > 0 && (
        <div>
          <Button variant="default" size="compact-xs" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t(isOpen ? "sources.hide" : "sources.show")}
          </Button>
        </div>
      )}
      {isOpen && <Sources entries={entries} currency={profit.currency} />}
    </Stack>
  );
}

/** The exchange rate of the order's amounts, and whose it is. */
function Rate({ profit, rate }: { readonly profit: OrderProfit; readonly rate: string }) {
  const { t } = useTranslation("orders/profit");
  const format = useFormat();
  const { currency, orderCurrency, ratePayout } = profit;
  return (
    <Quiet size="xs" component="div">
      <bdi dir="ltr">{t("rate", { from: orderCurrency, rate: format.rate(rate), to: currency })}</bdi>
      {" · "}
      {ratePayout === null ? (
        t("rateOfDay")
      ) : (
        <LinkAnchor to="/settlements/$id" params={{ id: ratePayout.id }} size="xs" underline="always">
          {t("rateOfPayout", { reference: ratePayout.reference })}
        </LinkAnchor>
      )}
    </Quiet>
  );
}

const STEPS = [
  ["gross", "grossMinor", 1],
  ["discount", "discountMinor", -1],
  ["charged", "chargedMinor", 1],
  ["refund", "refundMinor", -1],
  ["revenue", "revenueMinor", 0],
  ["cogs", "cogsMinor", -1],
  ["cm1", "cm1Minor", 0],
  ["commission", "commissionMinor", -1],
  ["paymentFee", "paymentFeeMinor", -1],
  ["shipping", "shippingMinor", -1],
  ["returnShipping", "returnShippingMinor", -1],
  ["codFee", "codFeeMinor", -1],
  ["packaging", "packagingMinor", -1],
  ["otherFee", "otherFeeMinor", -1],
  ["cm2", "cm2Minor", 0],
  ["ads", "adsMinor", -1],
  ["overhead", "overheadMinor", -1],
  ["cm3", "cm3Minor", 0],
] as const;

const SHARES = { cm1: "cm1Percent", cm2: "cm2Percent", cm3: "cm3Percent" } as const;

/** Steps that move something and the sums between them, each with the stretch it covers. */
function stepsOf(figures: Figures) {
  let level = 0;
  const shown = STEPS.flatMap(([name, of, sign]) => {
    const amount = sign === 0 ? figures[of] : sign * figures[of];
    if (sign !== 0 && amount === 0 && name !== "gross" && name !== "cogs") return [];
    const from = sign === 0 ? 0 : level;
    level = sign === 0 ? amount : level + amount;
    return [{ name, amount, isSum: sign === 0, low: Math.min(from, level), high: Math.max(from, level) }];
  });
  const lowest = Math.min(0, ...shown.map(({ low }) => low));
  const highest = Math.max(1, ...shown.map(({ high }) => high));
  return { shown, lowest, span: highest - lowest };
}

interface WaterfallProps {
  readonly figures: Figures;
  readonly currency: string;
  /** Every cost is known: margins are what they say, not the most they can be. */
  readonly isWhole: boolean;
}

function Waterfall({ figures, currency, isWhole }: WaterfallProps) {
  const { t } = useTranslation("orders/profit");
  const { percent } = useFormat();
  const { shown, lowest, span } = stepsOf(figures);
  const at = (value: number) => `${((value - lowest) / span) * 100}%`;
  return (
    <dl className={classes["steps"]}>
      {shown.map(({ name, amount, isSum, low, high }) => {
        const share = name === "cm1" || name === "cm2" || name === "cm3" ? figures[SHARES[name]] : null;
        return (
          <div key={name} className={`${classes["step"]} ${isSum ? classes["total"] : ""}`}>
            <dt>{t(`steps.${name}`)}</dt>
            <dd>
              <span className={classes["track"]} aria-hidden>
                <span
                  className={classes["bar"]}
                  data-kind={isSum ? "sum" : amount < 0 ? "less" : "more"}
                  style={{ insetInlineStart: at(low), inlineSize: `${((high - low) / span) * 100}%` }}
                />
              </span>
              <span className={classes["amount"]}>
                <Amount minor={amount} currency={currency} />
                {share !== null && (
                  <small>{t(isWhole ? "margin" : "marginAtMost", { share: percent(share / 100) })}</small>
                )}
              </span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

const NAMED = [
  "channel_fee",
  "settlement_line",
  "parcel_charge",
  "shipment",
  "fee_rule",
  "variant_cost",
  "cost_layer",
  "bundle",
] as const;

function Sources({ entries, currency }: { readonly entries: readonly Entry[]; readonly currency: string }) {
  const { t } = useTranslation("orders/profit");
  return (
    <Table.ScrollContainer minWidth={280}>
      <Table aria-label={t("sources.title")}>
        <TableHead words={[t("sources.kind"), t("sources.source")]} figures={[t("sources.amount")]} />
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.n}>
              <Table.Td>{t(`kinds.${entry.kind}`)}</Table.Td>
              <Table.Td>
                <Source entry={entry} />{" "}
                <Status meaning={QUALITIES[entry.quality]}>{t(`qualities.${entry.quality}`)}</Status>
              </Table.Td>
              <Table.Td ta="end">
                <Amount minor={entry.amountMinor} currency={currency} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const PAGES = {
  shipment: "/shipments/$id",
  parcel_charge: "/shipments/$id",
  settlement_line: "/settlements/$id",
  variant_cost: "/products/$id",
  cost_layer: "/products/$id",
  bundle: "/products/$id",
} as const;

/** The record a cost stands in, one click away where it has a page, else in its own words. */
function Source({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation("orders/profit");
  const { day } = useFormat();
  const source = NAMED.find((name) => name === entry.source);
  const name = t(`sources.names.${source ?? "other"}`);
  const given = [entry.sourceText, entry.occurredAt && day(entry.occurredAt.slice(0, 10))].filter(Boolean).join(" · ");
  return (
    <>
      <SourceLink entry={entry} name={name} />
      {entry.sourceText !== null && (
        <Text size="xs" c="var(--quiet)" dir="auto">
          {given}
        </Text>
      )}
    </>
  );
}

function SourceLink({ entry, name }: { readonly entry: Entry; readonly name: string }) {
  if (entry.source === "fee_rule")
    return (
      <LinkAnchor to="/settlements/fee-rules" size="sm" underline="always">
        {name}
      </LinkAnchor>
    );
  const page = Object.entries(PAGES).find(([source]) => source === entry.source)?.[1];
  if (page === undefined || entry.pageId === null) return <>{name}</>;
  return (
    <LinkAnchor to={page} params={{ id: entry.pageId }} size="sm" underline="always">
      {name}
    </LinkAnchor>
  );
}
