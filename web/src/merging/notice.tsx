/** On an order: the orders it shares a parcel with, or could. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconPackages } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { LinkAnchor } from "../ui/link.ts";
import { usePageOffers } from "../ui/page-offers.ts";
import { type Merge, type MergeSuggestion, mergingQuery } from "./queries.ts";

const MergeDialog = lazy(async () => ({ default: (await import("./merge-dialog.tsx")).MergeDialog }));

interface Props {
  readonly order: { readonly id: string; readonly number: string };
  /** Opens the refund of this order's shipping. */
  onRefundShipping(amountMinor: number): void;
}

export function MergingNotice({ order, onRefundShipping }: Props) {
  const { data } = useQuery(mergingQuery(order.id));
  if (!data) return null;
  return (
    <>
      {data.merge !== null && <Merged order={order} merge={data.merge} onRefundShipping={onRefundShipping} />}
      {data.suggestion !== null && <Suggested order={order} suggestion={data.suggestion} />}
    </>
  );
}

function Suggested({ order, suggestion }: Pick<Props, "order"> & { readonly suggestion: MergeSuggestion }) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  const [isRequesting, setRequest] = useState(false);
  const canMerge = may("pack_orders");
  usePageOffers(
    canMerge ? [{ id: "merge", key: "m", label: t("merging.merge.open"), run: () => setRequest(true) }] : [],
  );
  return (
    <Alert
      color="blue"
      role="note"
      icon={<IconPackages size={18} />}
      title={t("merging.suggested.title", { count: suggestion.orders.length - 1 })}
      data-merge-suggestion
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t("merging.suggested.text")}</Text>
        {canMerge && (
          <Button size="xs" variant="default" onClick={() => setRequest(true)}>
            {t("merging.merge.open")}
          </Button>
        )}
      </Stack>
      {isRequesting && (
        <Suspense>
          <MergeDialog order={order} suggestion={suggestion} onClose={() => setRequest(false)} />
        </Suspense>
      )}
    </Alert>
  );
}

function Merged({ order, merge, onRefundShipping }: Props & { readonly merge: Merge }) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  const undo = useAction({
    run: () => body(hub.DELETE("/api/order-merges/{id}", ofId(merge.id))),
    renews: [["orders"]],
    said: t("merging.undo.said"),
  });
  const others = merge.orders.filter(({ id }) => id !== order.id);
  return (
    <Alert
      color={merge.state === "sent" ? "gray" : "blue"}
      role="note"
      icon={<IconPackages size={18} />}
      title={t(`merging.merged.${merge.state}`)}
      data-merge={merge.state}
    >
      <Stack gap="xs" align="flex-start">
        <Group gap="sm">
          {others.map(({ id, number, storeName }) => (
            <Text key={id} size="sm" component="span">
              <LinkAnchor to="/orders/$id" params={{ id }} size="sm" className="code">
                {number}
              </LinkAnchor>{" "}
              <bdi>{storeName ?? t("merging.here")}</bdi>
            </Text>
          ))}
        </Group>
        <Text size="sm">{t(`merging.merged.text.${merge.state}`)}</Text>
        <PaidTwice order={order} merge={merge} onRefundShipping={onRefundShipping} />
        {merge.state === "open" && may("pack_orders") && (
          <Button size="xs" variant="default" loading={undo.isRunning} onClick={() => undo.start()}>
            {t("merging.undo.label")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** Shipping that another of these orders pays for; the refund is a person's. */
function PaidTwice({ order, merge, onRefundShipping }: Props & { readonly merge: Merge }) {
  const { t } = useTranslation("orders/page");
  const { money } = useFormat();
  const { may } = useSession();
  if (!may("cancel_orders")) return null;
  return merge.shippingRefunds.map(({ orderId, number, amountMinor, currency }) => (
    <Group key={orderId} gap="xs">
      <Text size="sm">{t("merging.refund.text", { amount: money(amountMinor, currency), number })}</Text>
      {orderId === order.id ? (
        <Button size="compact-xs" variant="default" onClick={() => onRefundShipping(amountMinor)}>
          {t("merging.refund.label")}
        </Button>
      ) : (
        <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm">
          {t("merging.refund.open", { number })}
        </LinkAnchor>
      )}
    </Group>
  ));
}
