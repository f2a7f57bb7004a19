import { Button } from "@mantine/core";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
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
    column.title("url", t("webhooks.url"), ({ id, url }) => (
      <LinkAnchor
        to="/settings/webhooks/$endpointId"
        params={{ endpointId: id }}
        size="sm"
        className="code"
        style={{ overflowWrap: "anywhere" }}
      >
        {url}
      </LinkAnchor>
    )),
    column.fact("description", t("webhooks.description"), ({ description }) => description || "–"),
    column.plain("events", t("webhooks.events"), ({ eventTypes }) => eventTypes.length, { isEnd: true }),
    column.figure("waiting", t("webhooks.waiting"), ({ waiting }) => waiting),
    column.moment("success", t("webhooks.lastSuccess"), ({ lastSuccessAt }) => lastSuccessAt, { onCard: "fact" }),
    column.state("state", t("team.state"), (endpoint) => <EndpointState endpoint={endpoint} />),
  ];
  return (
    <SettingsFrame actions={endpoints.data && endpoints.data.items.length > 0 && add}>
      <Card help={<Help of="webhook_endpoint" />} title={t("sections.webhooks")} isFlush>
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
