/** One kind of change of a plan: done or not as a whole, or item by item. */
import { Button, Checkbox, Group, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import {
  IconArrowDownLeft,
  IconArrowsLeftRight,
  IconArrowUpRight,
  IconMinus,
  IconQuestionMark,
} from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { body, hub, ofId } from "../../data/hub.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { starts, useAction } from "../../ui/action.ts";
import { boundTick } from "../../ui/field.ts";
import { ProblemNotice } from "../../ui/problem.tsx";
import { RowsSkeleton } from "../../ui/skeletons.tsx";
import { Status } from "../../ui/status.tsx";
import { type PlanGroup as Counts, type PlanItem, planItemsQuery } from "../data.ts";
import { FoldArrow } from "./fold-arrow.tsx";
import { useIgnore } from "./ignore.ts";
import { NewSku, skuOf } from "./new-sku.tsx";
import { PlanMore } from "./plan-more.tsx";
import { useGroupTexts } from "./plan-texts.ts";
import { PlanValue } from "./plan-value.tsx";
import type { StockFrom } from "./steps.ts";

interface Props {
  readonly store: string;
  readonly storeName: string;
  readonly runId: string;
  readonly group: Counts;
  readonly stock: StockFrom;
}

/** Changes which items of the plan are chosen; the summary and the rows follow. */
function useChoose({ store, runId }: Pick<Props, "store" | "runId">) {
  const [requested, setRequested] = useState<boolean>();
  const action = useAction({
    run: (which: {
      ids?: string[];
      action?: Counts["action"];
      entity?: Counts["entity"];
      field?: string;
      chosen: boolean;
    }) => body(hub.PATCH("/api/stores/{id}/plan", { ...ofId(store), body: { runId, ...which } })),
    optimistic({ chosen }) {
      setRequested(chosen);
      return () => setRequested(undefined);
    },
    renews: [["plans", store]],
    done: () => setRequested(undefined),
  });
  /** What was asked for counts as done until the hub has answered. */
  return { ...action, requested };
}

type Way = "there" | "here" | "both" | "open" | "none";

/**
 * Which way values go. A link joins two items and moves nothing, so it points at both. Where numbers differ, whose stock is
 * right says the way; what a person still has to decide has none yet, and what is left out goes nowhere.
 */
function wayOf({ action, field }: Pick<Counts, "action" | "field">, stock: StockFrom): Way {
  if (action.endsWith("_there")) return "there";
  if (action.endsWith("_here")) return "here";
  if (action === "link") return "both";
  if (action === "ignore") return "none";
  return field === "stock" ? ({ hub: "there", channel: "here", none: "open" } as const)[stock] : "open";
}

const SIGNS = {
  there: IconArrowUpRight,
  here: IconArrowDownLeft,
  both: IconArrowsLeftRight,
  open: IconQuestionMark,
  none: IconMinus,
} as const;

function Towards({ way, storeName }: { readonly way: Way; readonly storeName: string }) {
  const { t } = useTranslation("integrations");
  const Sign = SIGNS[way];
  const text = t(`plan.way.${way}`, { name: storeName });
  const isDirected = way === "there" || way === "here";
  return (
    <Sign size={16} role="img" aria-label={text} data-way={way} {...(isDirected && { className: "directed" })}>
      <title>{text}</title>
    </Sign>
  );
}

export function PlanGroup(props: Props) {
  const { t } = useTranslation("integrations");
  const { group, storeName } = props;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const choose = useChoose(props);
  const text = useGroupTexts()(group, storeName);
  const { action, entity, field, planned, chosen, sent, failed, skipped } = group;
  const isDecision = action === "conflict" && field === "stock";
  const which = { action, entity, field: field ?? "" };
  return (
    <div data-group={`${action}-${entity}${field === null ? "" : `-${field}`}`}>
      <Group px="md" py="sm" gap="sm" wrap="nowrap" justify="space-between">
        <Group gap="sm" wrap="nowrap" miw={0}>
          <Checkbox
            aria-label={text}
            {...boundTick(choose.requested ?? (chosen === planned && planned > 0), (chosen) =>
              choose.start({ ...which, chosen }),
            )}
            indeterminate={choose.requested === undefined && chosen > 0 && chosen < planned}
            disabled={planned === 0 || choose.isRunning || isReported(props)}
          />
          <UnstyledButton onClick={() => setOpen(!isOpen)} aria-expanded={isOpen} aria-controls={id}>
            <Group gap="xs" wrap="nowrap">
              <FoldArrow isOpen={isOpen} />
              <Towards way={wayOf(group, props.stock)} storeName={storeName} />
              <Text fw={500}>{text}</Text>
            </Group>
          </UnstyledButton>
        </Group>
        <Group gap="sm" justify="flex-end">
          {sent > 0 && <Status meaning="attention">{t("plan.sent", { count: sent })}</Status>}
          {failed > 0 && (
            <Button size="compact-xs" variant="default" {...starts(choose, { ...which, chosen: true })}>
              {t("plan.again", { count: failed })}
            </Button>
          )}
          {failed + skipped > 0 && (
            <Status meaning="failed">{t("plan.notApplied", { count: failed + skipped })}</Status>
          )}
          {planned > 0 && action !== "ignore" && (
            <Text size="sm" c="var(--quiet)" className="nowrap">
              {t("plan.chosen", { chosen, count: planned })}
            </Text>
          )}
        </Group>
      </Group>
      {(isDecision || field === "sku") && planned > 0 && (
        <Text size="sm" c="var(--quiet)" px="md" pb="sm" ms={56}>
          {isDecision ? t(`plan.stockDecision.${props.stock}`, { name: storeName }) : t("plan.newSkuHelp")}
        </Text>
      )}
      <div id={id}>{isOpen && <Rows {...props} />}</div>
    </div>
  );
}

/** Nothing to choose: it is only told, or whose stock is right was left open. */
function isReported({ group: { action, field }, stock }: Pick<Props, "group" | "stock">): boolean {
  return action === "ignore" || (action === "conflict" && field === "stock" && stock === "none");
}

function Rows(props: Props) {
  const { t } = useTranslation("integrations");
  const { store, storeName, runId, group } = props;
  const rows = useInfiniteQuery(planItemsQuery(store, group, runId));
  const ignore = useIgnore(store, runId, { isMany: true });
  if (rows.error !== null) return <ProblemNotice error={rows.error} onRetry={() => void rows.refetch()} />;
  if (rows.isPending) return <RowsSkeleton rows={3} />;
  const items = rows.data.pages.flatMap((page) => page.items);
  // What a link or a new SKU is made of stands on the channel first; what is to be created there is ours.
  const isFromChannel = group.action === "link" || group.action === "create_there" || group.field === "sku";
  const { action, entity, field, planned } = group;
  return (
    <Stack gap={0} px="md" pb="sm">
      <Table.ScrollContainer minWidth={480}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={36} aria-label={t("plan.doIt")} />
              <Table.Th>{t("plan.item")}</Table.Th>
              <Table.Th>{isFromChannel ? storeName : t("plan.here")}</Table.Th>
              <Table.Th>{isFromChannel ? t("plan.here") : storeName}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Row key={item.id} item={item} store={store} runId={runId} isTold={isReported(props)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group justify="space-between" mt={4}>
        <PlanMore pages={rows} />
        {planned > 1 && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            ms="auto"
            {...starts(ignore, { action, entity, field: field ?? "", ignored: true })}
          >
            {t("plan.ignore.all", { count: planned })}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

interface RowProps extends Pick<Props, "store" | "runId"> {
  readonly item: PlanItem;
  readonly isTold: boolean;
}

function Row({ item, store, runId, isTold }: RowProps) {
  const { t } = useTranslation("integrations");
  const choose = useChoose({ store, runId });
  const ignore = useIgnore(store, runId);
  return (
    <Table.Tr data-item={item.id}>
      <Table.Td>
        <Checkbox
          aria-label={t("plan.doItem", { title: item.title })}
          {...boundTick(choose.requested ?? (item.chosen && item.state !== "failed"), (chosen) =>
            choose.start({ ids: [item.id], chosen }),
          )}
          disabled={choose.isRunning || isTold || (item.state !== "planned" && item.state !== "failed")}
        />
      </Table.Td>
      <Table.Td>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <bdi>{item.title}</bdi>
        </Text>
        <Group gap={4}>
          {item.confidence !== null && item.confidence < 100 && (
            <Status meaning="attention">{t("plan.sure", { percent: item.confidence })}</Status>
          )}
          {item.passedOver && <Status meaning="neutral">{t("plan.passedOver")}</Status>}
          {item.state !== "planned" && (
            <Status meaning={item.state === "done" ? "good" : item.state === "failed" ? "failed" : "attention"}>
              {t(`plan.state.${item.state}`)}
            </Status>
          )}
        </Group>
        {item.error !== null && (
          <Text size="xs" c="var(--mantine-color-error)">
            {item.error}
          </Text>
        )}
        {item.state === "planned" && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            className="nowrap"
            ms={-8}
            {...starts(ignore, { ids: [item.id], ignored: true, wasChosen: item.chosen })}
            aria-label={t("plan.ignore.about", { title: item.title })}
          >
            {t("plan.ignore.one")}
          </Button>
        )}
      </Table.Td>
      <Table.Td>
        <PlanValue value={item.before} />
      </Table.Td>
      <Table.Td>
        {item.field === "sku" && item.state === "planned" ? (
          <NewSku key={skuOf(item)} item={item} store={store} runId={runId} />
        ) : (
          <PlanValue value={item.after} />
        )}
      </Table.Td>
    </Table.Tr>
  );
}
