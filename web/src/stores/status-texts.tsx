/** Words of the shop's own for order statuses: what each means, said once. */
import { Group, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ORDER_STATUSES } from "../../../src/commerce/statuses.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { type Store, statusTextsQuery } from "./data.ts";

export function StatusTexts({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { t: orders } = useTranslation("orders");
  const { may } = useSession();
  const { data: texts = [] } = useQuery({ ...statusTextsQuery(store.id), enabled: store.kind === "commerce" });
  const save = useAction({
    run: (statusMap: Readonly<Record<string, string>>) =>
      body(hub.PATCH("/api/stores/{id}", { ...ofId(store.id), body: { settings: { orders: { statusMap } } } })),
    renews: [["stores"], ["orders"], ["alerts"]],
    said: t("words.said"),
  });
  if (texts.length === 0) return null;
  const choose = (word: string, status: string | null) => {
    const others = texts.flatMap((each) =>
      each.word !== word && each.status !== null ? [[each.word, each.status]] : [],
    );
    save.start(Object.fromEntries(status === null ? others : [...others, [word, status]]));
  };
  return (
    <Card help={<Help of="order_status" />} title={t("words.title")} text={t("words.text")}>
      <Stack gap="sm">
        {texts.map(({ word, status, orders: count }) => (
          <Group key={word} justify="space-between" gap="sm">
            <Stack gap={2} miw={0}>
              <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
                <bdi className="code">{word}</bdi>
              </Text>
              <Quiet size="xs">{t("words.orders", { count })}</Quiet>
            </Stack>
            <Group gap="sm">
              {status === null && <Status meaning="attention">{t("words.unknown")}</Status>}
              <Select
                aria-label={t("words.means", { word })}
                placeholder={t("words.choose")}
                value={status}
                clearable
                disabled={!may("connect") || save.isRunning}
                data={worded(ORDER_STATUSES, (value) => orders(`status.${value}`))}
                onChange={(chosen) => choose(word, chosen)}
              />
            </Group>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}
