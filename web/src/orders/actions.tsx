/** The next best thing to do with an order, and everything else that can be asked of it. */
import { Button, Menu } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowsSplit2,
  IconBan,
  IconBuildingStore,
  IconCash,
  IconCheck,
  IconChevronDown,
  IconCode,
  IconCoins,
  IconGift,
  IconHandStop,
  IconLink,
  IconPrinter,
  IconTruck,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { LinkMenuItem } from "../ui/link-menu-item.ts";
import { usePageOffers } from "../ui/page-offers.ts";
import { useCommand } from "./command.ts";
import type { PartProps } from "./command-dialog.ts";
import { useHolding } from "./held.tsx";
import { isUnlinked, returnable, unshipped } from "./lines-left.ts";
import type { Order } from "./queries.ts";

export function Actions({ order, options, onAsk }: PartProps) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  const allowed = (kind: string) => options.some((option) => option.kind === kind && option.allowed);
  const canAct = may("act_on_orders");
  const canPack = may("pack_orders");
  const unlinked = order.lines.find((line) => isUnlinked(order, line));
  const hasUnshipped = order.lines.some((line) => unshipped(line) > 0);
  // One that is picked up is handed over at a register.
  const canShip = canPack && order.hold === null && allowed("fulfil") && hasUnshipped && !isCollected(order);
  const canReturn = canPack && order.lines.some((line) => returnable(line) > 0);
  // Payments of a channel's orders are recorded there.
  const isOwed = order.storeId === null && order.status !== "cancelled" && (order.money.outstandingMinor ?? 0) > 0;
  const canPickUp = canAct && order.pickup !== "handed" && order.status !== "cancelled" && hasUnshipped;
  const statuses = options.find(({ kind }) => kind === "status" && allowed("status"))?.statuses ?? [];
  const canRefund = may("refund") && allowed("refund");
  const canHold = useHolding(order, onAsk);
  usePageOffers(
    (
      [
        ["fulfil", canShip],
        ["refund", canRefund],
        ["return", canReturn],
      ] as const
    ).flatMap(([kind, isOffered]) =>
      isOffered ? [{ id: kind, label: t(`${kind}.action`), run: () => onAsk({ kind }) }] : [],
    ),
  );
  return (
    <>
      {unlinked && may("edit_catalogue") ? (
        <Button leftSection={<IconLink size={16} />} onClick={() => onAsk({ kind: "link", line: unlinked })}>
          {t("link.action")}
        </Button>
      ) : (
        canShip && (
          <Button leftSection={<IconTruck size={16} />} onClick={() => onAsk({ kind: "fulfil" })}>
            {t("fulfil.action")}
          </Button>
        )
      )}
      <Menu position="bottom-end" width={270}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            {t("more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {canShip && unlinked && (
            <Menu.Item leftSection={<IconTruck size={16} />} onClick={() => onAsk({ kind: "fulfil" })}>
              {t("fulfil.action")}
            </Menu.Item>
          )}
          {canAct && isOwed && (
            <Menu.Item leftSection={<IconCoins size={16} />} onClick={() => onAsk({ kind: "payment" })}>
              {t("payment.action")}
            </Menu.Item>
          )}
          {canHold && <Hold onAsk={onAsk} />}
          {canPickUp && <Pickup order={order} onAsk={onAsk} />}
          {canShip && <Packing onAsk={onAsk} />}
          {canRefund && (
            <Menu.Item leftSection={<IconCash size={16} />} onClick={() => onAsk({ kind: "refund" })}>
              {t("refund.action")}
            </Menu.Item>
          )}
          {canReturn && (
            <Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={() => onAsk({ kind: "return" })}>
              {t("return.action")}
            </Menu.Item>
          )}
          {canAct && <Statuses order={order} statuses={statuses} />}
          <LinkMenuItem to="/orders/slips" search={{ order: order.id }} leftSection={<IconPrinter size={16} />}>
            {t("bulk.slip")}
          </LinkMenuItem>
          <LinkMenuItem to="/orders/papers" search={{ order: order.id }} leftSection={<IconPrinter size={16} />}>
            {t("bulk.papers")}
          </LinkMenuItem>
          <Menu.Divider />
          <Menu.Item leftSection={<IconCode size={16} />} onClick={() => onAsk({ kind: "raw" })}>
            {t("raw.action")}
          </Menu.Item>
          {may("cancel_orders") && allowed("cancel") && (
            <Menu.Item color="red" leftSection={<IconBan size={16} />} onClick={() => onAsk({ kind: "cancel" })}>
              {t("cancel.action")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function Hold({ onAsk }: Pick<PartProps, "onAsk">) {
  const { t } = useTranslation("orders/page");
  return (
    <Menu.Item leftSection={<IconHandStop size={16} />} onClick={() => onAsk({ kind: "hold" })}>
      {t("hold.action")}
    </Menu.Item>
  );
}

/** What goes into its parcels. */
function Packing({ onAsk }: Pick<PartProps, "onAsk">) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  return (
    <>
      <Menu.Item leftSection={<IconArrowsSplit2 size={16} />} onClick={() => onAsk({ kind: "split" })}>
        {t("split.action")}
      </Menu.Item>
      {may("act_on_orders") && (
        <Menu.Item leftSection={<IconGift size={16} />} onClick={() => onAsk({ kind: "gift" })}>
          {t("gift.action")}
        </Menu.Item>
      )}
    </>
  );
}

const isCollected = ({ pickup }: Order): boolean => pickup !== null && pickup !== "shipped";

function Pickup({ order, onAsk }: Pick<PartProps, "order" | "onAsk">) {
  const { t } = useTranslation("orders/page");
  const client = useQueryClient();
  const send = useAction({
    run: (_: undefined) => body(hub.POST("/api/orders/{id}/pickup", { ...ofId(order.id), body: { locationId: null } })),
    done: () => client.invalidateQueries({ queryKey: ["orders"] }),
    said: t("pickup.said"),
  });
  return (
    <>
      <Menu.Item leftSection={<IconBuildingStore size={16} />} onClick={() => onAsk({ kind: "pickup" })}>
        {t(isCollected(order) ? "pickup.change" : "pickup.action")}
      </Menu.Item>
      {isCollected(order) && (
        <Menu.Item leftSection={<IconTruck size={16} />} onClick={() => send.start(undefined)}>
          {t("pickup.send")}
        </Menu.Item>
      )}
    </>
  );
}

function Statuses({ order, statuses }: { readonly order: Order; readonly statuses: readonly Order["status"][] }) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const move = useCommand(order, {
    run: (status: Order["status"]) =>
      body(hub.POST("/api/orders/{id}/status", { ...ofId(order.id), body: { status } })),
    isQuietFailure: false,
  });
  // Cancelling asks more than a status.
  const offered = statuses.filter((status) => status !== "cancelled");
  if (offered.length === 0) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t("statusMenu")}</Menu.Label>
      {offered.map((status) => (
        <Menu.Item key={status} leftSection={<IconCheck size={16} />} onClick={() => move.start(status)}>
          {t("setStatus", { status: ofOrders(`status.${status}`) })}
        </Menu.Item>
      ))}
    </>
  );
}
