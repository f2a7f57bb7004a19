/** Labels, packing slips and invoices of chosen orders or of a batch, as one file in packing order. */
import { Alert, Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { batchQuery } from "../data/batch.ts";
import { body, hub, problemOf, type Shape } from "../data/hub.ts";
import { printQueueQuery } from "../data/print-queue.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { languageShown } from "../i18n/language.ts";
import { useTranslation } from "../i18n/translation.ts";
import { chosenOrders, saveChosen } from "../orders/chosen.ts";
import { choiceOf, saveChoice } from "../storage/choices.ts";
import { type Action, useAction } from "../ui/action.ts";
import { boundTick } from "../ui/field.ts";
import { openFile } from "../ui/hand-over.ts";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Page } from "../ui/page.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";
import { UnreadPage } from "../ui/unread-page.tsx";
import { When } from "../ui/when.tsx";
import { useStoredChoice } from "./label-format.ts";

const FORMATS = ["a4", "a6", "4x6"] as const;
const KINDS = ["label", "slip", "invoice"] as const;
type Kind = (typeof KINDS)[number];
/** Orders a file takes. */
const FILE = 100;
const KEPT_KINDS = "argosy.parcelPapers";

const onePart = async (ids: readonly string[]) =>
  (await body(hub.GET("/api/shipments/papers/contents", { params: { query: { orderIds: ids.join(",") } } }))).items;
type Queued = Shape<"QueuedPapers">;
type Contents = Awaited<ReturnType<typeof onePart>>[number];

const partsOf = <One,>(all: readonly One[]): readonly (readonly One[])[] =>
  Array.from({ length: Math.ceil(all.length / FILE) }, (_, n) => all.slice(n * FILE, (n + 1) * FILE));

/** Read again with shipments: labels come in while the page is open. */
const contentsQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ["shipments", "papers", ids],
    queryFn: async () => (await Promise.all(partsOf(ids).map(onePart))).flat(),
  });

/** What the address names: an order, a batch, or else what was chosen in the list. */
const useNamed = () =>
  useSearch({ strict: false }) as { readonly order?: string; readonly batch?: string; readonly queue?: string };

export function ParcelDocuments() {
  const { order, batch, queue } = useNamed();
  const chosen = useMemo(() => (order === undefined ? chosenOrders() : [order]), [order]);
  const orders = useTranslation("orders").t;
  if (queue !== undefined) return <QueuedPapers />;
  if (batch !== undefined) return <BatchDocuments id={batch} />;
  const above =
    order === undefined ? { label: orders("title"), to: "/orders" } : { label: orders("one"), to: `/orders/${order}` };
  return <PrintedDocuments ids={chosen} above={above} />;
}

/** By tote, without those that left the batch. */
function BatchDocuments({ id }: { readonly id: string }) {
  const { t } = useTranslation("shipping");
  const found = useQuery(batchQuery(id));
  const above = { label: t("print.batch"), to: `/orders/batches/${id}` };
  if (!found.isSuccess) return <UnreadPage found={found} title={t("papers.title")} above={above} />;
  return (
    <PrintedDocuments
      ids={found.data.items.filter(({ step }) => step !== "left").map(({ orderId }) => orderId)}
      above={above}
      next={
        found.data.state === "open" && (
          <LinkButton to="/orders/picking" search={{ batch: id }} variant="default">
            {t("print.picking")}
          </LinkButton>
        )
      }
    />
  );
}

const nameOf = ({ papers }: Queued) => KINDS.filter((kind) => papers.includes(kind)).join(" ");

/** What automations put in line, by which papers of it are printed. */
function QueuedPapers() {
  const { t } = useTranslation("shipping");
  const found = useQuery(printQueueQuery);
  const above = { label: t("papers.shipments"), to: "/shipments" };
  const [chosen, setChosen] = useState<string>();
  if (!found.isSuccess) return <UnreadPage found={found} title={t("papers.queue")} above={above} />;
  const groups = [...Map.groupBy(found.data, nameOf)];
  const [name = "", queued = []] = groups.find(([each]) => each === chosen) ?? groups[0] ?? [];
  if (queued.length === 0)
    return (
      <Page title={t("papers.queue")} above={above}>
        <Text size="sm">{t("papers.queueEmpty")}</Text>
      </Page>
    );
  const kinds = KINDS.filter((kind) => name.split(" ").includes(kind));
  const textsOf = (each: string) =>
    KINDS.flatMap((kind) => (each.split(" ").includes(kind) ? t(`papers.kinds.${kind}`) : [])).join(" + ");
  return (
    <PrintedDocuments
      key={name}
      ids={queued.map(({ orderId }) => orderId)}
      above={above}
      queue={{
        kinds,
        chooser: groups.length > 1 && (
          <OneOf
            label={t("papers.queue")}
            w={260}
            options={groups.map(([value, of]) => ({ value, label: `${textsOf(value)} (${of.length})` }))}
            value={name}
            onChange={setChosen}
          />
        ),
      }}
    />
  );
}

interface DocumentsProps {
  readonly ids: readonly string[];
  readonly above: { readonly label: string; readonly to: string };
  /** What follows. */
  readonly next?: ReactNode;
  /** Of the print queue: which papers, and what chooses others. */
  readonly queue?: { readonly kinds: readonly Kind[]; readonly chooser: ReactNode };
}

function PrintedDocuments({ ids, above, next, queue }: DocumentsProps) {
  const { t } = useTranslation("shipping");
  const { number } = useFormat();
  const found = useQuery(contentsQuery(ids));
  const [format, setFormat] = useStoredChoice("argosy.parcelPaper", FORMATS);
  const own = useKinds();
  const kinds = queue?.kinds ?? own.kinds;
  const print = usePrint(kinds, { paper: format, isQueue: queue !== undefined });
  if (found.isPending) return <PageSkeleton />;
  const orders = found.data ?? [];
  const parts = partsOf(orders);
  return (
    <Page
      title={t(queue === undefined ? "papers.title" : "papers.queue")}
      above={above}
      actions={
        <>
          {next}
          {parts.map((part, n) => (
            <Button
              key={part[0]?.orderId}
              leftSection={<IconPrinter size={16} />}
              variant={n === 0 ? "filled" : "default"}
              disabled={kinds.length === 0}
              loading={print.isRunning}
              onClick={() => print.start(part.map(({ orderId }) => orderId))}
            >
              {parts.length === 1
                ? t("papers.print", { count: part.length })
                : t("papers.printPart", { from: number(n * FILE + 1), to: number(n * FILE + part.length) })}
            </Button>
          ))}
        </>
      }
    >
      <Stack gap="sm">
        {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
        {found.data?.length === 0 && <Text size="sm">{t("print.none")}</Text>}
        <Group align="flex-end" gap="lg">
          <OneOf
            label={t("print.paper")}
            w={180}
            options={FORMATS.map((value) => ({ value, label: t(`papers.size.${value}`) }))}
            value={format}
            onChange={setFormat}
          />
          {queue === undefined ? <KindChoice {...own} /> : queue.chooser}
          {queue !== undefined && <Unqueue ids={ids} />}
        </Group>
        {kinds.includes("label") && <Unlabelled orders={orders} />}
        {kinds.includes("invoice") && <Uninvoiced orders={orders} />}
        {orders.length > 0 && <Contained orders={orders} />}
      </Stack>
    </Page>
  );
}

function KindChoice({ kinds, setKinds }: ReturnType<typeof useKinds>) {
  const { t } = useTranslation("shipping");
  return KINDS.map((kind) => (
    <Checkbox
      key={kind}
      pb={8}
      label={t(`papers.kinds.${kind}`)}
      {...boundTick(kinds.includes(kind), (isOn) =>
        setKinds(KINDS.filter((one) => (one === kind ? isOn : kinds.includes(one)))),
      )}
    />
  ));
}

/** Empties what is shown of the queue, unprinted. */
function Unqueue({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation("shipping");
  const { may } = useSession();
  const remove = useAction({
    run: async () => {
      for (const part of partsOf(ids))
        await body(hub.POST("/api/shipments/print-queue/remove", { body: { orderIds: [...part] } }));
    },
    renews: [printQueueQuery.queryKey],
  });
  if (!may("pack_orders")) return null;
  return (
    <Button variant="default" loading={remove.isRunning} onClick={() => remove.start()}>
      {t("papers.unqueue", { count: ids.length })}
    </Button>
  );
}

/** All three at first, then what this browser printed last. */
function useKinds() {
  const [kinds, set] = useState<readonly Kind[]>(() => {
    const stored = choiceOf(KEPT_KINDS)?.split(" ");
    return stored === undefined ? KINDS : KINDS.filter((kind) => stored.includes(kind));
  });
  const setKinds = (next: readonly Kind[]) => {
    saveChoice(KEPT_KINDS, next.join(" "));
    set(next);
  };
  return { kinds, setKinds };
}

/** The file of what is printed. Throws Problem where the hub does not give it. */
async function fileOf(requested: URLSearchParams): Promise<Blob> {
  const answer = await fetch(`/api/shipments/papers?${requested}`, { headers: { "accept-language": languageShown() } });
  if (!answer.ok) throw await problemOf(answer);
  return answer.blob();
}

/** Opens the file, and has the hub note what of it was printed once it is there. */
function usePrint(
  kinds: readonly Kind[],
  { paper, isQueue }: { readonly paper: string; readonly isQueue: boolean },
): Action<readonly string[], void> {
  const print = useAction({
    async run(orderIds: readonly string[]) {
      openFile(await fileOf(new URLSearchParams({ orderIds: orderIds.join(","), include: kinds.join(","), paper })));
      const sent = { orderIds: [...orderIds] };
      if (isQueue)
        await body(hub.POST("/api/shipments/print-queue/printed", { body: { ...sent, papers: [...kinds] } }));
      else if (kinds.includes("label")) await body(hub.POST("/api/shipments/printed", { body: sent }));
    },
    renews: [["orders"], ["shipments"]],
  });
  return print;
}

interface OrdersProps {
  readonly orders: readonly Contents[];
}

function Unlabelled({ orders }: OrdersProps) {
  const { t } = useTranslation("shipping");
  const { may } = useSession();
  const navigate = useNavigate();
  const lacking = orders.filter(({ parcels, labels }) => parcels === 0 || labels < parcels);
  const unbooked = lacking.filter(({ parcels }) => parcels === 0).map(({ orderId }) => orderId);
  if (lacking.length === 0) return null;
  return (
    <Alert color="yellow" data-unlabelled>
      <Group justify="space-between">
        <Text size="sm">{t("papers.noLabel", { count: lacking.length })}</Text>
        {unbooked.length > 0 && may("act_on_orders") && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              saveChosen(unbooked);
              void navigate({ to: "/orders/book" });
            }}
          >
            {t("papers.book", { count: unbooked.length })}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

/** An invoice takes a number and cannot be changed: it is issued on request, never by printing. */
function Uninvoiced({ orders }: OrdersProps) {
  const { t } = useTranslation("shipping");
  const { may } = useSession();
  const issue = useAction({
    run: async (ids: readonly string[]) => {
      const results = [];
      for (const part of partsOf(ids))
        results.push(...(await body(hub.POST("/api/invoices", { body: { orderIds: [...part] } }))).results);
      return results.filter(({ error }) => error !== undefined).length;
    },
    renews: [["shipments", "papers"], ["invoices"], ["orders"]],
    said: (refused) => (refused === 0 ? t("papers.issued") : t("papers.issuedSome", { count: refused })),
  });
  const lacking = orders.filter(({ invoiceId }) => invoiceId === null).map(({ orderId }) => orderId);
  if (lacking.length === 0) return null;
  return (
    <Alert color="blue" data-uninvoiced>
      <Group justify="space-between">
        <Text size="sm">{t("papers.noInvoice", { count: lacking.length })}</Text>
        {may("act_on_orders") && (
          <Button size="xs" variant="default" loading={issue.isRunning} onClick={() => issue.start(lacking)}>
            {t("papers.issue", { count: lacking.length })}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

function Contained({ orders }: OrdersProps) {
  const { t } = useTranslation("shipping");
  const { number } = useFormat();
  return (
    <PlainList<Contents>
      label={t("papers.title")}
      rows={orders}
      rowKey={({ orderId }) => orderId}
      columns={(make) => [
        make.title("order", t("columns.order"), ({ number: order, orderId, tote }) => (
          <Group gap="xs" wrap="nowrap" data-papers={order}>
            {tote !== null && <b>{t("print.tote", { tote: number(tote) })}</b>}
            <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" className="code nowrap">
              {order}
            </LinkAnchor>
          </Group>
        )),
        make.state("label", t("papers.kinds.label"), ({ parcels, labels }) => (
          <Status meaning={parcels > 0 && labels === parcels ? "good" : "waiting"}>
            {parcels === 0
              ? t("papers.notBooked")
              : t("papers.labels", { count: parcels, labels: number(labels), parcels: number(parcels) })}
          </Status>
        )),
        make.fact("invoice", t("papers.invoice"), ({ invoiceNumber }) =>
          invoiceNumber === null ? <Quiet>{t("papers.none")}</Quiet> : <bdi className="code">{invoiceNumber}</bdi>,
        ),
        make.fact("printed", t("papers.printed"), ({ printedAt }) =>
          printedAt === null ? <Quiet>{t("papers.never")}</Quiet> : <When at={printedAt} />,
        ),
      ]}
    />
  );
}
