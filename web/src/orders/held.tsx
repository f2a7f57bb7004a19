/** That an order is on hold: why, since and until when, and its release. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { usePageOffers } from "../ui/page-offers.ts";
import { When } from "../ui/when.tsx";
import type { PartProps } from "./command-dialog.ts";
import { unshipped } from "./lines-left.ts";
import type { Order } from "./queries.ts";

function useRelease(order: Pick<Order, "id" | "number">) {
  const { t } = useTranslation("orders/page");
  return useAction({
    run: (_: undefined) => body(hub.POST("/api/orders/{id}/release", ofId(order.id))),
    renews: [["orders"]],
    said: t("hold.released", { number: order.number }),
  });
}

/** Whether the order can be held; the key `h` holds it, or releases it. */
export function useHolding(order: Order, onAsk: PartProps["onAsk"]): boolean {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  const release = useRelease(order);
  const isHeld = order.hold !== null;
  const isOpen = order.status !== "cancelled" && order.status !== "completed";
  const canHold = may("act_on_orders") && !isHeld && isOpen && order.lines.some((line) => unshipped(line) > 0);
  usePageOffers(
    canHold || (isHeld && may("act_on_orders"))
      ? [
          {
            ...{ id: "hold", key: "h", label: t(isHeld ? "hold.release" : "hold.action") },
            run: () => (isHeld ? release.start(undefined) : onAsk({ kind: "hold" })),
          },
        ]
      : [],
  );
  return canHold;
}

export function Held({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  const release = useRelease(order);
  const { hold } = order;
  if (hold === null || order.state !== "on_hold") return null;
  const store = order.storeName ?? "";
  return (
    <Alert
      color="yellow"
      icon={<IconHandStop size={18} />}
      title={
        hold.source === "channel" && hold.reason === "channel"
          ? t("hold.byChannel", { store, status: order.platformStatus })
          : t(hold.source === "channel" ? "hold.doubted" : "hold.held", {
              store,
              reason: t(`hold.reasons.${hold.reason}`),
            })
      }
    >
      <Stack gap="xs">
        {hold.note !== "" && (
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            <bdi>{hold.note}</bdi>
          </Text>
        )}
        <Text size="sm">
          {hold.source === "hub" && <Actor actor={hold.heldBy} />}
          {hold.source === "hub" && ", "}
          <When at={hold.heldAt} />
          {". "}
          {hold.untilEvent !== null && `${t(`hold.endsWhen.${hold.untilEvent}`)} `}
          {hold.untilAt !== null && (
            <>
              {t("hold.endsAt")} <When at={hold.untilAt} isExact />
              {". "}
            </>
          )}
          {!hold.keepsUnits && t("hold.freed")}
        </Text>
        {may("act_on_orders") && (
          <Group>
            <Button size="xs" variant="default" loading={release.isRunning} onClick={() => release.start(undefined)}>
              {t(hold.source === "channel" ? "hold.releaseHere" : "hold.release")}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
