/** Suggested links, both sides beside each other, the surest first: accepted or rejected one by one or together. */
import { Button, Group, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { type Store, suggestionsQuery } from "./data.ts";
import { useRenewLinks } from "./links.ts";

type Suggestion = Shape<"Suggestion">;

/** From here on a match is as good as certain. */
const SURE = 90;
const SHOWN_AT_ONCE = "10";

export function Review({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const list = useInfiniteQuery(suggestionsQuery(store.id));
  const decideLinks = useDecideLinks(store.id);
  const found = list.data?.pages.flatMap(({ items }) => items) ?? [];
  if (found.length === 0) return null;
  const sure = found.filter(({ confidence }) => confidence >= SURE).length;
  const shown = found.slice(0, Number(SHOWN_AT_ONCE));
  return (
    <Card
      help={<Help of="link" />}
      title={t("review.title")}
      actions={
        may("edit_catalogue") &&
        sure > 1 && (
          <Button size="compact-sm" {...starts(decideLinks, { action: "confirm", minConfidence: SURE })}>
            {list.hasNextPage
              ? t("review.acceptAllSure", { confidence: SURE })
              : t("review.acceptSure", { count: sure, confidence: SURE })}
          </Button>
        )
      }
    >
      <Stack gap="xs">
        <Quiet>{t("review.text")}</Quiet>
        {shown.map((suggestion) => (
          <Row key={suggestion.listingId} storeId={store.id} suggestion={suggestion} />
        ))}
        {found.length > shown.length && <Quiet>{t("review.others", { count: found.length - shown.length })}</Quiet>}
      </Stack>
    </Card>
  );
}

type LinkDecision =
  | { readonly action: "confirm"; readonly minConfidence: number }
  | { readonly action: "confirm" | "reject"; readonly listingIds: readonly string[] };

function useDecideLinks(storeId: string) {
  const { t } = useTranslation("stores");
  const renew = useRenewLinks();
  return useAction({
    async run(decision: LinkDecision) {
      const input = "listingIds" in decision ? { ...decision, listingIds: [...decision.listingIds] } : decision;
      for (;;) {
        const answer = await body(hub.POST("/api/stores/{id}/mappings/bulk", { ...ofId(storeId), body: input }));
        const refused = answer.results?.find(({ ok }) => !ok);
        if (refused) throw new Error(refused.error ?? t("review.refused"));
        if (answer.more !== true) return;
      }
    },
    done: renew,
    said: (_, { action }) => t(`review.said.${action}`),
  });
}

function Row({ storeId, suggestion }: { readonly storeId: string; readonly suggestion: Suggestion }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const decideLinks = useDecideLinks(storeId);
  const name = suggestion.channel.sku ?? suggestion.channel.productTitle;
  const listingIds = [suggestion.listingId];
  return (
    <Paper p="sm" data-suggestion>
      <Group justify="space-between" gap="sm" align="flex-start">
        <SimpleGrid cols={{ base: 1, xs: 2 }} flex={1} miw={240} spacing="md">
          <Side label={t("review.theirs")} side={suggestion.channel} />
          <Side label={t("review.ours")} side={suggestion.ours} />
        </SimpleGrid>
        <Stack gap={4} align="flex-end">
          <Status meaning={suggestion.confidence >= SURE ? "good" : "attention"}>
            {t(`review.method.${suggestion.method}`, { confidence: suggestion.confidence })}
          </Status>
          {suggestion.others > 0 && <Quiet size="xs">{t("review.shared", { count: suggestion.others })}</Quiet>}
          {may("edit_catalogue") && (
            <Group gap={4}>
              <Button
                size="compact-sm"
                leftSection={<IconCheck size={14} aria-hidden />}
                {...starts(decideLinks, { action: "confirm", listingIds })}
                aria-label={t("review.acceptOne", { name })}
              >
                {t("review.accept")}
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconX size={14} aria-hidden />}
                {...starts(decideLinks, { action: "reject", listingIds })}
                aria-label={t("review.rejectOne", { name })}
              >
                {t("review.reject")}
              </Button>
            </Group>
          )}
        </Stack>
      </Group>
    </Paper>
  );
}

function Side({ label, side }: { readonly label: string; readonly side: Suggestion["ours"] }) {
  return (
    <Stack gap={0} miw={0}>
      <Quiet size="xs">{label}</Quiet>
      <Text size="sm" fw={600} dir="auto" style={{ overflowWrap: "anywhere" }}>
        {side.productTitle}
        {side.title !== "" && side.title !== side.productTitle && ` · ${side.title}`}
      </Text>
      <Text size="xs" className="code" style={{ overflowWrap: "anywhere" }}>
        {[side.sku, side.barcode].filter((each) => each !== null && each !== "").join(" · ") || "–"}
      </Text>
    </Stack>
  );
}
