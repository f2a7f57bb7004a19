/** What was and will be sent to an endpoint; a row opens to its attempts and its body. */
import { Button, Code, Group, Stack, Table, Text, Title } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Empty } from "../ui/empty.tsx";
import { Facts } from "../ui/facts.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { SideDrawer } from "../ui/side-drawer.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";
import { DeliveryStatus } from "./endpoint-state.tsx";

type Delivery = Shape<"WebhookDelivery">;

export function Deliveries({ endpointId }: { readonly endpointId: string }) {
  const { t } = useTranslation("settings");
  const [open, setOpen] = useState<Delivery | null>(null);
  const columns: readonly Column<Delivery>[] = [
    column.title("type", t("webhooks.event"), ({ type }) => <code>{type}</code>),
    column.when("at", t("webhooks.happened"), ({ happenedAt }) => happenedAt, { onCard: "fact" }),
    column.plain("attempts", t("webhooks.attempts"), ({ attempts }) => attempts, { isEnd: true }),
    column.fact("answer", t("webhooks.answer"), (delivery) => <Answer delivery={delivery} />),
    column.state("state", t("team.state"), ({ state }) => <DeliveryStatus state={state} />),
  ];
  return (
    <>
      <ListScreen
        subject="webhooks"
        path="/api/webhook-endpoints/{id}/deliveries"
        params={{ id: endpointId }}
        label={t("webhooks.deliveries")}
        isFile
        columns={columns}
        nameOf="type"
        onOpen={setOpen}
        filters={[
          choice("state", t("team.state"), ["waiting", "delivered", "failed"], (value) =>
            t(`webhooks.states.${value}`),
          ),
          { name: "type", label: t("webhooks.event"), kind: "text", placeholder: "order.updated" },
          ...days(t("webhooks.queuedFrom"), t("webhooks.queuedBefore")),
        ]}
        tools={<SendFailedAgain endpointId={endpointId} />}
        empty={<Empty icon={IconSend} title={t("webhooks.nothingSent")} text={t("webhooks.nothingSentText")} />}
      />
      <SideDrawer of={open} size="lg" title={({ type }) => <code>{type}</code>} onClose={() => setOpen(null)}>
        {({ id }) => <DeliveryDetail endpointId={endpointId} id={id} />}
      </SideDrawer>
    </>
  );
}

function Answer({
  delivery,
}: {
  readonly delivery: Pick<Delivery, "lastStatus" | "lastError" | "lastSaid" | "dueAt" | "state">;
}) {
  const hubText = useHubMessages();
  const { t } = useTranslation("settings");
  if (delivery.state === "delivered") return <>{delivery.lastStatus}</>;
  return (
    <Stack gap={0}>
      <Text size="sm">{delivery.lastError === null ? "–" : hubText.parts(delivery.lastSaid, delivery.lastError)}</Text>
      {delivery.dueAt !== null && delivery.lastError !== null && (
        <Quiet size="xs" component="div">
          {t("webhooks.nextTry")} <When at={delivery.dueAt} isDue />
        </Quiet>
      )}
    </Stack>
  );
}

const DAY_MS = 86_400_000;

function SendFailedAgain({ endpointId }: { readonly endpointId: string }) {
  const { t } = useTranslation("settings");
  const again = useAction({
    run: () =>
      body(
        hub.POST("/api/webhook-endpoints/{id}/redeliver", {
          ...ofId(endpointId),
          body: { failedSince: new Date(Date.now() - 30 * DAY_MS).toISOString() },
        }),
      ),
    renews: [["webhooks"]],
    said: ({ queued }) => t("webhooks.queued", { number: queued }),
  });
  return (
    <Button variant="default" {...starts(again)}>
      {t("webhooks.sendFailed")}
    </Button>
  );
}

function DeliveryDetail({ endpointId, id }: { readonly endpointId: string; readonly id: string }) {
  const { t } = useTranslation("settings");
  const path = { params: { path: { id: endpointId, deliveryId: id } } };
  const delivery = useQuery(
    reading(["webhooks", endpointId, id], () => hub.GET("/api/webhook-endpoints/{id}/deliveries/{deliveryId}", path)),
  );
  const again = useAction({
    run: () => body(hub.POST("/api/webhook-endpoints/{id}/deliveries/{deliveryId}/redeliver", path)),
    renews: [["webhooks"]],
    said: t("webhooks.testSent"),
  });
  if (delivery.isPending) return <RowsSkeleton />;
  if (delivery.isError) return <ProblemNotice error={delivery.error} onRetry={() => void delivery.refetch()} />;
  const { data } = delivery;
  return (
    <Stack>
      <Group justify="space-between">
        <DeliveryStatus state={data.state} />
        <Button size="xs" variant="default" {...starts(again)}>
          {t("webhooks.sendAgain")}
        </Button>
      </Group>
      <Facts
        facts={[
          ["webhook-id", <code key="id">{data.id}</code>],
          [t("webhooks.happened"), <When key="at" at={data.happenedAt} isExact />],
          ...(data.dueAt === null
            ? []
            : [[t("webhooks.nextTry"), <When key="due" at={data.dueAt} isExact />] as const]),
        ]}
      />
      <Title order={3}>{t("webhooks.attempts")}</Title>
      {data.history.length === 0 ? <Quiet>{t("webhooks.notTried")}</Quiet> : <Attempts history={data.history} />}
      <Title order={3}>{t("webhooks.payload")}</Title>
      <Quiet size="xs">{t("webhooks.payloadHelp")}</Quiet>
      <Code block fz="xs" mah={420} style={{ overflow: "auto" }}>
        {JSON.stringify(JSON.parse(data.payload), null, 2)}
      </Code>
    </Stack>
  );
}

function Attempts({ history }: { readonly history: Shape<"WebhookDeliveryDetail">["history"] }) {
  const hubText = useHubMessages();
  const { t } = useTranslation("settings");
  return (
    <Table aria-label={t("webhooks.attempts")}>
      <Table.Tbody>
        {history.toReversed().map((attempt) => (
          <Table.Tr key={attempt.number}>
            <Table.Td>{attempt.number}</Table.Td>
            <Table.Td>
              <When at={attempt.at} />
            </Table.Td>
            <Table.Td>{attempt.error === null ? attempt.status : hubText.parts(attempt.said, attempt.error)}</Table.Td>
            <Table.Td style={{ textAlign: "end" }} className="nowrap">
              <bdi dir="ltr">{attempt.durationMs} ms</bdi>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
