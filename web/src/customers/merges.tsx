/** Records that became part of this one; each can be taken apart again. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { personOf } from "../ui/actor.tsx";
import { Card } from "../ui/card.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { When } from "../ui/when.tsx";
import { type Customer, mergesQuery, undoMerge } from "./queries.ts";

export function Merges({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation("customers");
  const { t: ofOrders } = useTranslation("orders");
  const { may } = useSession();
  const client = useQueryClient();
  const merges = useQuery(mergesQuery(customer.id)).data ?? [];
  const undo = useAction({ run: (id: string) => undoMerge(client, id), said: t("merge.undone") });
  if (merges.length === 0) return null;
  return (
    <Card title={t("merge.history")}>
      <Stack gap="xs">
        {merges.map((each) => (
          <Group key={each.id} justify="space-between">
            <Stack gap={0}>
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {t("merge.moved", { count: each.orders, name: each.mergedName ?? t("merge.another") })}
              </Text>
              <Quiet size="xs" component="div">
                {personOf(each.mergedBy, ofOrders("byHub"))} · <When at={each.mergedAt} />
                {each.undoneAt !== null && (
                  <>
                    {" · "}
                    {t("merge.undoneAt")} <When at={each.undoneAt} />
                  </>
                )}
              </Quiet>
            </Stack>
            {each.undoneAt === null && may("act_on_orders") && (
              <Button size="xs" variant="default" {...starts(undo, each.id)}>
                {t("merge.undo")}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Card>
  );
}
