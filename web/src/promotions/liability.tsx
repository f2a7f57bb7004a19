/** What is owed on gift cards at the end of a day, and how long cards count by country. */
import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { dayOf } from "../i18n/zone-day.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { boundText } from "../ui/field.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { ExpiryCard } from "./expiry-card.tsx";
import { Frame } from "./frame.tsx";
import { liabilityQuery } from "./queries.ts";

const SUMS = ["issued", "redeemed", "givenBack", "expired", "adjusted"] as const;

export function Liability() {
  return (
    <Frame>
      <Owed />
      <ExpiryCard />
    </Frame>
  );
}

function Owed() {
  const { t } = useTranslation("promotions");
  const { number, zone } = useFormat();
  const today = dayOf(new Date().toISOString(), zone);
  const [until, setUntil] = useState(today);
  const day = until === "" ? today : until;
  const { data: rows = [], error, isPending } = useQuery(liabilityQuery(day));
  return (
    <Card
      help={<Help of="gift_card" />}
      title={t("liability")}
      actions={
        <Button
          component="a"
          variant="default"
          download
          href={`/api/gift-cards/liability?${new URLSearchParams({ until: day, format: "csv" })}`}
          leftSection={<IconDownload size={16} />}
        >
          {t("csv")}
        </Button>
      }
    >
      <Group align="flex-end" mb="sm">
        <TextInput type="date" label={t("until")} {...boundText(until, setUntil)} />
      </Group>
      {error !== null && <ProblemNotice error={error} />}
      {isPending && <RowsSkeleton rows={2} />}
      {!isPending && rows.length === 0 && <Text size="sm">{t("nothingOwed")}</Text>}
      {rows.length > 0 && (
        <PlainList
          label={t("liability")}
          rows={rows}
          rowKey={({ currency }) => currency}
          columns={(column) => [
            column.title("currency", t("currency"), ({ currency }) => currency),
            column.figure(
              "owed",
              t("owed"),
              ({ owedMinor, currency }) => (
                <b>
                  <Amount minor={owedMinor} currency={currency} />
                </b>
              ),
              { onCard: "state" },
            ),
            column.figure("cards", t("openCards"), ({ cards }) => number(cards)),
            ...SUMS.map((name) =>
              column.figure(name, t(`sums.${name}`), (row: (typeof rows)[number]) => (
                <Amount minor={row[`${name}Minor`]} currency={row.currency} />
              )),
            ),
          ]}
        />
      )}
    </Card>
  );
}
