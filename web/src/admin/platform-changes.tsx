/** What platforms added to their data, left out of it or changed, for whoever looks after the connectors. */
import { Select, Stack } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { hub, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";

type Change = Shape<"AdminPlatformChange">;

export function PlatformChanges() {
  const { t } = useTranslation("admin");
  const [provider, setProvider] = useState<string | null>(null);
  const changes = useQuery(reading(["admin", "platform-changes"], () => hub.GET("/api/admin/platform-changes")));
  const items = changes.data?.items ?? [];
  const providers = [...new Set(items.map((item) => item.provider))].sort();
  const shown = provider === null ? items : items.filter((item) => item.provider === provider);
  return (
    <Card title={t("changes.title")} isFlush>
      {changes.isPending ? (
        <RowsSkeleton rows={3} />
      ) : changes.isError ? (
        <ProblemNotice error={changes.error} onRetry={() => void changes.refetch()} />
      ) : items.length === 0 ? (
        <Empty icon={IconCircleCheck} title={t("changes.none")} text={t("changes.noneText")} />
      ) : (
        <Stack gap="sm">
          {providers.length > 1 && (
            <Select
              size="xs"
              maw={260}
              mx="md"
              clearable
              aria-label={t("work.provider")}
              placeholder={t("changes.all")}
              data={providers}
              value={provider}
              onChange={setProvider}
            />
          )}
          <Rows items={shown} />
        </Stack>
      )}
    </Card>
  );
}

function Rows({ items }: { readonly items: readonly Change[] }) {
  const { t } = useTranslation("admin");
  const { number } = useFormat();
  const columns: readonly Column<Change>[] = [
    column.title("path", t("changes.field"), ({ path }) => <code dir="ltr">{path}</code>),
    column.state("problem", t("changes.what"), ({ problem, isNewField }) =>
      isNewField ? (
        <Status meaning="information">{t("changes.newField")}</Status>
      ) : (
        <Status meaning="attention">{problem}</Status>
      ),
    ),
    column.fact("provider", t("work.provider"), (item) => <code>{item.provider}</code>),
    column.plain("stores", t("organizations.stores"), ({ stores }) => number(stores), { isEnd: true }),
    column.plain("count", t("changes.times"), ({ count }) => number(count), { isEnd: true }),
    column.moment("first", t("changes.first"), ({ firstAt }) => firstAt),
    column.moment("last", t("changes.last"), ({ lastAt }) => lastAt, { onCard: "fact" }),
  ];
  return (
    <PlainList
      label={t("changes.title")}
      rows={items}
      columns={columns}
      rowKey={({ provider, path, problem }) => `${provider} ${path} ${problem}`}
    />
  );
}
