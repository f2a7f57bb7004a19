/** What stands in the way, the same of many orders once, each with the place where it is mended. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { LinkAnchor } from "../../ui/link.ts";
import { Quiet } from "../../ui/quiet.tsx";
import { type Mend, type Trouble, type TroubleGroup, troubleGroups } from "./troubles.ts";

interface Props {
  readonly troubles: readonly Trouble[];
  /** How many of those that failed can be booked again as they are now. */
  readonly failed: number;
  readonly isRunning: boolean;
  onRetry(): void;
}

export function Problems({ troubles, failed, isRunning, onRetry }: Props) {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  if (troubles.length === 0) return null;
  return (
    <Alert color="yellow" title={t("many.toFix")} data-to-fix>
      <Stack gap="xs" align="flex-start">
        {troubleGroups(troubles).map((group) => (
          <div key={`${group.text} ${group.mend.id}`} data-trouble={group.orders.length}>
            <Text size="sm" component="div">
              <b>{t("many.ordersOf", { count: group.orders.length, orders: number(group.orders.length) })}</b>{" "}
              <bdi>{group.text}</bdi>
            </Text>
            <Group gap="sm">
              <Way group={group} />
            </Group>
          </div>
        ))}
        {failed > 0 && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} />}
            loading={isRunning}
            onClick={onRetry}
          >
            {t("many.retry", { orders: number(failed) })}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** In a tab of their own: what is chosen here stays, and is looked at again on the way back. */
const APART = { target: "_blank", size: "sm", c: "inherit", underline: "always" } as const;
const MOST_NAMED = 10;

function Way({ group: { mend, orders } }: { readonly group: TroubleGroup }) {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  if (mend.kind !== "order") return <MendLink mend={mend} />;
  return (
    <>
      {orders.slice(0, MOST_NAMED).map((order) => (
        <LinkAnchor key={order.id} to="/orders/$id" params={{ id: order.id }} className="code" {...APART}>
          {order.number}
        </LinkAnchor>
      ))}
      {orders.length > MOST_NAMED && <Quiet>{t("many.more", { orders: number(orders.length - MOST_NAMED) })}</Quiet>}
    </>
  );
}

function MendLink({ mend: { kind, id } }: { readonly mend: Mend }) {
  const { t } = useTranslation("shipments");
  switch (kind) {
    case "product":
      return (
        <LinkAnchor to="/products/$id/variants" params={{ id }} {...APART}>
          {t("many.mend.product")}
        </LinkAnchor>
      );
    case "location":
      return (
        <LinkAnchor to="/inventory/locations" {...APART}>
          {t("shipFrom.enter")}
        </LinkAnchor>
      );
    case "courier":
      return (
        <LinkAnchor to="/channels/$id" params={{ id }} {...APART}>
          {t("many.mend.courier")}
        </LinkAnchor>
      );
    default:
      return (
        <LinkAnchor to="/automation" {...APART}>
          {t("rules.open")}
        </LinkAnchor>
      );
  }
}
