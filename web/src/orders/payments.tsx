/** What was paid and paid back, and the goods on their way back. */
import { Group, Stack, Text } from "@mantine/core";
import { EXCHANGE_RECORD, HUB_RECORD } from "../../../src/commerce/order-money.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { Exchanges } from "./exchanges.tsx";
import type { Order } from "./queries.ts";
import { ReturnStatus } from "./return-status.tsx";

const RESULTS = { success: "good", pending: "waiting", failed: "failed" } as const;

export function Payments({ order }: { readonly order: Order }) {
  return (
    <>
      <Transactions order={order} />
      <Refunds order={order} />
      <Returns order={order} />
    </>
  );
}

function Transactions({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  const reported = order.transactions.filter(({ kind }) => kind !== "refund" || order.refunds.length === 0);
  if (reported.length === 0) return null;
  return (
    <Card title={t("payments.title")}>
      <Stack gap="xs">
        {reported.map((each) => (
          <Group key={each.key} justify="space-between" wrap="nowrap">
            <Group gap="xs">
              <Text size="sm">{t(`payments.kinds.${each.kind}`)}</Text>
              <Status meaning={RESULTS[each.status]}>{t(`payments.results.${each.status}`)}</Status>
              <Quiet size="xs" component="div">
                {each.gateway !== null && `${each.gateway} · `}
                <When at={each.at} />
              </Quiet>
            </Group>
            <Text size="sm" component="div">
              <Amount minor={each.amountMinor} currency={order.currency} />
            </Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

function Refunds({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  if (order.refunds.length === 0) return null;
  return (
    <Card title={t("refunds.title")}>
      <Stack gap="xs">
        {order.refunds.map((refund) => (
          <Group key={refund.key} justify="space-between" wrap="nowrap" align="flex-start">
            <Stack gap={2} miw={0}>
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {refund.reason ? <bdi>{refund.reason}</bdi> : t(`refunds.${kindOf(refund)}`)}
              </Text>
              <Quiet size="xs" component="div">
                <When at={refund.refundedAt} />
              </Quiet>
            </Stack>
            <Text size="sm" fw={600} component="div">
              <Amount minor={-refund.amountMinor} currency={order.currency} />
            </Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

function kindOf({ key, amountMinor }: Order["refunds"][number]): "exchange" | "inHub" | "nothing" | "noReason" {
  if (key.startsWith(EXCHANGE_RECORD)) return "exchange";
  if (key.startsWith(HUB_RECORD)) return "inHub";
  return amountMinor === 0 ? "nothing" : "noReason";
}

function Returns({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  if (order.returns.length === 0) return null;
  return (
    <Card title={t("returnsTitle")}>
      <Stack gap="xs">
        {order.returns.map((each) => (
          <Stack key={each.id} gap={2}>
            <Group justify="space-between">
              <LinkAnchor to="/returns/$id" params={{ id: each.id }} size="sm" className="code">
                {each.number}
              </LinkAnchor>
              <ReturnStatus state={each.state} />
            </Group>
            <Exchanges exchanges={each.exchanges} />
          </Stack>
        ))}
      </Stack>
    </Card>
  );
}
