/** What nobody wants to be asked about again, folded away beneath a plan; each can be asked about again. */
import { Button, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { starts } from "../../ui/action.ts";
import { ProblemNotice } from "../../ui/problem.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { RowsSkeleton } from "../../ui/skeletons.tsx";
import { ignoredItemsQuery, type PlanItem } from "../data.ts";
import { FoldArrow } from "./fold-arrow.tsx";
import { useIgnore } from "./ignore.ts";
import { PlanMore } from "./plan-more.tsx";
import { useGroupTexts } from "./plan-texts.ts";

interface Props {
  readonly store: string;
  readonly storeName: string;
  readonly runId: string;
}

export function Ignored({ count, ...props }: Props & { readonly count: number }) {
  const { t } = useTranslation("integrations");
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div data-ignored={count}>
      <UnstyledButton
        px="md"
        py="sm"
        w="100%"
        onClick={() => setOpen(!isOpen)}
        aria-expanded={isOpen}
        aria-controls={id}
      >
        <Group gap="xs" wrap="nowrap">
          <FoldArrow isOpen={isOpen} />
          <Quiet>{t("plan.ignore.count", { count })}</Quiet>
        </Group>
      </UnstyledButton>
      <div id={id}>{isOpen && <Items {...props} />}</div>
    </div>
  );
}

function Items({ store, storeName, runId }: Props) {
  const found = useInfiniteQuery(ignoredItemsQuery(store, runId));
  if (found.error !== null) return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <RowsSkeleton rows={2} />;
  return (
    <Stack gap="xs" px="md" pb="sm">
      {found.data.pages
        .flatMap(({ items }) => items)
        .map((item) => (
          <Item key={item.id} item={item} store={store} storeName={storeName} runId={runId} />
        ))}
      <Group>
        <PlanMore pages={found} />
      </Group>
    </Stack>
  );
}

function Item({ item, store, storeName, runId }: Props & { readonly item: PlanItem }) {
  const { t } = useTranslation("integrations");
  const ignore = useIgnore(store, runId);
  const text = useGroupTexts()(item, storeName);
  return (
    <Group justify="space-between" gap="sm" wrap="nowrap">
      <Stack gap={0} miw={0}>
        <Text size="sm" dir="auto" style={{ overflowWrap: "anywhere" }}>
          {item.title}
        </Text>
        <Quiet size="xs">{text}</Quiet>
      </Stack>
      <Button
        size="compact-sm"
        variant="default"
        className="nowrap"
        flex="none"
        {...starts(ignore, { ids: [item.id], ignored: false })}
        aria-label={t("plan.ignore.againAbout", { title: item.title })}
      >
        {t("plan.ignore.again")}
      </Button>
    </Group>
  );
}
