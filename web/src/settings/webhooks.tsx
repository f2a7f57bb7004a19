import { Button } from "@mantine/core";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor } from "../ui/link.ts";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";
import { EndpointForm } from "./endpoint-form.tsx";
import { EndpointState } from "./endpoint-state.tsx";
import { SettingsFrame } from "./frame.tsx";
import { endpointsQuery } from "./queries.ts";

type Endpoint = Shape<"WebhookEndpoint">;

export function Webhooks() {
  const { t } = useTranslation("settings");
  const endpoints = useQuery(endpointsQuery);
  const [isAdding, setAdding] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      {t("webhooks.add")}
    </Button>
  );
  const columns: readonly Column<Endpoint>[] = [
    {
      id: "url",
      header: t("webhooks.url"),
      onCard: "title",
      cell: ({ id, url }) => (
        <LinkAnchor
          to="/settings/webhooks/$endpointId"
          params={{ endpointId: id }}
          size="sm"
          className="code"
          style={{ overflowWrap: "anywhere" }}
        >
          {url}
        </LinkAnchor>
      ),
    },
    {
      id: "description",
      header: t("webhooks.description"),
      onCard: "fact",
      cell: ({ description }) => description || "–",
    },
    { id: "events", header: t("webhooks.events"), isEnd: true, cell: ({ eventTypes }) => eventTypes.length },
    { id: "waiting", header: t("webhooks.waiting"), onCard: "fact", isEnd: true, cell: ({ waiting }) => waiting },
    {
      id: "success",
      header: t("webhooks.lastSuccess"),
      onCard: "fact",
      cell: ({ lastSuccessAt }) => (lastSuccessAt === null ? "–" : <When at={lastSuccessAt} />),
    },
    {
      id: "state",
      header: t("team.state"),
      onCard: "state",
      cell: (endpoint) => <EndpointState endpoint={endpoint} />,
    },
  ];
  return (
    <SettingsFrame actions={endpoints.data && endpoints.data.items.length > 0 && add}>
      <Card title={t("sections.webhooks")} isFlush>
        {endpoints.isPending && <RowsSkeleton />}
        {endpoints.isError && <ProblemNotice error={endpoints.error} onRetry={() => void endpoints.refetch()} />}
        {endpoints.data?.items.length === 0 && (
          <Empty icon={IconWebhook} title={t("webhooks.emptyTitle")} text={t("webhooks.emptyText")} action={add} />
        )}
        {endpoints.data && endpoints.data.items.length > 0 && (
          <PlainList label={t("sections.webhooks")} rows={endpoints.data.items} columns={columns} />
        )}
      </Card>
      {isAdding && <EndpointForm onClose={() => setAdding(false)} />}
    </SettingsFrame>
  );
}
