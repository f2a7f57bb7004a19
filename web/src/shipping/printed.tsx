/** A page made to be printed: its paper, and the items on it. */
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { createContext, type ReactNode, useEffect } from "react";
import type { PackedItem } from "../../../src/commerce/packed-item.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { OneOf } from "../ui/one-of.tsx";
import { OrderOptions } from "../ui/order-options.tsx";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { Thumbnail } from "../ui/thumbnail.tsx";
import { Barcode } from "./barcode.tsx";
import { onSmallPages, useStoredChoice } from "./label-format.ts";
import { LotLines } from "./lot-lines.tsx";
import { type PackedOrder, packedQuery } from "./packing.ts";
import type { LotToTake } from "./picking.ts";
import classes from "./print.module.css";

const FORMATS = ["a4", "4x6"] as const;
export const ChosenFormat = createContext<(typeof FORMATS)[number]>("a4");

interface FrameProps {
  readonly title: string;
  /** The orders on it. */
  readonly ids: readonly string[];
  /** How many there are, where not all are shown. */
  readonly turns?: ReactNode;
  /** What follows. */
  readonly next?: ReactNode;
  children(orders: readonly PackedOrder[]): ReactNode;
}

/** The order or the batch the address names; undefined where it names none. */
export const useNamed = () => useSearch({ strict: false }) as { readonly order?: string; readonly batch?: string };

export function Printed({ title, ids, turns, next, children }: FrameProps) {
  const { t } = useTranslation("shipping");
  const orders = useTranslation("orders").t;
  const { order, batch } = useNamed();
  const found = useQuery(packedQuery(ids, batch));
  const [format, setFormat] = useStoredChoice("argosy.listPaper", FORMATS);
  useEffect(() => (format === "4x6" ? onSmallPages() : undefined), [format]);
  if (found.isPending) return <PageSkeleton />;
  return (
    <Page
      title={title}
      above={
        batch !== undefined
          ? { label: t("print.batch"), to: `/orders/batches/${batch}` }
          : order === undefined
            ? { label: orders("title"), to: "/orders" }
            : { label: orders("one"), to: `/orders/${order}` }
      }
      actions={
        <Group gap="xs" className={classes["onScreen"] ?? ""}>
          <OneOf
            aria-label={t("print.paper")}
            w={160}
            options={FORMATS.map((value) => ({ value, label: t(`print.papers.${value}`) }))}
            value={format}
            onChange={setFormat}
          />
          <Button leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
            {t("print.button")}
          </Button>
          {next}
        </Group>
      }
    >
      {turns}
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <Text size="sm">{t("print.none")}</Text>}
      {found.data && <Unheld orders={found.data} paper={format} draw={children} />}
    </Page>
  );
}

/** Nobody packs an order on hold: it is left out, and named on the screen. */
function Unheld({
  orders,
  paper,
  draw,
}: {
  readonly orders: readonly PackedOrder[];
  readonly paper: (typeof FORMATS)[number];
  readonly draw: FrameProps["children"];
}) {
  const { t } = useTranslation("shipping");
  const { list } = useFormat();
  const held = orders.filter(({ state }) => state === "on_hold");
  const rest = orders.filter(({ state }) => state !== "on_hold");
  return (
    <>
      {held.length > 0 && (
        <Alert color="yellow" mb="md" className={classes["onScreen"] ?? ""}>
          {t("print.held", { numbers: list(held.map(({ number }) => number)) })}
        </Alert>
      )}
      {rest.length > 0 && <ChosenFormat value={paper}>{draw(rest)}</ChosenFormat>}
    </>
  );
}

interface ItemCellsProps {
  readonly item: PackedItem;
  /** Absent: those that were packed. */
  readonly lots?: readonly LotToTake[];
}

/** What a packer looks for on a shelf: its image, name and codes. */
export function ItemCells({ item, lots = item.packedLots }: ItemCellsProps) {
  const codes = [item.sku, item.barcode].filter((code) => code !== null && code !== "");
  // Scanning finds it by either; its own barcode stands on the goods too.
  const code = codes.at(-1) ?? null;
  return (
    <>
      <td>
        <Thumbnail url={item.imageUrl} />
      </td>
      <td>
        <bdi>{item.title}</bdi>
        <OrderOptions options={item.options} />
        {codes.length > 0 && (
          <div>
            <bdi className="code">{codes.join(" · ")}</bdi>
          </div>
        )}
        {item.serials.length > 0 && (
          <div>
            <bdi className="code">{item.serials.join(", ")}</bdi>
          </div>
        )}
        <LotLines lots={lots} />
        {code !== null && <Barcode text={code} height={28} />}
      </td>
    </>
  );
}
