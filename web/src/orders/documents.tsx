/** Documents of the order on its channel: what lies with it there, and invoices that can be sent. */
import { Anchor, Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { MOST_DOCUMENT_BYTES } from "../../../src/commerce/order-documents.ts";
import { useIsDrawn } from "../data/after-first-paint.ts";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { readingItems } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { orderInvoicesQuery } from "../invoices/queries.ts";
import { starts } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { useCommand } from "./command.ts";
import type { PartProps } from "./command-dialog.ts";
import type { Order } from "./queries.ts";

/** The channel is asked while somebody waits: not with every change of the order, but when something was sent. */
const channelDocumentsQuery = (id: string, sent: number) =>
  readingItems(["channel-documents", id, sent], () => hub.GET("/api/orders/{id}/documents", ofId(id)), {
    staleTime: 60_000,
  });

const invoiceIn = ({ input }: Order["commands"][number]): unknown =>
  typeof input === "object" && input !== null ? Reflect.get(input, "invoiceId") : undefined;

const OPEN: ReadonlySet<string> = new Set(["waiting", "running"]);

export function ChannelDocuments({ order, options }: Pick<PartProps, "order" | "options">) {
  const { t } = useTranslation("orders/page");
  const canSend = options.some(({ kind, allowed }) => kind === "document" && allowed);
  const sent = order.commands.filter(({ kind, state }) => kind === "document" && state === "done").length;
  const isDrawn = useIsDrawn();
  const found = useQuery({ ...channelDocumentsQuery(order.id, sent), enabled: canSend && isDrawn });
  if (!canSend) return null;
  return (
    <Card help={<Help of="channel_document" />} title={t("documents.title", { store: order.storeName })}>
      <Stack gap="xs">
        {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
        {found.data?.length === 0 && <Quiet>{t("documents.none")}</Quiet>}
        {found.data?.map((document) => (
          <Listed key={document.key} orderId={order.id} document={document} />
        ))}
        <Unsent order={order} />
      </Stack>
    </Card>
  );
}

function Listed({
  orderId,
  document: { key, fileName, type, bytes, addedAt },
}: {
  readonly orderId: string;
  readonly document: Shape<"ChannelDocument">;
}) {
  const { t } = useTranslation("orders/page");
  const { time } = useFormat();
  const isTooLarge = bytes !== null && bytes > MOST_DOCUMENT_BYTES;
  return (
    <Stack gap={0} miw={0}>
      {isTooLarge && <bdi>{fileName}</bdi>}
      {!isTooLarge && (
        <Anchor
          href={`/api/orders/${orderId}/documents/${encodeURIComponent(key)}`}
          download={fileName}
          size="sm"
          style={{ overflowWrap: "anywhere" }}
        >
          <bdi>{fileName}</bdi>
        </Anchor>
      )}
      {isTooLarge && <Quiet size="xs">{t("documents.tooLarge")}</Quiet>}
      <Quiet size="xs">
        <bdi>{type}</bdi>
        {addedAt !== null && ` · ${time(addedAt)}`}
      </Quiet>
    </Stack>
  );
}

/** Invoices and credit notes that the channel was not sent, or did not take. */
function Unsent({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  const { data } = useQuery(orderInvoicesQuery(order.id));
  const send = useCommand(order, {
    run: (invoiceId: string) =>
      body(hub.POST("/api/orders/{id}/documents", { ...ofId(order.id), body: { invoiceId } })),
    isQuietFailure: false,
  });
  if (!may("act_on_orders") || data === undefined) return null;
  const gone = new Set(
    order.commands
      .filter(({ kind, state }) => kind === "document" && (state === "done" || OPEN.has(state)))
      .map(invoiceIn),
  );
  const unsent = data.papers.filter(({ id }) => !gone.has(id));
  if (unsent.length === 0) return null;
  return (
    <Group gap="xs">
      {unsent.map(({ id, number }) => (
        <Button key={id} size="xs" variant="default" {...starts(send, id)}>
          {t("documents.send", { number })}
        </Button>
      ))}
    </Group>
  );
}
