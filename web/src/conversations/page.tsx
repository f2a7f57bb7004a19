/** One conversation: what was written, and the reply. */
import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { personOf } from "../ui/actor.tsx";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { boundText } from "../ui/field.ts";
import { LinkAnchor } from "../ui/link.ts";
import { NoteInput } from "../ui/note-input.tsx";
import { Page } from "../ui/page.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { UnreadPage } from "../ui/unread-page.tsx";
import { When } from "../ui/when.tsx";
import { type Conversation, conversationQuery, MEANING, progressOf, type Reply } from "./queries.ts";

/** A reply is sent within seconds. */
const REFETCH_MS = 3_000;
const isUnderWay = ({ state }: Reply): boolean => state === "pending" || state === "sending";

export function ConversationPage({ id }: { readonly id: string }) {
  const { t } = useTranslation("alerts");
  const found = useQuery({
    ...conversationQuery(id),
    refetchInterval: ({ state }) => (state.data?.replies.some(isUnderWay) ? REFETCH_MS : false),
  });
  const above = { label: t("conversations.title"), to: "/inbox/messages" };
  if (!found.isSuccess) return <UnreadPage found={found} title={t("conversations.title")} above={above} />;
  const one = found.data;
  const progress = progressOf(one);
  return (
    <Page
      title={one.subject || t(`conversations.kind.${one.kind}`)}
      above={above}
      state={<Status meaning={MEANING[progress]}>{t(`conversations.progress.${progress}`)}</Status>}
      actions={<Done one={one} />}
    >
      <TwoColumns
        main={
          <Stack gap="md">
            <Written one={one} />
            <ReplyForm one={one} />
          </Stack>
        }
        side={<Side one={one} />}
      />
    </Page>
  );
}

function useChanged() {
  const client = useQueryClient();
  return async (now: Conversation) => {
    client.setQueryData(conversationQuery(now.id).queryKey, now);
    await client.invalidateQueries({ queryKey: ["alerts"] });
  };
}

function Done({ one }: { readonly one: Conversation }) {
  const { t } = useTranslation("alerts");
  const { may } = useSession();
  const changed = useChanged();
  const done = one.doneAt === null;
  const mark = useAction({
    run: () => body(hub.PATCH("/api/conversations/{id}", { ...ofId(one.id), body: { done } })),
    done: changed,
  });
  if (!may("act_on_orders") || one.state === "closed") return null;
  return (
    <Button variant="default" {...starts(mark)}>
      {t(done ? "conversations.markDone" : "conversations.reopen")}
    </Button>
  );
}

function Written({ one }: { readonly one: Conversation }) {
  const { t } = useTranslation("alerts");
  const replies = one.replies.filter(({ state }) => state !== "sent" && state !== "dropped");
  return (
    <Stack gap="xs" component="ol" p={0} m={0} style={{ listStyle: "none" }} aria-label={t("conversations.messages")}>
      {one.messages.length === 0 && (
        <li>
          <Quiet>{t("conversations.noMessages")}</Quiet>
        </li>
      )}
      {one.messages.map(({ key, at, from, author, text, attachments }) => (
        <Paper
          key={key}
          component="li"
          p="sm"
          withBorder
          ms={from === "seller" ? "xl" : 0}
          me={from === "seller" ? 0 : "xl"}
        >
          <Group justify="space-between" gap="xs">
            <Text size="sm" fw={600}>
              <bdi>{author ?? t(`conversations.from.${from}`)}</bdi>
            </Text>
            <Quiet size="xs" component="span">
              <When at={at} />
            </Quiet>
          </Group>
          <Text size="sm" dir="auto" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {text}
          </Text>
          {attachments.length > 0 && (
            <Quiet size="xs">{t("conversations.attachments", { names: attachments.filter(Boolean).join(", ") })}</Quiet>
          )}
        </Paper>
      ))}
      {replies.map((reply) => (
        <OpenReply key={reply.id} conversationId={one.id} reply={reply} />
      ))}
    </Stack>
  );
}

const REPLY_MEANING = {
  pending: "waiting",
  sending: "waiting",
  sent: "good",
  refused: "failed",
  unconfirmed: "attention",
  dropped: "neutral",
} as const;

function OpenReply({ conversationId, reply }: { readonly conversationId: string; readonly reply: Reply }) {
  const { t } = useTranslation("alerts");
  const { may } = useSession();
  const changed = useChanged();
  const settle = useAction({
    run: (action: "again" | "drop") =>
      body(
        hub.POST("/api/conversations/{id}/replies/{replyId}/settle", {
          params: { path: { id: conversationId, replyId: reply.id } },
          body: { action },
        }),
      ),
    done: changed,
  });
  const mayAct = may("act_on_orders");
  return (
    <Paper component="li" p="sm" withBorder ms="xl">
      <Group justify="space-between" gap="xs">
        <Status meaning={REPLY_MEANING[reply.state]}>{t(`conversations.reply.${reply.state}`)}</Status>
        <Quiet size="xs" component="span">
          <When at={reply.requestedAt} />
        </Quiet>
      </Group>
      <Text size="sm" dir="auto" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {reply.text}
      </Text>
      {reply.error !== null && (
        <Quiet size="xs">
          <HubText text={reply.error} />
        </Quiet>
      )}
      {mayAct && (
        <Group gap="xs" mt="xs">
          {!isUnderWay(reply) && (
            <Button size="compact-sm" variant="default" {...starts(settle, "again")}>
              {t("conversations.sendAgain")}
            </Button>
          )}
          <Button size="compact-sm" variant="subtle" {...starts(settle, "drop")}>
            {t("conversations.drop")}
          </Button>
        </Group>
      )}
    </Paper>
  );
}

function ReplyForm({ one }: { readonly one: Conversation }) {
  const { t } = useTranslation("alerts");
  const { may } = useSession();
  const [text, setText] = useState("");
  const changed = useChanged();
  const send = useAction({
    run: () => body(hub.POST("/api/conversations/{id}/replies", { ...ofId(one.id), body: { text: text.trim() } })),
    done: async (now: Conversation) => {
      setText("");
      await changed(now);
    },
  });
  if (one.state === "closed" || !may("act_on_orders")) return null;
  if (!one.canReply) return <Quiet>{t(`conversations.answerThere.${one.kind}`)}</Quiet>;
  return (
    <Stack gap="xs">
      <NoteInput label={t("conversations.yourReply")} maxLength={50_000} {...boundText(text, setText)} />
      <Group justify="flex-end">
        <Button {...starts(send)} disabled={text.trim() === ""}>
          {t("conversations.send")}
        </Button>
      </Group>
    </Stack>
  );
}

function Side({ one }: { readonly one: Conversation }) {
  const { t } = useTranslation("alerts");
  return (
    <Card title={t("conversations.facts")}>
      <Facts
        facts={[
          [t("conversations.columns.kind"), t(`conversations.kind.${one.kind}`)],
          [t("conversations.columns.store"), one.storeName],
          ...(one.orderNumber === null
            ? []
            : ([[t("conversations.columns.order"), <OrderOf key="order" one={one} />]] as const)),
          ...(one.buyer === null ? [] : ([[t("conversations.buyer"), one.buyer]] as const)),
          ...(one.reason === null ? [] : ([[t("conversations.reason"), one.reason]] as const)),
          ...(one.amountMinor === null || one.currency === null
            ? []
            : ([
                [t("conversations.amount"), <Amount key="amount" minor={one.amountMinor} currency={one.currency} />],
              ] as const)),
          ...(one.respondBy === null
            ? []
            : ([[t("conversations.columns.respondBy"), <When key="by" at={one.respondBy} isExact />]] as const)),
          [t("conversations.opened"), <When key="opened" at={one.openedAt} isExact />],
          [t("conversations.columns.changed"), <When key="changed" at={one.changedAt} isExact />],
          ...(one.doneBy === null ? [] : ([[t("conversations.doneBy"), personOf(one.doneBy, "")]] as const)),
        ]}
      />
    </Card>
  );
}

function OrderOf({ one: { orderId, orderNumber } }: { readonly one: Conversation }) {
  if (orderId === null) return <bdi className="code">{orderNumber}</bdi>;
  return (
    <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" className="code">
      {orderNumber}
    </LinkAnchor>
  );
}
