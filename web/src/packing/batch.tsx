/** One batch: its orders by tote, how far picking and packing are, and what has left it. */
import { Alert, Group, Menu, Progress, Stack, Text, TextInput } from "@mantine/core";
import {
  IconBarcode,
  IconListCheck,
  IconPencil,
  IconPlayerStop,
  IconPrinter,
  IconTrash,
  IconTruckDelivery,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { batchQuery } from "../data/batch.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { OrderState } from "../orders/state.tsx";
import { useAction, useFormAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { Card } from "../ui/card.tsx";
import { ConfirmAction } from "../ui/confirm.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import { fieldsOf } from "../ui/field.ts";
import { IconAction } from "../ui/icon-action.tsx";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import { MoreMenu } from "../ui/more-menu.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { Page } from "../ui/page.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { UnreadPage } from "../ui/unread-page.tsx";
import { When } from "../ui/when.tsx";
import { BatchState, BatchStep } from "./batch-state.tsx";
import { type Batch, membersOffered, membersQuery, recordOf } from "./queries.ts";

type Order = Batch["items"][number];
const BATCHES = [["pick-batches"]] as const;

export function BatchPage() {
  const { t } = useTranslation("packing");
  const { id = "" } = useParams({ strict: false });
  const found = useQuery(batchQuery(id));
  const above = { label: t("title"), to: "/orders/batches" };
  if (!found.isSuccess) return <UnreadPage found={found} title={t("one")} above={above} />;
  const batch = found.data;
  return (
    <Page
      title={t("numbered", { number: batch.number })}
      above={above}
      state={<BatchState state={batch.state} />}
      actions={<Actions batch={batch} />}
    >
      <LeftNotice batch={batch} />
      <TwoColumns main={<Orders batch={batch} />} side={<About batch={batch} />} />
    </Page>
  );
}

function Actions({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation("packing");
  const { may } = useSession();
  const [requested, setRequested] = useState<"edit" | "finish" | null>(null);
  const mayAct = may("pack_orders") && batch.state === "open";
  const close = () => setRequested(null);
  const search = { batch: batch.id };
  return (
    <>
      {mayAct && (
        <LinkButton to="/orders/verify" search={search} leftSection={<IconBarcode size={16} />}>
          {t("pack")}
        </LinkButton>
      )}
      {batch.state === "open" && (
        <LinkButton to="/orders/picking" search={search} variant="default" leftSection={<IconListCheck size={16} />}>
          {t("picking")}
        </LinkButton>
      )}
      {mayAct && may("act_on_orders") && (
        <LinkButton to="/orders/book" search={search} variant="default" leftSection={<IconTruckDelivery size={16} />}>
          {t("book")}
        </LinkButton>
      )}
      <LinkButton to="/orders/papers" search={search} variant="default" leftSection={<IconPrinter size={16} />}>
        {t("papers")}
      </LinkButton>
      {mayAct && (
        <MoreMenu label={t("more")}>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setRequested("edit")}>
            {t("edit")}
          </Menu.Item>
          <Menu.Item leftSection={<IconPlayerStop size={16} />} onClick={() => setRequested("finish")}>
            {t("finish")}
          </Menu.Item>
        </MoreMenu>
      )}
      {requested === "edit" && <EditBatch batch={batch} onClose={close} />}
      {requested === "finish" && (
        <ConfirmAction
          title={t("finish")}
          text={t("finishText", { count: batch.orders - batch.packed })}
          label={t("finish")}
          run={() => body(hub.POST("/api/pick-batches/{id}/finish", ofId(batch.id)))}
          renews={BATCHES}
          onClose={close}
        />
      )}
    </>
  );
}

/** Whose items go back to the shelf. */
function LeftNotice({ batch }: { readonly batch: Batch }) {
  const left = batch.items.filter(({ step }) => step === "left");
  if (batch.state !== "open") return null;
  return (
    <>
      {left.length > 0 && <LeftOrders left={left} />}
      {batch.toPutBack.length > 0 && <ToPutBack batch={batch} />}
    </>
  );
}

function LeftOrders({ left }: { readonly left: readonly Order[] }) {
  const { t } = useTranslation("packing");
  const orders = useTranslation("orders").t;
  return (
    <Alert color="yellow" role="status" title={t("leftTitle", { count: left.length })}>
      {left.map(({ orderId, number, tote, state }) => (
        <Text size="sm" key={orderId} data-left={number}>
          {t("leftOne", { tote, number, state: orders(`state.${state}`) })}
        </Text>
      ))}
    </Alert>
  );
}

/** Item by item: also those edited out of an order that stays. */
function ToPutBack({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation("packing");
  return (
    <Alert color="yellow" role="note" title={t("putBack")}>
      {batch.toPutBack.map(({ lineId, sku, title, units, tote, number }) => (
        <Text size="sm" key={lineId} data-put-back={sku ?? title}>
          {t("putBackOne", { tote, number, units, title })} <bdi className="code">{sku}</bdi>
        </Text>
      ))}
    </Alert>
  );
}

function Orders({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation("packing");
  const orders = useTranslation("orders").t;
  const { number } = useFormat();
  const { may } = useSession();
  const remove = useAction({
    run: (orderId: string) =>
      body(hub.DELETE("/api/pick-batches/{id}/orders/{orderId}", { params: { path: { id: batch.id, orderId } } })),
    renews: BATCHES,
  });
  const mayRemove = may("pack_orders") && batch.state === "open";
  return (
    <Card title={orders("title")} isFlush>
      <PlainList<Order>
        label={orders("title")}
        rows={batch.items}
        rowKey={({ orderId }) => orderId}
        columns={(make) => [
          make.title("tote", t("columns.tote"), ({ tote, number: order, orderId, usesStock }) => (
            <>
              <Group gap="xs" wrap="nowrap">
                <b>{number(tote)}</b>
                <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" className="code nowrap">
                  {order}
                </LinkAnchor>
              </Group>
              {!usesStock && <Quiet size="xs">{t("notCounted")}</Quiet>}
            </>
          )),
          make.state("step", t("columns.step"), ({ step, state }) =>
            step === "left" ? <OrderState state={state} shortUnits={0} /> : <BatchStep step={step} />,
          ),
          make.fact("channel", orders("columns.store"), ({ storeName }) => <bdi>{storeName ?? orders("here")}</bdi>),
          make.figure("units", t("columns.units"), ({ units }) => number(units)),
          make.fact("packed", t("columns.packedBy"), ({ packedAt, packedBy }) =>
            packedAt === null || packedBy === null ? (
              "–"
            ) : (
              <>
                <Actor actor={packedBy} /> <When at={packedAt} />
              </>
            ),
          ),
        ]}
        {...(mayRemove && {
          actions: ({ orderId, number: order, step }: Order) =>
            step !== "packed" && (
              <IconAction
                icon={IconTrash}
                label={t("remove", { number: order })}
                disabled={remove.isRunning}
                onClick={() => remove.start(orderId)}
              />
            ),
        })}
      />
    </Card>
  );
}

function About({ batch }: { readonly batch: Batch }) {
  const { t } = useTranslation("packing");
  const { number } = useFormat();
  const bar = (done: number) => (100 * done) / Math.max(batch.orders, 1);
  const of = (done: number) => t("of", { done: number(done), all: number(batch.orders) });
  return (
    <Card title={t("progress")}>
      <Stack gap="sm">
        {(["picked", "packed"] as const).map((step) => (
          <div key={step} data-progress={step}>
            <Group justify="space-between">
              <Text size="sm">{t(`steps.${step}`)}</Text>
              <Text size="sm">{of(batch[step])}</Text>
            </Group>
            <Progress value={bar(batch[step])} aria-label={t(`steps.${step}`)} />
          </div>
        ))}
        <Facts
          facts={[
            [
              t("columns.assignedTo"),
              batch.assignedTo === null ? t("unassigned") : <Actor key="to" actor={batch.assignedTo} />,
            ],
            [t("columns.cart"), batch.cart === "" ? "–" : <bdi key="cart">{batch.cart}</bdi>],
            [t("columns.created"), <When key="at" at={batch.createdAt} isExact />],
            [t("columns.createdBy"), <Actor key="by" actor={batch.createdBy} />],
            ...(batch.finishedAt === null
              ? []
              : ([[t("columns.finished"), <When key="end" at={batch.finishedAt} isExact />]] as const)),
          ]}
        />
      </Stack>
    </Card>
  );
}

function EditBatch({ batch, onClose }: { readonly batch: Batch; onClose(): void }) {
  const { t } = useTranslation("packing");
  const { data: members = [] } = useQuery(membersQuery);
  const existing = members.find((member) => recordOf(member) === batch.assignedTo)?.id ?? "";
  const [draft, setDraft] = useState<{ cart: string; assigned: string | null }>({ cart: batch.cart, assigned: null });
  const field = fieldsOf(draft, (part) => setDraft({ ...draft, ...part }));
  const save = useFormAction({
    run: () =>
      body(
        hub.PATCH("/api/pick-batches/{id}", {
          ...ofId(batch.id),
          body: {
            cart: draft.cart.trim(),
            ...(draft.assigned !== null && { assignedMemberId: draft.assigned || null }),
          },
        }),
      ),
    renews: BATCHES,
    done: onClose,
  });
  return (
    <FormDialog help={<Help of="batch" />} title={t("edit")} action={save} onClose={onClose}>
      <OneOf
        label={t("columns.assignedTo")}
        options={membersOffered(members, t("unassigned"))}
        value={draft.assigned ?? existing}
        onChange={(assigned) => setDraft({ ...draft, assigned })}
      />
      <TextInput label={t("columns.cart")} maxLength={40} {...field.text("cart")} />
    </FormDialog>
  );
}
