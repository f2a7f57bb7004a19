/** How couriers did: days to the door, what came back, what a parcel cost, by where it went: abroad by country, at home by region. */
import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { countryName } from "../i18n/choices.ts";
import { type Format, useFormat } from "../i18n/format.ts";
import { type Translate, useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { Frame } from "./frame.tsx";
import { type CourierFigures, couriersQuery } from "./queries.ts";
import { usePeriod } from "./report-query.ts";

export function CouriersScreen() {
  const { t, language } = useTranslation("reports");
  const format = useFormat();
  const { from, to } = usePeriod();
  const found = useQuery(couriersQuery({ from, to }));
  return (
    <Frame>
      <Card title={t("couriers.title")} isFlush>
        {found.isPending && <RowsSkeleton rows={4} />}
        {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
        {found.data?.length === 0 && (
          <Text size="sm" p="md">
            {t("couriers.none")}
          </Text>
        )}
        {found.data !== undefined && found.data.length > 0 && (
          <PlainList
            label={t("couriers.title")}
            rows={found.data}
            columns={columnsOf(t, format, language)}
            rowKey={({ courierId, country, region }) => `${courierId} ${country} ${region}`}
          />
        )}
      </Card>
    </Frame>
  );
}

function columnsOf(
  t: Translate<"reports">,
  { number, percent }: Format,
  language: string,
): readonly Column<CourierFigures>[] {
  return [
    column.title("courier", t("couriers.courier"), ({ courierName }) => <bdi>{courierName}</bdi>),
    column.fact("country", t("couriers.country"), ({ country, region }) =>
      country === null ? (
        "–"
      ) : (
        <>
          {countryName(country, language)}
          {region !== null && (
            <>
              {" · "}
              <bdi>{region}</bdi>
            </>
          )}
        </>
      ),
    ),
    column.figure("shipments", t("couriers.shipments"), ({ shipments }) => number(shipments)),
    column.plain("delivered", t("couriers.delivered"), ({ delivered }) => number(delivered), { isEnd: true }),
    column.figure("days", t("couriers.days"), ({ daysToDeliver }) =>
      daysToDeliver === null ? "–" : number(daysToDeliver),
    ),
    column.figure("returned", t("couriers.returned"), ({ returned, shipments }) =>
      percent(Math.round((1000 * returned) / shipments) / 1000),
    ),
    column.figure("cost", t("couriers.cost"), ({ charges }) => (
      <Stack gap={0} align="flex-end">
        {charges.length === 0
          ? "–"
          : charges.map(({ currency, minor, shipments }) => (
              <Amount key={currency} minor={Math.round(minor / shipments)} currency={currency} />
            ))}
      </Stack>
    )),
  ];
}
