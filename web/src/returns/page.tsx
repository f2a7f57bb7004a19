/** One return: what comes back, what became of it, and the money for it. */
import { Button, Group, Menu, Stack, Text } from "@mantine/core";
import { IconArrowsExchange, IconCash, IconCheck, IconPackageImport } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { orderQuery } from "../data/order.ts";
import { useSession } from "../data/session.ts";
import { amountText } from "../i18n/amount-text.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Exchanges } from "../orders/exchanges.tsx";
import { optionsQuery } from "../orders/queries.ts";
import { RefundDialog } from "../orders/refund-dialog.tsx";
import { ReturnStatus } from "../orders/return-status.tsx";
import { Photos } from "../photos/photos.tsx";
import { starts, useAction } from "../ui/action.ts";
import { personOf } from "../ui/actor.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { MoreMenu } from "../ui/more-menu.tsx";
import { Page } from "../ui/page.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { UnreadPage } from "../ui/unread-page.tsx";
import { When } from "../ui/when.tsx";
import { EditReturn } from "./edit-dialog.tsx";
import { ExchangeDialog } from "./exchange-dialog.tsx";
import { canExchange, restOf } from "./exchange-lines.ts";
import { ReturnFacts } from "./facts.tsx";
import { canReceive, type Return, type ReturnLine, returnQuery } from "./queries.ts";
import { ReasonOf } from "./reason-of.tsx";
import { ReceiveDialog } from "./receive-dialog.tsx";
import { RepairDialog } from "./repair-dialog.tsx";

type RequestInput = "receive" | "refund" | "exchange" | "edit";

export function ReturnPage() {
  const { t } = useTranslation("returns");
  const { id } = useParams({ strict: false });
  const found = useQuery(returnQuery(id ?? ""));
  const [request, setRequest] = useState<RequestInput | null>(null);
  const above = { label: t("title"), to: "/returns" };
  if (!found.isSuccess) return <UnreadPage found={found} title={t("one")} above={above} />;
  const one = found.data;
  return (
    <Page
      title={t("numbered", { number: one.number })}
      above={above}
      state={<ReturnStatus state={one.state} />}
      actions={<Actions one={one} onAsk={setRequest} />}
    >
      <TwoColumns main={<Items one={one} />} side={<ReturnFacts one={one} />} />
      {request === "receive" && <ReceiveDialog one={one} onClose={() => setRequest(null)} />}
      {request === "edit" && <EditReturn one={one} onClose={() => setRequest(null)} />}
      {request === "exchange" && <ExchangeDialog one={one} onClose={() => setRequest(null)} />}
      {request === "refund" && <RefundOf one={one} onClose={() => setRequest(null)} />}
    </Page>
  );
}

function RefundOf({ one, onClose }: { readonly one: Return; onClose(): void }) {
  const order = useQuery(orderQuery(one.orderId)).data;
  const options = useQuery(optionsQuery(one.orderId));
  const client = useQueryClient();
  if (order === undefined || options.isPending) return null;
  const close = () => {
    void client.invalidateQueries({ queryKey: ["returns"] });
    onClose();
  };
  const left = one.lines.filter((line) => !line.isGift && line.exchangedQuantity < line.quantity);
  const units = Object.fromEntries(
    left.map(({ lineKey, quantity, exchangedQuantity }) => [lineKey, quantity - exchangedQuantity]),
  );
  const { warnings = [], money } = options.data?.find(({ kind }) => kind === "refund") ?? {};
  const amount = left.length === 0 && restOf(one) > 0 ? amountText(restOf(one), order.currency) : "";
  const refund = { order, warnings, money, returnId: one.id, units, amount, onClose: close };
  return <RefundDialog {...refund} />;
}

interface ActionsProps {
  readonly one: Return;
  onAsk(what: RequestInput): void;
}

type Move = "approve" | "reject" | "cancel" | "close";

function Actions({ one, onAsk }: ActionsProps) {
  const { t } = useTranslation("returns");
  const { may } = useSession();
  const client = useQueryClient();
  const [sure, setSure] = useState<"reject" | "cancel" | "close" | null>(null);
  const move = useAction({
    run: (to: Move) => body(hub.POST(`/api/returns/{id}/${to}`, { ...ofId(one.id), body: {} })),
    done: async (now: Return) => {
      client.setQueryData(returnQuery(one.id).queryKey, now);
      await client.invalidateQueries({ queryKey: ["orders"] });
      setSure(null);
    },
    said: (now) => t("moved", { state: t(`state.${now.state}`) }),
  });
  const canAct = may("act_on_orders");
  const isAwaited = may("pack_orders") && canReceive(one);
  const canRefund =
    may("refund") && one.refundCommandId === null && one.state !== "rejected" && one.state !== "cancelled";
  const ends = endsOf(one);
  return (
    <>
      {canAct && one.state === "requested" && (
        <Button leftSection={<IconCheck size={16} />} {...starts(move, "approve")}>
          {t("approve")}
        </Button>
      )}
      {isAwaited && (
        <Button
          {...(one.state === "requested" && { variant: "default" })}
          leftSection={<IconPackageImport size={16} />}
          onClick={() => onAsk("receive")}
        >
          {t("receive.action")}
        </Button>
      )}
      {canRefund && (
        <Button
          {...(isAwaited && { variant: "default" })}
          leftSection={<IconCash size={16} />}
          onClick={() => onAsk("refund")}
        >
          {t("refund")}
        </Button>
      )}
      {canAct && canExchange(one) && (
        <Button variant="default" leftSection={<IconArrowsExchange size={16} />} onClick={() => onAsk("exchange")}>
          {t("exchange.action")}
        </Button>
      )}
      {canAct && ends.length > 0 && (
        <MoreMenu label={t("more")}>
          <Menu.Item onClick={() => onAsk("edit")}>{t("edit.action")}</Menu.Item>
          <Menu.Divider />
          {ends.map((to) => (
            <Menu.Item key={to} {...(to !== "close" && { color: "red" })} onClick={() => setSure(to)}>
              {t(`end.${to}.action`)}
            </Menu.Item>
          ))}
        </MoreMenu>
      )}
      {sure !== null && (
        <Confirm
          title={t(`end.${sure}.action`)}
          text={t(`end.${sure}.text`)}
          label={t(`end.${sure}.label`, { number: one.number })}
          isRunning={move.isRunning}
          onConfirm={() => move.start(sure)}
          onClose={() => setSure(null)}
        />
      )}
    </>
  );
}

/** How it can end as it stands; one of which something arrived or was exchanged is not cancelled. */
function endsOf({ state, lines, exchanges }: Return): readonly ("reject" | "cancel" | "close")[] {
  const isOpen = state === "requested" || state === "approved" || state === "received";
  const isUntouched = exchanges.length === 0 && lines.every(({ receivedQuantity }) => receivedQuantity === 0);
  return [
    ...(state === "requested" ? (["reject"] as const) : []),
    ...(isOpen && isUntouched ? (["cancel"] as const) : []),
    ...(isOpen && !isUntouched ? (["close"] as const) : []),
  ];
}

function Items({ one }: { readonly one: Return }) {
  const { t } = useTranslation("returns");
  return (
    <Card title={t("items")}>
      <Stack gap="md" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {one.lines.map((line) => (
          <li key={line.id}>
            <Item one={one} line={line} />
          </li>
        ))}
      </Stack>
      {one.exchanges.length > 0 && (
        <Stack mt="md">
          <Exchanges exchanges={one.exchanges} />
        </Stack>
      )}
    </Card>
  );
}

function Item({ one, line }: { readonly one: Return; readonly line: ReturnLine }) {
  const { t } = useTranslation("returns");
  const { may } = useSession();
  const { t: ofOrders } = useTranslation("orders");
  const [isRepairing, setRepairing] = useState(false);
  return (
    <Stack gap={4}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={0} miw={0}>
          <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
            <bdi>{line.title}</bdi>
          </Text>
          {line.sku !== null && (
            <Quiet size="xs">
              <bdi className="code">{line.sku}</bdi>
            </Quiet>
          )}
        </Stack>
        <Text size="sm" className="nowrap">
          {t("arrived", { received: line.receivedQuantity, quantity: line.quantity })}
        </Text>
      </Group>
      <ReasonOf line={line} />
      <Photos orderId={one.orderId} returnLineId={line.id} />
      {line.receipts.map((receipt) => (
        <Quiet key={receipt.id} size="xs" component="div">
          {receipt.quantity} × {t(receipt.repairOf === null ? `disposition.${receipt.disposition}` : endOf(receipt))}
          {receipt.condition !== null && ` · ${t(`condition.${receipt.condition}`)}`} ·{" "}
          {personOf(receipt.actor, ofOrders("byHub"))} · <When at={receipt.at} />
        </Quiet>
      ))}
      {line.inRepair > 0 && may("act_on_orders") && (
        <div>
          <Button size="xs" variant="default" onClick={() => setRepairing(true)}>
            {t("repair.action", { count: line.inRepair })}
          </Button>
        </div>
      )}
      {isRepairing && <RepairDialog one={one} line={line} onClose={() => setRepairing(false)} />}
    </Stack>
  );
}

const endOf = ({ disposition }: ReturnLine["receipts"][number]) =>
  disposition === "restock" ? "repair.ends.restock" : "repair.ends.scrap";
