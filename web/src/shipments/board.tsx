/** Shipments by where they stand, a column a stage: what has to be done next is seen at one look. */
import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { When } from "../ui/when.tsx";
import classes from "./board.module.css";
import { countsQuery, type ShipmentRow, STAGES } from "./queries.ts";
import { ShipmentStage } from "./status.tsx";

/** Of each stage; the list has the rest. */
const SHOWN = 20;

type Stage = (typeof STAGES)[number];

const stageQuery = (stage: Stage) =>
  queryOptions({
    queryKey: ["shipments", "board", stage],
    queryFn: async () => {
      const query = { stage, limit: SHOWN, sort: "oldest" } as const;
      return (await body(hub.GET("/api/shipments", { params: { query } }))).items;
    },
  });

export function ShipmentBoard() {
  const { t } = useTranslation("shipments");
  const desk = useTranslation("shipments/desk").t;
  const found = useQueries({ queries: STAGES.map(stageQuery) });
  const failed = found.find(({ isError }) => isError);
  return (
    <Page
      title={t("board")}
      above={{ label: t("title"), to: "/shipments" }}
      actions={
        <LinkButton to="/shipments/handover" variant="default">
          {desk("handover.title")}
        </LinkButton>
      }
    >
      {failed && <ProblemNotice error={failed.error} onRetry={() => void failed.refetch()} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by the keyboard */}
      <section className={classes["board"]} aria-label={t("board")} tabIndex={0}>
        {STAGES.map((stage, n) => (
          <Column key={stage} stage={stage} rows={found[n]?.data ?? []} />
        ))}
      </section>
    </Page>
  );
}

function Column({ stage, rows }: { readonly stage: Stage; readonly rows: readonly ShipmentRow[] }) {
  const { t } = useTranslation("shipments");
  const { counted } = useFormat();
  const count = useQuery(countsQuery).data?.[stage];
  return (
    <Stack gap="xs" className={classes["column"]} data-stage={stage}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Title order={2} size="h5">
          {t(`stage.${stage}`)}
        </Title>
        <Text size="sm" fw={600} c="var(--quiet)">
          {count && counted(count)}
        </Text>
      </Group>
      {rows.map((row) => (
        <Parcel key={row.id} row={row} />
      ))}
      {count !== undefined && count.count > rows.length && rows.length > 0 && (
        <LinkAnchor to="/shipments" search={{ stage, view: stage }} size="sm">
          {t("boardAll", { count: count.count })}
        </LinkAnchor>
      )}
    </Stack>
  );
}

function Parcel({ row }: { readonly row: ShipmentRow }) {
  const { id, orderNumber, courierName, serviceName, carrier, trackingNumbers, createdAt } = row;
  return (
    <Paper p="xs" data-parcel-card={orderNumber}>
      <Stack gap={4} align="flex-start">
        <LinkAnchor to="/shipments/$id" params={{ id }} size="sm" fw={600} className="code">
          {orderNumber}
        </LinkAnchor>
        <ShipmentStage of={row} />
        <Text size="xs">
          <bdi>{[...new Set([courierName, serviceName ?? carrier].filter(Boolean))].join(" · ")}</bdi>
        </Text>
        {trackingNumbers.length > 0 && (
          <Text size="xs" className="code" style={{ overflowWrap: "anywhere" }}>
            <bdi>{trackingNumbers.join(", ")}</bdi>
          </Text>
        )}
        <Quiet size="xs">
          <When at={createdAt} />
        </Quiet>
      </Stack>
    </Paper>
  );
}
