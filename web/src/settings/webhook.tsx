/** One endpoint: its state, what may be done with it, and every delivery. */
import { Alert, Button, Code, Group, Menu, Stack, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { Help } from "../help/help.tsx";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Facts } from "../ui/facts.tsx";
import { MoreMenu } from "../ui/more-menu.tsx";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { When } from "../ui/when.tsx";
import { Deliveries } from "./deliveries.tsx";
import { EndpointForm } from "./endpoint-form.tsx";
import { EndpointState } from "./endpoint-state.tsx";
import { SecretOnce } from "./secret-once.tsx";

type Endpoint = Shape<"WebhookEndpoint">;

export function Webhook() {
  const { t } = useTranslation("settings");
  const hubText = useHubMessages();
  const { endpointId } = useParams({ from: "/app/settings/webhooks/$endpointId" });
  const endpoint = useQuery(
    reading(["webhooks", endpointId], () => hub.GET("/api/webhook-endpoints/{id}", ofId(endpointId))),
  );
  if (endpoint.isPending) return <PageSkeleton />;
  const above = { label: t("sections.webhooks"), to: "/settings/webhooks" };
  if (endpoint.isError)
    return (
      <Page title={t("webhooks.endpoint")} above={above}>
        <ProblemNotice error={endpoint.error} onRetry={() => void endpoint.refetch()} />
      </Page>
    );
  const { data } = endpoint;
  return (
    <Page
      title={new URL(data.url).host}
      above={above}
      state={<EndpointState endpoint={data} />}
      actions={<EndpointActions endpoint={data} />}
    >
      {!data.enabled && data.disabledReason !== "by_hand" && (
        <Alert color="red" title={t(`webhooks.why.${data.disabledReason ?? "failing"}`)}>
          {data.lastError !== null && hubText.parts(data.lastSaid, data.lastError)}
        </Alert>
      )}
      <TwoColumns main={<Deliveries endpointId={data.id} />} side={<EndpointFacts endpoint={data} />} />
    </Page>
  );
}

function EndpointFacts({ endpoint }: { readonly endpoint: Endpoint }) {
  const { t } = useTranslation("settings");
  const when = (at: string | null) => (at === null ? "–" : <When at={at} />);
  return (
    <>
      <Card help={<Help of="webhook_endpoint" />} title={t("webhooks.facts")}>
        <Facts
          facts={[
            [
              t("webhooks.url"),
              <span key="url" className="code">
                {endpoint.url}
              </span>,
            ],
            [t("webhooks.description"), endpoint.description || "–"],
            [t("webhooks.waiting"), endpoint.waiting],
            [t("webhooks.lastSuccess"), when(endpoint.lastSuccessAt)],
            ...(endpoint.failingSince === null
              ? []
              : [[t("webhooks.failingSince"), when(endpoint.failingSince)] as const]),
            [t("keys.by"), endpoint.createdBy.replace(/^user:/, "")],
          ]}
        />
      </Card>
      <Card help={<Help of="webhook_endpoint" />} title={t("webhooks.events")}>
        <Group gap={6}>
          {endpoint.eventTypes.map((type) => (
            <Code key={type}>{type}</Code>
          ))}
        </Group>
      </Card>
      <Card help={<Help of="webhook_signature" />} title={t("webhooks.verify")}>
        <Stack gap="xs">
          <Text size="sm">{t("webhooks.verifyText")}</Text>
          <Code block fz="xs">
            {"webhook-id\nwebhook-timestamp\nwebhook-signature: v1,…"}
          </Code>
        </Stack>
      </Card>
    </>
  );
}

function EndpointActions({ endpoint }: { readonly endpoint: Endpoint }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState<"edit" | "delete" | "rotate" | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const path = ofId(endpoint.id);
  const renew = () => client.invalidateQueries({ queryKey: ["webhooks"] });
  const close = () => setOpen(null);
  const test = useAction({
    run: () => body(hub.POST("/api/webhook-endpoints/{id}/test", path)),
    done: renew,
    said: t("webhooks.testSent"),
  });
  const toggle = useAction({
    run: () => body(hub.PATCH("/api/webhook-endpoints/{id}", { ...path, body: { enabled: !endpoint.enabled } })),
    done: renew,
    said: t(endpoint.enabled ? "webhooks.nowOff" : "webhooks.nowOn"),
  });
  const rotate = useAction({
    run: () => body(hub.POST("/api/webhook-endpoints/{id}/rotate-secret", path)),
    done: (answer) => {
      close();
      setSecret(answer.secret);
    },
  });
  const remove = useAction({
    run: () => hub.DELETE("/api/webhook-endpoints/{id}", path),
    async done() {
      await navigate({ to: "/settings/webhooks" });
      await renew();
    },
    said: t("webhooks.deleted"),
  });
  return (
    <>
      <Button leftSection={<IconSend size={16} className="directed" />} {...starts(test)} disabled={!endpoint.enabled}>
        {t("webhooks.test")}
      </Button>
      <Button variant="default" {...starts(toggle)}>
        {t(endpoint.enabled ? "webhooks.switchOff" : "webhooks.switchOn")}
      </Button>
      <MoreMenu label={t("more")}>
        <Menu.Item onClick={() => setOpen("edit")}>{t("webhooks.edit")}</Menu.Item>
        <Menu.Item onClick={() => setOpen("rotate")}>{t("webhooks.rotate")}</Menu.Item>
        <Menu.Item color="red" onClick={() => setOpen("delete")}>
          {t("webhooks.delete")}
        </Menu.Item>
      </MoreMenu>
      {open === "edit" && <EndpointForm endpoint={endpoint} onClose={close} />}
      <Confirm
        isOpen={open === "rotate"}
        title={t("webhooks.rotate")}
        text={t("webhooks.rotateText")}
        label={t("webhooks.rotate")}
        action={rotate}
        onClose={close}
      />
      <Confirm
        isOpen={open === "delete"}
        title={t("webhooks.delete")}
        text={t("webhooks.deleteText")}
        label={t("webhooks.delete")}
        action={remove}
        onClose={close}
      />
      {secret !== null && (
        <SecretOnce
          title={t("webhooks.rotated")}
          label={t("webhooks.secret")}
          secret={secret}
          text={t("webhooks.secretOnce")}
          onClose={() => setSecret(null)}
        />
      )}
    </>
  );
}
