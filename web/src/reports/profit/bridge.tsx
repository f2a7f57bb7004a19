/** What ate the margin: from CM3 of the days before to CM3 of these, step by step; the steps add up exactly. */
import { Group, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Amount } from "../../ui/amount.tsx";
import { Card } from "../../ui/card.tsx";
import { FilterButton, FiltersSet } from "../../ui/list/filters-later.tsx";
import { useListSearch } from "../../ui/list/search-state.ts";
import { ProblemNotice } from "../../ui/problem.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { RowsSkeleton } from "../../ui/skeletons.tsx";
import { DownloadLink } from "../download.tsx";
import { Frame } from "../frame.tsx";
import { reportQuery } from "../queries.ts";
import { usePeriod, useStoreFilter } from "../report-query.ts";
import classes from "./bridge.module.css";
import { type Bridge, bridgeQuery, profitExportHref } from "./queries.ts";

export function BridgeScreen() {
  const { t } = useTranslation("reports/profit");
  const period = usePeriod();
  const state = useListSearch();
  const fields = useStoreFilter();
  const requested = reportQuery(period, state.filter["storeId"]);
  const found = useQuery(bridgeQuery(requested));
  return (
    <Frame>
      <Group gap="sm">
        <FilterButton state={state} fields={fields} />
        <FiltersSet state={state} fields={fields} />
      </Group>
      <Card
        title={t("bridge.title")}
        actions={<DownloadLink href={profitExportHref("bridge", { ...requested })} label={t("csv.bridge")} />}
      >
        {found.isPending && <RowsSkeleton rows={8} />}
        {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
        {found.data && <Steps bridge={found.data} />}
      </Card>
    </Frame>
  );
}

interface Bar {
  readonly id: string;
  readonly label: string;
  readonly amount: number;
  /** Where it begins and ends on the scale. */
  readonly from: number;
  readonly to: number;
  readonly tone: "whole" | "gain" | "loss";
}

function useBars({ startMinor, endMinor, steps, from, to, previous }: Bridge): readonly Bar[] {
  const { t } = useTranslation("reports/profit");
  const { days } = useFormat();
  let reachable = startMinor;
  const moves = steps
    .filter(({ amountMinor }) => amountMinor !== 0)
    .map(({ kind, amountMinor }): Bar => {
      const begins = reachable;
      reachable += amountMinor;
      return {
        id: kind,
        label: t(`bridge.steps.${kind}`),
        amount: amountMinor,
        from: begins,
        to: reachable,
        tone: amountMinor > 0 ? "gain" : "loss",
      };
    });
  const whole = (id: string, label: string, amount: number): Bar => ({
    id,
    label,
    amount,
    from: 0,
    to: amount,
    tone: "whole",
  });
  return [
    whole("start", t("bridge.start", { days: days(previous.from, previous.to) }), startMinor),
    ...moves,
    whole("end", t("bridge.end", { days: days(from, to) }), endMinor),
  ];
}

function Steps({ bridge }: { readonly bridge: Bridge }) {
  const { t } = useTranslation("reports/profit");
  const bars = useBars(bridge);
  const ends = bars.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const share = (value: number) => (high === low ? 0 : ((value - low) / (high - low)) * 100);
  return (
    <Stack gap="sm">
      <Quiet>{t("bridge.text")}</Quiet>
      <Table aria-label={t("bridge.title")} layout="auto">
        <Table.Tbody>
          {bars.map(({ id, label, amount, from, to, tone }) => (
            <Table.Tr key={id} data-step={id}>
              <Table.Th scope="row" fw={tone === "whole" ? 600 : 400} className={classes.label ?? ""}>
                {label}
              </Table.Th>
              <Table.Td className={classes.track ?? ""} aria-hidden>
                <div className={classes.line}>
                  <span
                    className={`${classes.bar} ${classes[tone]}`}
                    style={{
                      insetInlineStart: `${share(Math.min(from, to))}%`,
                      width: `${Math.max(0.5, Math.abs(share(to) - share(from)))}%`,
                    }}
                  />
                </div>
              </Table.Td>
              <Table.Td style={{ textAlign: "end", whiteSpace: "nowrap" }}>
                <Text size="sm" fw={tone === "whole" ? 600 : 400} component="span">
                  {tone === "gain" && <bdi dir="ltr">+</bdi>}
                  <Amount minor={amount} currency={bridge.currency} />
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
