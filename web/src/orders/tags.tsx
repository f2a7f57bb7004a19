/** The organization's own tags of an order; the platform's stay the platform's. */

import { TagsInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";
import { orderQuery } from "../data/order.ts";
import { useSession } from "../data/session.ts";
import { codeText } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import type { Order } from "./queries.ts";

export function OwnTags({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  const client = useQueryClient();
  const key = orderQuery(order.id).queryKey;
  const change = useAction({
    run: async (tags: readonly string[]) => {
      const add = tags.filter((tag) => !order.ownTags.includes(tag));
      const remove = order.ownTags.filter((tag) => !tags.includes(tag));
      const { results } = await body(
        hub.POST("/api/orders/bulk", { body: { action: "tag", orderIds: [order.id], add, remove } }),
      );
      const error = results[0]?.error;
      if (error) throw new Error(codeText(error.code, error.message));
    },
    optimistic: (tags) => {
      const before = client.getQueryData(key);
      client.setQueryData(key, (now) => now && { ...now, ownTags: [...tags] });
      return () => client.setQueryData(key, before);
    },
    renews: [["orders"]],
  });
  if (!may("act_on_orders") && order.ownTags.length === 0) return null;
  return (
    <Card title={t("ownTags")}>
      <TagsInput
        aria-label={t("ownTags")}
        placeholder={order.ownTags.length === 0 ? t("tagsExample") : ""}
        value={[...order.ownTags]}
        onChange={(tags) => change.start(tags)}
        readOnly={!may("act_on_orders")}
        maxTags={50}
        acceptValueOnBlur
      />
    </Card>
  );
}
