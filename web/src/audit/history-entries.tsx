/** Entries of the audit trail about one thing, newest first, each with what its fields were and became. */
import { Button, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { listQuery, type RowOf } from "../data/pages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Actor } from "../ui/actor.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";
import { Changes } from "./changes.tsx";
import { Deed } from "./deed.tsx";
import type { DescribedEntry } from "./entry.ts";

const PATH = "/api/history";
const SUBJECTS = { products: "product", inventory: "variant", orders: "order", customers: "customer" } as const;

type Row = RowOf<typeof PATH>;

export interface HistoryOf {
  /** What makes it old, as of other things read about it. */
  readonly subject: keyof typeof SUBJECTS;
  readonly id: string;
}

export function HistoryEntries({ subject, id }: HistoryOf) {
  const { t } = useTranslation("audit/history");
  const { t: ofUi } = useTranslation("ui");
  const found = useInfiniteQuery(listQuery(subject, PATH, { filter: { subject: SUBJECTS[subject], subjectId: id } }));
  if (found.isError) return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <RowsSkeleton rows={3} />;
  const rows = found.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Text size="sm">{t("none")}</Text>;
  return (
    <Stack>
      {rows.map((row) => (
        <Stack key={row.seq} gap={4} data-history={row.seq}>
          <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
            <Deed entry={reportedBy(row)} />
          </Text>
          <Quiet size="xs" component="div">
            <Actor actor={row.actor} /> · <When at={row.at} />
          </Quiet>
          <Changes entry={reportedBy(row)} />
        </Stack>
      ))}
      {found.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
          style={{ alignSelf: "start" }}
        >
          {ofUi("list.more")}
        </Button>
      )}
    </Stack>
  );
}

function reportedBy({ changes, currency, ...row }: Row): DescribedEntry {
  const sides = Object.fromEntries(changes.map(({ field, before, after }) => [field, { before, after }]));
  return { ...row, details: { changes: sides, currency } };
}
