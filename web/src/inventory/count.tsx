/** A stock count under way: what lies there is typed or scanned; closing moves the differences. */
import { Button, Group, NumberInput, Progress, Stack } from "@mantine/core";
import { IconClipboardCheck } from "@tabler/icons-react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import type { RowOf } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Empty } from "../ui/empty.tsx";
import { Facts } from "../ui/facts.tsx";
import { ItemCell } from "../ui/list/cells.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { CountState } from "./counts.tsx";
import { LotEntryDialog } from "./lot-entry-dialog.tsx";
import { countQuery } from "./queries.ts";
import { requireDone } from "./refused-item.ts";

type Line = RowOf<"/api/stock-counts/{id}/lines">;
type Count = Shape<"StockCount">;
const route = getRouteApi("/app/inventory/counts/$id");

export function StockCount() {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const { id } = route.useParams();
  const { data: count } = useSuspenseQuery(countQuery(id));
  const { may } = useSession();
  const isOpen = count.state === "open" && may("edit_catalogue");
  const isClosing = count.state === "closing" && may("edit_catalogue");
  const columns: readonly Column<Line>[] = [
    column.title("item", t("columns.item"), (line) => <ItemCell title={line.title} sku={line.sku} />),
    column.figure("onHand", t("counts.expected"), (line) => number(line.expected ?? line.onHand)),
    column.figure("counted", t("counts.counted"), (line) => <Counted countId={id} line={line} isOpen={isOpen} />, {
      onCard: "state",
    }),
    column.figure("difference", t("counts.difference"), ({ difference }) =>
      difference === null ? "–" : difference > 0 ? `+${number(difference)}` : number(difference),
    ),
    column.plain("by", t("columns.actor"), ({ countedBy }) => countedBy && <Actor actor={countedBy} />),
  ];
  return (
    <Page
      title={`${t("counts.title")} ${count.number}`}
      above={{ label: t("screens.counts"), to: "/inventory/counts" }}
      state={<CountState state={count.state} />}
      actions={(isOpen || isClosing) && <CountActions count={count} />}
    >
      <TwoColumns
        main={
          <ListScreen
            path="/api/stock-counts/{id}/lines"
            params={{ id }}
            label={t("documents.lines")}
            columns={columns}
            rowKey={({ variantId }) => variantId}
            nameOf="sku"
            searchLabel={t("counts.search")}
            views={(["uncounted", "counted", "different"] as const).map((show) => ({
              id: show,
              label: t(`counts.show.${show}`),
              filter: { show },
            }))}
            empty={
              <Empty icon={IconClipboardCheck} title={t("counts.nothing.title")} text={t("counts.nothing.text")} />
            }
          />
        }
        side={
          <Card title={t("counts.progress")}>
            <Stack gap="sm">
              <Progress value={(100 * count.counted) / Math.max(count.lines, 1)} aria-label={t("counts.progress")} />
              <Facts
                facts={[
                  [t("counts.counted"), t("counts.of", { counted: number(count.counted), lines: number(count.lines) })],
                  [t("counts.different"), number(count.different)],
                  [t("counts.missing"), number(count.missingUnits)],
                  [t("counts.extra"), number(count.extraUnits)],
                  [t("columns.location"), count.locationName],
                  [t("documents.createdBy"), <Actor key="by" actor={count.createdBy} />],
                ]}
              />
            </Stack>
          </Card>
        }
      />
    </Page>
  );
}

function Counted({ isOpen, ...entry }: { readonly countId: string; readonly line: Line; readonly isOpen: boolean }) {
  const { number } = useFormat();
  const { asksLot, counted } = entry.line;
  if (isOpen) return asksLot ? <LotEntry {...entry} /> : <Entry {...entry} />;
  return counted === null ? "–" : number(counted);
}

/** Saved when one leaves the field or presses Enter; an empty field takes the entry back. */
function Entry({ countId, line }: { readonly countId: string; readonly line: Line }) {
  const { t } = useTranslation("inventory");
  const [typed, setTyped] = useState<number | string>(line.counted ?? "");
  const save = useAction({
    run: async (counted: number | null) => {
      const items = [{ variantId: line.variantId, counted }];
      requireDone(await body(hub.POST("/api/stock-counts/{id}/entries", { ...ofId(countId), body: { items } })));
    },
    renews: [["stock-counts"]],
  });
  const leave = () => {
    const counted = typeof typed === "number" ? typed : null;
    if (counted !== line.counted) save.start(counted);
  };
  return (
    <NumberInput
      size="xs"
      w={96}
      ms="auto"
      min={0}
      allowDecimal={false}
      aria-label={`${t("counts.counted")} ${line.sku}`}
      value={typed}
      onChange={setTyped}
      onBlur={leave}
      onKeyDown={(event) => event.key === "Enter" && leave()}
      disabled={save.isRunning}
    />
  );
}

/** Counted lot by lot: of a lot that is not named none is there. */
function LotEntry({ countId, line }: { readonly countId: string; readonly line: Line }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const [isOpen, setOpen] = useState(false);
  const label = line.counted === null ? t("counts.byLot") : number(line.counted);
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`${t("counts.byLot")} ${line.sku}`}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      {isOpen && <LotEntryDialog countId={countId} line={line} onClose={() => setOpen(false)} />}
    </>
  );
}

function CountActions({ count }: { readonly count: Count }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const client = useQueryClient();
  const [requested, setRequested] = useState<"close" | "cancel" | null>(null);
  const done = async () => {
    await client.invalidateQueries({ queryKey: ["stock-counts"] });
    setRequested(null);
  };
  const params = ofId(count.id);
  const close = useAction({
    run: () => body(hub.POST("/api/stock-counts/{id}/close", params)),
    done,
    said: t("counts.closed"),
  });
  const cancel = useAction({ run: () => body(hub.POST("/api/stock-counts/{id}/cancel", params)), done });
  const act = { close, cancel };
  return (
    <Group gap="xs">
      {count.state === "open" && (
        <Button variant="default" onClick={() => setRequested("cancel")}>
          {t("counts.cancel")}
        </Button>
      )}
      <Button disabled={count.counted === 0} onClick={() => setRequested("close")}>
        {t("counts.close")}
      </Button>
      {requested && (
        <Confirm
          title={t(`counts.${requested}`)}
          text={t(`counts.${requested}Text`, {
            count: count.different,
            different: number(count.different),
            uncounted: number(count.lines - count.counted),
            location: count.locationName,
          })}
          label={t(`counts.${requested}`)}
          action={act[requested]}
          onClose={() => setRequested(null)}
        />
      )}
    </Group>
  );
}
