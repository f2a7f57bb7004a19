/** What differs in one statement. */
import { Group, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { listQuery } from "../data/pages.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { CaseActions, useCaseColumns } from "./case-row.tsx";

const PATH = "/api/settlement-cases";

export function CasesCard({ settlementId }: { readonly settlementId: string }) {
  const { t } = useTranslation("settlements");
  const filter = { settlementId, state: "open" };
  const found = useInfiniteQuery(listQuery("settlements", PATH, { filter }));
  const columns = useCaseColumns();
  if (found.isError) return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  const rows = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card help={<Help of="difference" />} title={t("differences.title")} isFlush>
      <PlainList
        label={t("differences.title")}
        rows={rows}
        columns={columns}
        actions={(row) => <CaseActions of={row} />}
      />
      {found.hasNextPage && (
        <Group p="md">
          <Text size="sm">
            <LinkAnchor to="/settlements/differences" search={{ settlementId, state: "open" }} underline="always">
              {t("differences.title")}
            </LinkAnchor>
          </Text>
        </Group>
      )}
    </Card>
  );
}
